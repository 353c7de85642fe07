"""When the next file of a feed is due."""

from datetime import datetime, timedelta

from argos.core.clock import local_day

PERIOD = {
    "day": timedelta(days=1), "workday": timedelta(days=1), "week": timedelta(weeks=1),
    "month": timedelta(days=31),
}  # fmt: skip
FRIDAY, SATURDAY = 4, 5


def period_after(every: str, last: datetime) -> timedelta | None:
    """Return the time from a file to the next one, None of a feed that is sent once.

    Args:
        every: the contract's cadence; of a ``workday`` none is due at week-ends.
        last: when the last file came.

    """
    period = PERIOD.get(every)
    if every != "workday" or period is None:
        return period
    weekday = local_day(last).weekday()
    return period + timedelta(days={FRIDAY: 2, SATURDAY: 1}.get(weekday, 0))
