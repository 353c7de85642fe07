"""What forecasts were worth: rows of the published scores, and what they say in words."""

from dataclasses import dataclass

import polars as pl

from argos.core.language import Text, same
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.choices import Choices

ALL, LATELY = "all", "12 weeks"  # periods
BASELINE = "baseline"
_GAP = "\N{NO-BREAK SPACE}"
_SAID = f"«{_GAP}comme la semaine dernière{_GAP}»"
NAIVE = Text(f"la règle {_SAID}", "the rule “as last week”")
MODELS = {
    "baseline": Text(_SAID, "“as last week”"),
    "ensemble": Text("ensemble des modèles", "ensemble of the models"),
    "leading growth": Text("croissance des sources précoces", "growth of early sources"),
    "leading": Text("croissance des sources précoces", "growth of early sources"),
    "trend": Text("tendance partagée entre lieux", "trend shared between places"),
    "seasonal": Text("croissance de saison", "seasonal growth"),
    "pooled trend": Text("tendance partagée entre lieux", "trend shared between places"),
    "lone trend": Text("tendance du lieu seul", "trend of the place alone"),
    "seasonal growth": Text("croissance de saison", "seasonal growth"),
    "stocks": Text("admissions et durées de séjour", "admissions and lengths of stay"),
}
LEVELS = {
    "fra": Text("France", "France"),
    "reg": Text("régions", "régions"),
    "dep": Text("départements", "départements"),
}
SMALLEST = 0.005  # of a relative error: less is no difference


@dataclass(frozen=True, slots=True)
class Worth:
    """What a model was worth at a horizon.

    Attributes:
        relative, low, high: its error over that of the baseline, and the 90 % interval of that.
        cover_50, cover_90: shares of what came that its ranges held.
        figures: forecasts that were scored.

    """

    relative: float | None
    low: float | None
    high: float | None
    cover_50: float | None
    cover_90: float | None
    figures: int

    @property
    def loses(self) -> bool:
        """Whether it was no better than the baseline."""
        return self.relative is not None and self.relative > 1 - SMALLEST

    @property
    def sure(self) -> bool:
        """Whether the interval of the relative error lies on one side of 1."""
        return self.low is not None and self.high is not None and (self.high < 1 or self.low > 1)

    @property
    def sentence(self) -> str:
        """What it was worth beside the naive rule, in words; empty where that is not known."""
        if self.relative is None:
            return ""
        if self.loses:
            return str(Text(f"pas mieux que {NAIVE.fr}", f"no better than {NAIVE.en}"))
        less = formats.share(1 - self.relative)
        said = Text(
            f"erreur {less} plus faible que {NAIVE.fr}", f"an error {less} smaller than {NAIVE.en}"
        )
        return str(said) if self.sure else f"{said}{UNSURE}"

    @property
    def short(self) -> str:
        """The same in a few words: ``31 % d'erreur en moins``."""
        if self.relative is None:
            return str(Text("pas noté", "not scored"))
        if self.loses:
            return str(Text("pas mieux", "no better"))
        less = formats.share(1 - self.relative)
        said = str(Text(f"{less} d'erreur en moins", f"{less} less error"))
        return said if self.sure else said + str(Text(", pas certain", ", not certain"))


UNSURE = Text(", sans que ce soit certain", ", though not for certain")


def scores(snapshot: Snapshot, choices: Choices, period: str = ALL) -> pl.DataFrame:
    """Return the scores of a period (``tables.SCORES``) of the chosen indicator, or of all."""
    rows = snapshot.modelled("scores", choices.instant).filter(period=period)
    return rows.filter(indicator=choices.indicator) if choices.indicator else rows


def level_of(rows: pl.DataFrame, place: str) -> str:
    """Return the level that tells of a place: its own where it is scored alone."""
    return place if place in rows["level"] else place.split(":")[0]


def worth(
    snapshot: Snapshot, choices: Choices, model: str, horizon: int, period: str = ALL
) -> Worth | None:
    """Return what a model was worth for the chosen indicator and place; None if not scored.

    Forecasts made from what was really known come before those from vintages that were made.
    """
    rows = scores(snapshot, choices, period).filter(model=model, horizon=horizon)
    own = rows.filter(level=level_of(rows, choices.place or "fra"))
    return None if own.is_empty() else of_row(own.sort("vintages").row(0, named=True))


def of_row(row: dict[str, float]) -> Worth:
    """Return what a row of ``tables.SCORES`` says."""
    return Worth(
        row["relative"], row["low"], row["high"], row["cover_50"], row["cover_90"],
        int(row["figures"]),
    )  # fmt: skip


def model_name(code: str) -> str:
    """Write the name of a model."""
    plain = code.replace("_", " ").replace("-", " ")
    return str(MODELS.get(plain, same(plain)))


def level_name(code: str) -> str:
    """Write the level, or the place, of a score."""
    return str(LEVELS[code]) if code in LEVELS else formats.place(code)
