"""Who is attacked: as many people of the table as were held out, drawn at random."""

from argos.avatar.draws import Generator
from argos.avatar.errors import too_few_rows
from argos.avatar.prepared import Prepared

FEWEST = 20  # people on each side: below, no interval says anything


def targets(
    people: Prepared, held_out: Prepared, random: Generator, most: int
) -> tuple[Prepared, Prepared]:
    """Return equally many people of the table and of those held out, `most` at most.

    Raises:
        AvatarRefused: fewer than 20 on a side.

    """
    number = min(most, people.rows, held_out.rows)
    if number < FEWEST:
        raise too_few_rows(number, FEWEST)
    inside, outside = (
        side.take(random.choice(side.rows, number, replace=False)) for side in (people, held_out)
    )
    return inside, outside
