"""The report on a table of invented people, for a data protection officer: HTML or PDF."""

from argos.avatar.review.report.facts import Released
from argos.avatar.review.report.write import kind_of_report, report

__all__ = ["Released", "kind_of_report", "report"]
