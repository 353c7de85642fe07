"""People with histories: linked tables in, linked tables of invented people out."""

from argos.avatar.linked.counting import Counting, Targets, counted
from argos.avatar.linked.declared import Before, Events, Last, Links
from argos.avatar.linked.method import HistoryAvatars

__all__ = [
    "Before",
    "Counting",
    "Events",
    "HistoryAvatars",
    "Last",
    "Links",
    "Targets",
    "counted",
]
