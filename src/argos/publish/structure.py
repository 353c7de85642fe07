"""How a source hangs together: what an attacker knows of it besides figures."""

from collections.abc import Sequence
from datetime import date

from argos.core.contract import Contract
from argos.publish.cube_links import Moves, Structure
from argos.publish.plan import Job, Shown


def structure_of(job: Job, shown: Sequence[Shown], begins: date | None) -> Structure:
    """Return the structure of a source.

    Args:
        job: the source.
        shown: the indicators of it that are released together.
        begins: the first day of the feed, where one of them is a census.

    """
    names = {each.indicator.id for each in shown}
    return Structure(
        partner=job.partner,
        ages={each.indicator.id: each.indicator.ages for each in shown},
        part_of={
            each.indicator.id: each.indicator.part_of
            for each in shown
            if each.indicator.part_of in names
        },
        parts=parts_of(job),
        moves=_moves(shown),
        begins=begins,
    )


def parts_of(job: Job) -> tuple[str, ...]:
    """Return the names of the partners and units that a source is the sum of, if several."""
    feeds = zip(job.feeds, job.contracts, strict=True)
    names = {feed.split(".")[0] for feed in job.feeds} - {job.partner}
    units = {f"{feed.split('.')[0]}/{unit}" for feed, c in feeds for unit in units_of(c)}
    parts = sorted(names | units)
    leaves = [each for each in parts if not any(unit.startswith(f"{each}/") for unit in units)]
    return tuple(parts) if len(leaves) > 1 else ()


def units_of(contract: Contract) -> tuple[str, ...]:
    """Return the units (laboratories, sites …) that a contract names."""
    named = (field.values.values() for field in contract.with_role("unit"))
    return tuple(sorted({unit for values in named for unit in values}))


def _moves(shown: Sequence[Shown]) -> dict[str, Moves]:
    """Return who comes to and who leaves each census, among what is shown of the source."""
    names = {each.indicator.id for each in shown}
    present = [each.indicator for each in shown if each.source.is_census]
    return {
        each.id: Moves(*(n if n in names else None for n in (each.arrivals, each.departures)))
        for each in present
    }
