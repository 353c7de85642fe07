"""A whole night of models on an invented country: every département, its région and the nation."""

import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np

from argos.core.places import places as known_places
from argos.epidemiology.forecasting.known import Indices
from argos.epidemiology.series import Floats
from argos.outputs.store import Outputs
from argos.publish.disclosure import modelled
from argos.publish.modelled import flow
from argos.publish.modelled.declared import Declared, Modelled, declared
from argos.publish.modelled.foretold import forecasts
from argos.publish.modelled.known.panel import Changes, Panel, tree
from argos.publish.modelled.known.panels import Panels

FIRST = date(2024, 1, 1)
TOLD = (0.68, 0.89, 0.95, 0.98, 1.0)  # share of a figure known each evening, as emergency visits
WAVE = 90.0  # days
WEEK, BEFORE = 7, 12  # days; weeks of forecasts that are there when the night begins
# What is modelled, beside its mean a day in a middling département and by how many days it leads.
HOUSEHOLD = {
    "sos_covid": (5.0, 8), "tests_positive": (60.0, 10), "ed_covid": (8.0, 2),
    "new_admissions": (4.0, 0), "new_icu_admissions": (0.8, -2), "in_hospital": (40.0, -6),
    "in_icu": (6.0, -8),
}  # fmt: skip
NAMES = tuple(HOUSEHOLD)


def night(indicators: int, days: int, seed: int = 1) -> dict[str, object]:
    """Make a country and the forecasts of the weeks before, then time the night that follows.

    Args:
        indicators: how many are modelled: copies of `HOUSEHOLD`, one after another.
        days: of history.
        seed: of the counts.

    Returns:
        The seconds of the night, those of its steps, and how many rows it added.

    """
    how = _declared(indicators)
    known = _country(how, days, seed)
    with TemporaryDirectory() as folder:
        outputs, at = Outputs(str(Path(folder) / "published")), known.known_at
        before = Panels({p.indicator: _until(p, days - 1) for p in known}, at - timedelta(days=1))
        for each in how.series:
            _foretell(before, each, outputs)
        steps: dict[str, float] = {}
        start = last = time.perf_counter()

        def on_step(name: str) -> None:
            nonlocal last
            steps[name] = round(time.perf_counter() - last, 2)
            last = time.perf_counter()

        rows = flow.told(known, how, outputs, at, on_step)
        seconds = time.perf_counter() - start
    return {
        "seconds": seconds,
        "steps": steps,
        "rows": rows,
        "places": len(next(iter(known)).places),
    }


def _foretell(panels: Panels, each: Modelled, outputs: Outputs) -> None:
    """Publish the forecasts of the weeks before, as they would have been made."""
    panel = panels[each.indicator]
    columns = [panel.newest - WEEK * back for back in range(BEFORE)][::-1]
    told = forecasts.gone_through(panels, each, columns)
    assert told is not None  # noqa: S101 - two years are enough
    made = forecasts.rows_of(panel, each, told)
    outputs.commit(modelled("forecasts", made, panels.known_at, forecasts.PERSONS))


def _declared(indicators: int) -> Declared:
    """Return so many indicators: the first ones under their own names, then copies of these."""
    series = []
    for number in range(indicators):
        like, copy = declared()[NAMES[number % len(NAMES)]], number // len(NAMES)
        changes = {
            "indicator": _copied(like.indicator, copy),
            "leading": [_copied(name, copy) for name in like.leading if name in HOUSEHOLD],
            "arrivals": _copied(like.arrivals, copy) if like.arrivals else None,
        }
        series.append(Modelled(**{**like.model_dump(), **changes}))
    named = {each.indicator for each in series}
    whole = [
        each.model_copy(update={
            "leading": [name for name in each.leading if name in named],
            "arrivals": each.arrivals if each.arrivals in named else None,
        })
        for each in series
    ]  # fmt: skip
    return Declared(pathology=declared().pathology, series=whole)


def _copied(name: str, copy: int) -> str:
    return name if copy == 0 else f"{name}_{copy}"


def _country(how: Declared, days: int, seed: int) -> Panels:
    names = _names()
    generator = np.random.default_rng(seed)
    found = {}
    for number, each in enumerate(how.series):
        scale, ahead = HOUSEHOLD[NAMES[number % len(NAMES)]]
        figures = _counts(names, days, scale, ahead, generator)
        shares = TOLD if each.indicator.startswith(("ed_", "tests_")) else (1.0,)
        found[each.indicator] = _panel(each.indicator, names, figures, shares)
    known_at = datetime(FIRST.year, FIRST.month, FIRST.day, 5, tzinfo=UTC) + timedelta(days=days)
    return Panels(found, known_at)


def _names() -> tuple[str, ...]:
    """Return 101 départements, their régions, and the nation."""
    frame = known_places().frame
    regions = dict(frame.filter(level="dep").select("place", "reg").iter_rows())
    kept = sorted(name for name, region in regions.items() if region and len(region) == 6)
    kept = [name for name in kept if not name.startswith(("dep:975", "dep:977", "dep:978"))]
    return (*kept, *sorted({regions[name] for name in kept}), "fra")


def _counts(
    names: tuple[str, ...], days: int, scale: float, ahead: int, generator: np.random.Generator
) -> Floats:
    """Return counts, (place, day): waves, each département with its size; wider places sum them."""
    parents = tree(names)
    leaf = np.array([name.startswith("dep:") for name in names])
    wave = np.exp(1.2 * np.sin(2 * np.pi * (np.arange(days) + ahead) / WAVE))
    size = generator.lognormal(0, 0.8, int(leaf.sum()))
    figures = np.zeros((len(names), days))
    figures[leaf] = generator.poisson(scale * size[:, None] * wave)
    regions = ~leaf & (np.arange(len(names)) != len(names) - 1)
    np.add.at(figures, parents[leaf], figures[leaf])
    figures[-1] = figures[regions].sum(0)
    return figures


def _panel(
    indicator: str, names: tuple[str, ...], figures: Floats, shares: tuple[float, ...]
) -> Panel:
    days = figures.shape[1]
    parts: list[tuple[Indices, Indices, Indices, Floats]] = []
    for later, share in enumerate(shares):
        place, day = np.nonzero(np.ones_like(figures[:, : days - later]))
        parts.append((place, day, day + later, np.round(figures[place, day] * share)))
    place, day, evening, value = (np.concatenate(each) for each in zip(*parts, strict=True))
    order = np.argsort(evening, kind="stable")
    made = np.zeros(figures.shape, dtype=bool)
    told = Changes(place[order], day[order], evening[order], value[order])
    return Panel(indicator, "invented", False, FIRST, days, names, told, made)


def _until(panel: Panel, days: int) -> Panel:
    """Return a panel as it was some days before its end."""
    return Panel(
        panel.indicator, panel.partner, panel.rounded, panel.first, days, panel.places,
        panel.told.until(days - 1), panel.made[:, :days],
    )  # fmt: skip
