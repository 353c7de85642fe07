"""What is foretold, and the models that are tried on it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from argos.epidemiology.forecasting.known import Known, Model
from argos.epidemiology.forecasting.leading import leading_growth
from argos.epidemiology.forecasting.stocks import beds_from, stock_trend
from argos.epidemiology.forecasting.trend import lone_trend, pooled_trend
from argos.epidemiology.series import Floats

TESTS = ("positives", "over 60")
FLOWS = (*TESTS, "SOS")


@dataclass(frozen=True)
class Target:
    """A series to foretell.

    Attributes:
        name: of the series in ``Territory.figures``.
        what: in words, for the head of a table.
        last: day after which no forecast is made.
        models: those tried, by name.
        best: those told month by month and ahead by ahead; fixed before anything was scored, but
            for admissions.
        stocks: it is a stock of single days and not a count of weeks.

    """

    name: str
    what: str
    last: date
    models: Mapping[str, Model]
    best: Sequence[str]
    stocks: bool = False


def seeing(*names: str, model: Model = leading_growth) -> Model:
    """Return a model that is shown these leading series and no others."""

    def shown(known: Known, horizons: Sequence[int]) -> Floats:
        """Return the model's medians."""
        part = {name: known.leading[name] for name in names if name in known.leading}
        return model(replace(known, leading=part), horizons)

    return shown


def beds(flow: str, *leading: str) -> dict[str, Model]:
    """Return the models of a stock that is fed by a flow."""
    return {
        "the stock's own trend": stock_trend,
        "beds from admissions, each place alone": seeing(flow, model=beds_from(flow, lone_trend)),
        "beds from admissions, trend": seeing(flow, model=beds_from(flow, pooled_trend)),
        "beds from admissions, leading": seeing(flow, *leading, model=beds_from(flow)),
    }


ADMISSIONS: dict[str, Model] = {
    "trend, each place alone": lone_trend,
    "trend, pooled": pooled_trend,
    "own growth, corrected place by place": seeing(),
    "leading: positives": seeing("positives"),
    "leading: positives, over 60": seeing(*TESTS),
    "leading: positives, over 60, SOS": seeing(*FLOWS),
    "leading: the same and emergency": seeing(*FLOWS, "emergency"),
    "leading: SOS": seeing("SOS"),
}
VISITS: dict[str, Model] = {
    "trend, each place alone": lone_trend,
    "trend, pooled": pooled_trend,
    "own growth, corrected place by place": seeing(),
    "leading: positives": seeing("positives"),
    "leading: positives, SOS": seeing("positives", "SOS"),
    "leading: SOS": seeing("SOS"),
}
BEDS_LAST = date(2021, 3, 3)
TARGETS = {
    "admissions": Target(
        "admissions",
        "New hospital admissions, totals of weeks",
        date(2021, 6, 30),
        ADMISSIONS,
        ("leading: positives, over 60, SOS", "ensemble"),
    ),
    "emergency": Target(
        "emergency",
        "Emergency visits for COVID-19, totals of weeks, the last days nowcast",
        date(2021, 3, 7),
        VISITS,
        ("leading: positives, SOS", "ensemble"),
    ),
    "hospital": Target(
        "in hospital",
        "Beds: in hospital with COVID-19",
        BEDS_LAST,
        beds("admissions", *FLOWS),
        ("beds from admissions, leading", "ensemble"),
        stocks=True,
    ),
    "icu": Target(
        "in intensive care",
        "Beds: in intensive care with COVID-19",
        BEDS_LAST,
        beds("to intensive care", "admissions", *FLOWS),
        ("beds from admissions, leading", "ensemble"),
        stocks=True,
    ),
}
SHOWN = (*FLOWS, "emergency", "admissions", "to intensive care")
