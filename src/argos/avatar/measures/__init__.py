"""How far avatars stand from their people, and how much of the table they keep.

None of these certifies a release (arXiv 2505.01524): that is for the attacks. They are for whoever
reviews a table, not for who receives it (arXiv 2312.05114). Definitions: Guillaudeux et al. 2023,
and the authors' public code and documentation; docs/avatars-measures.md has each with its formula.
"""

from argos.avatar.measures.distances import Closeness, Hiding, closeness, hiding
from argos.avatar.measures.every import all_measures
from argos.avatar.measures.found import MeasureFound, MeasureName, Ties
from argos.avatar.measures.matches import Matches, matches
from argos.avatar.measures.utility import correlation_change, hellinger, laid_out

__all__ = [
    "Closeness",
    "Hiding",
    "Matches",
    "MeasureFound",
    "MeasureName",
    "Ties",
    "all_measures",
    "closeness",
    "correlation_change",
    "hellinger",
    "hiding",
    "laid_out",
    "matches",
]
