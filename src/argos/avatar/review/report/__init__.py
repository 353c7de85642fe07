"""The report on a table of invented people, for a data protection officer: HTML or PDF."""

from argos.avatar.review.report.facts import Released
from argos.avatar.review.report.write import KINDS, report

__all__ = ["KINDS", "Released", "report"]
