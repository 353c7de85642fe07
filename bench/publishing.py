"""Publishing the series of a large log."""

import time
from typing import Any

from bench import homes


def publish(home: str, must: bool) -> dict[str, Any]:
    """Publish the series of a home; ``must`` tells whether there has to be something new."""
    intake = homes.opened(home)
    from argos.core import contract_check
    from argos.outputs.store import Outputs
    from argos.publish.flow import publish_series

    contracts = contract_check.load_all(intake.settings.partners)
    steps: dict[str, float] = {}
    start = time.perf_counter()
    done = publish_series(
        intake.log,
        Outputs(intake.settings.published),
        contracts,
        intake.clock,
        on_step=lambda step: steps.__setitem__(step, time.perf_counter() - start),
    )
    seconds = time.perf_counter() - start
    if done.committed != must:
        raise RuntimeError(f"something new: {done.committed}, expected {must}")
    return {"seconds": seconds, "rows_by_table": done.rows_by_table, "steps": steps}
