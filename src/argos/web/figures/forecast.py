"""The figure of a forecast: the last weeks, and what may come with how sure that is."""

from datetime import date

import polars as pl

from argos.core.calendar import holidays_between
from argos.core.clock import local_day
from argos.core.language import Text
from argos.outputs.snapshot import Snapshot
from argos.web import formats, published
from argos.web.charts.fan import fan
from argos.web.charts.look import Look
from argos.web.charts.marks import Mark
from argos.web.charts.render import Chart, described
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, who_where, words
from argos.web.figures.series import sourced
from argos.web.foretold import AHEAD, SHOWN, Foretold, chance_above, foretold
from argos.web.scored import model_name

HORIZON = 7  # days ahead that the title tells of
LIKELY = 0.7  # chance from which a direction is named
COLUMNS = ("date", "value", "whole", *SHOWN, "status", "rounded")


def forecast(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the forecast of the chosen series.

    Raises:
        UsageError: see ``Snapshot.series``.

    """
    said = words(snapshot, choices.indicator)
    found = foretold(snapshot, choices)
    subtitle = f"{said['label']} – {who_where(choices)}"
    if found is None:
        return _none(subtitle)
    unit = unit_over(said["unit"], found.width)
    title = titled(found, unit, choices, HORIZON)
    statement = f"{title.rstrip('.')}. {direction(found, HORIZON)}".strip()

    def draw(look: Look) -> Chart:
        marks = [] if look.width == "narrow" else _holidays(found)
        return described(
            fan(found.past, found.ahead, look, unit=unit, origin=found.origin, marks=marks),
            statement,
        )

    return Figure(title, f"{subtitle} – {unit}", statement, _source(found), _table(found), draw)


def _none(subtitle: str) -> Figure:
    title = str(
        Text("Pas de prévision publiée pour ce choix", "No forecast published for this choice")
    )
    table = pl.DataFrame(schema=AHEAD)
    empty = pl.DataFrame(schema={"date": pl.Date, "value": pl.Float64, "whole": pl.Float64})

    def draw(look: Look) -> Chart:
        return described(fan(empty, table, look, unit="", origin=date.min), title)

    return Figure(title, subtitle, title, "", table, draw)


def titled(found: Foretold, unit: str, choices: Choices, horizon: int) -> str:
    """Say what may come at a horizon: ``Dans 7 jours : 180 à 260 …, contre 190 au 12 nov.``."""
    row = found.at(horizon)
    if row is None:
        return str(Text("Pas de prévision", "No forecast"))
    reach = formats.between(whole(row["low90"]), whole(row["high90"]))
    when = _when(row["date"], choices)  # type: ignore[arg-type]
    title = Text(
        f"{when} : {reach} {unit} (9 chances sur 10)", f"{when}: {reach} {unit} (9 chances in 10)"
    )
    return f"{title}{_against(found)}"


def whole(value: object) -> float | None:
    """Return a figure to the nearest whole one; of a hidden one nothing."""
    return None if value is None else float(round(float(str(value))))


def _when(day: date, choices: Choices) -> str:
    """Say in how many days that is, from the day on which the page is read or looks back to."""
    today = choices.as_of or local_day(published.now())
    left, on = (day - today).days, formats.day(day, weekday=True)
    if left < 1:
        return str(Text(f"Au {on}", f"On {on}"))
    days = formats.many(left, Text("jour", "day"), Text("jours", "days"))
    return str(Text(f"Dans {days} ({on})", f"In {days} ({on})"))


def _against(found: Foretold) -> str:
    if found.now is None:
        return ""
    now, on = formats.number(round(found.now)), formats.day(found.origin)
    return str(Text(f", contre {now} au {on}", f", against {now} on {on}"))


def direction(found: Foretold, horizon: int) -> str:
    """Say how likely a rise or a fall is; nothing of what is not known."""
    row = found.at(horizon)
    if row is None or found.now is None:
        return ""
    above = chance_above(row["quantiles"], found.now)  # type: ignore[arg-type]
    if above >= LIKELY:
        chance = formats.in_ten(above)
        return str(Text(f"Une hausse est probable : {chance}.", f"A rise is likely: {chance}."))
    if above <= 1 - LIKELY:
        chance = formats.in_ten(1 - above)
        return str(Text(f"Une baisse est probable : {chance}.", f"A fall is likely: {chance}."))
    return str(
        Text(
            "Hausse et baisse sont à peu près aussi probables.",
            "A rise and a fall are about equally likely.",
        )
    )


def unit_over(unit: str, width: int) -> str:
    """Write the unit of a total over a week; that of who is present stays."""
    return unit if width == 1 else str(Text(f"{unit} en 7 jours", f"{unit} in 7 days"))


def _source(found: Foretold) -> str:
    on = formats.day(found.origin, year=True)
    then = Text(" puis ", " then ")
    model = str(then).join(model_name(each) for each in found.models)
    made = (
        Text(f"Prévision faite des chiffres connus au {on} ({model}).",
             f"Forecast made from figures known to {on} ({model}).")
    )  # fmt: skip
    later = Text(
        " Refaite après coup, de ce qui était connu ce jour-là.",
        " Made again afterwards, from what was known that day.",
    )
    return f"{made}{later if found.afterwards else ''} {sourced(found.series)}"


def _table(found: Foretold) -> pl.DataFrame:
    """Return past and future below each other; what is hidden of the future says so."""
    past = found.past.select("date", "value", "whole", "status")
    ahead = found.ahead.select("date", *SHOWN, "rounded")
    return pl.concat([past, ahead], how="diagonal").select(*COLUMNS)


def _holidays(found: Foretold) -> list[Mark]:
    """Return the public holidays of what is drawn, those to come included."""
    dates = pl.concat([found.past["date"], found.ahead["date"]])
    first, last = dates.min(), dates.max()
    if not isinstance(first, date) or not isinstance(last, date):
        return []
    days = holidays_between(first, last, found.series.ask.place)
    return [Mark(on, str(name), "holiday") for on, name in days.items()]
