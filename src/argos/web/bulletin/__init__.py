"""The bulletin: two A4 pages for a meeting, with the charts and the words of the pages."""

from argos.web.bulletin.write import bulletin

__all__ = ["bulletin"]
