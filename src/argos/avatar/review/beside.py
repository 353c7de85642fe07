"""The measures of the method's authors on a table, each beside what real strangers would give.

They certify nothing (arXiv 2505.01524) and refuse nothing: they are read beside the attacks.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from argos.avatar.avatarizer import Avatarizer
from argos.avatar.draws import Generator
from argos.avatar.measures import MeasureFound, MeasureName, Ties, all_measures
from argos.avatar.method import Method
from argos.avatar.prepared import Prepared
from argos.avatar.review.trial import halves

COMPONENTS = 5  # in which people hide, of a method that has none of its own
Key = tuple[MeasureName, Ties | None, float]


@dataclass(frozen=True, slots=True)
class Beside:
    """A measure of the table, and its control.

    Attributes:
        found: on the people and the invented people made of them.
        control: the same, one half of the people taken for people made of the other half; None
            where it asks for one's own avatar.

    """

    found: MeasureFound
    control: float | None


def beside(
    method: Method, people: Prepared, invented: Prepared, random: Generator
) -> tuple[Beside, ...]:
    """Return every measure of a table of invented people.

    The rows of a table are in no order. Where each stands for a person (`Avatarizer`), the measures
    are those of another table of the same people and settings, whose order is known.

    Args:
        method: that made the table.
        people: of whom it was made.
        invented: the table.
        random: of samples, of halves, and of that other table.

    """
    paired = isinstance(method, Avatarizer)
    if isinstance(method, Avatarizer):
        invented = method.paired(people, random)
    components = int(method.settings.get("components") or COMPONENTS)
    found = all_measures(people, invented, paired, random, n_components=components)
    strangers = all_measures(*halves(people, random), False, random, n_components=components)
    controls: Mapping[Key, float] = {_key(each): each.estimate for each in strangers}
    return tuple(Beside(each, controls.get(_key(each))) for each in found)


def _key(found: MeasureFound) -> Key:
    return found.name, found.ties, found.apart


def not_measured(found: tuple[Beside, ...]) -> list[MeasureName]:
    """Return the measures that ask for one's own avatar, where no row stands for a person."""
    there = {each.found.name for each in found}
    return [name for name in MeasureName if name not in there]
