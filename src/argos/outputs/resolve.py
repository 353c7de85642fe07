"""From stored rows to one series: what is said, what is silent, and which partner answers."""

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from difflib import get_close_matches

import polars as pl

from argos.core.errors import UsageError
from argos.core.language import Text, same
from argos.core.schema import INSTANT, SEXES
from argos.outputs.tables import EVERY

ALL = "all"
COLUMNS = [
    "date", "place", "age", "sex", "partner", "value", "status", "known_from", "derived", "rounded",
]  # fmt: skip
UNKNOWN = "unknown"
STEPS = {"day": "1d", "week": "7d"}
SHOWN_BY_WEEK = ("epci:", "com:")


@dataclass(frozen=True, slots=True)
class Question:
    """Which series is asked for."""

    indicator: str
    place: str
    age: str
    sex: str
    partner: str
    period: str

    @property
    def in_cube(self) -> bool:
        """Whether the fixed cube of a source under disclosure control has this crossing."""
        crossed = self.age != ALL and self.sex != ALL
        if self.place.startswith(SHOWN_BY_WEEK):
            return self.period == "week" and not crossed
        return self.period == "week" or not crossed


def usual_period(place: str) -> str:
    """Return the period in which a place is shown when none is asked for."""
    return "week" if place.startswith(SHOWN_BY_WEEK) else "day"


def check_indicator(name: str, labels: pl.DataFrame) -> None:
    """Refuse an indicator that is not published.

    Raises:
        UsageError: ``NOTHING_PUBLISHED`` or ``UNKNOWN_INDICATOR``.

    """
    if labels.is_empty():
        raise UsageError(
            "NOTHING_PUBLISHED",
            expected=Text("des séries publiées", "published series"),
            found=Text("aucune", "none"),
            todo=Text("lancez `argos publish`", "run `argos publish`"),
        )
    check_known("UNKNOWN_INDICATOR", name, labels["indicator"].unique().sort())


def check_known(code: str, name: str, known: Collection[str]) -> None:
    """Refuse a name that is not known, naming the nearest ones.

    Raises:
        UsageError: with the code given.

    """
    names = list(known)
    if name in names:
        return
    near = get_close_matches(name, names, n=3, cutoff=0.5) or names
    listed = ", ".join(near)
    raise UsageError(
        code,
        expected=Text(f"un nom parmi {len(names)}", f"one of {len(names)} names"),
        found=same(repr(name)),
        todo=Text(f"choisissez parmi : {listed}", f"choose among: {listed}"),
    )


def check_partner(name: str, known: Sequence[str]) -> None:
    """Refuse a partner that the indicator never had; a unit whose breakdown is taken away may be.

    Raises:
        UsageError: ``UNKNOWN_PARTNER``.

    """
    taken = [each.removesuffix(f"/{EVERY}") for each in known if each.endswith(EVERY)]
    head, _, unit = name.partition("/")
    if unit and any(head in source.split("+") for source in taken):
        return
    names = [each for each in known if not each.endswith(EVERY)]
    check_known("UNKNOWN_PARTNER", name, [ALL, *names])


def check_classes(ask: Question, rows: pl.DataFrame, ages: Sequence[str]) -> None:
    """Refuse an age or a sex that does not exist; ``ages`` are the indicator's own.

    Raises:
        UsageError: ``UNKNOWN_AGE`` or ``UNKNOWN_SEX``.

    """
    seen = set(rows["age"].unique()) - {EVERY}
    check_known("UNKNOWN_AGE", ask.age, sorted({ALL, UNKNOWN, *ages} | seen))
    check_known("UNKNOWN_SEX", ask.sex, SEXES)


def check_question(
    ask: Question, rows: pl.DataFrame, labels: pl.DataFrame, partners: Callable[[], Sequence[str]]
) -> None:
    """Refuse a question about an age, sex or partner that the indicator does not have.

    Args:
        ask: the series.
        rows: what is published of the indicator at the place and in the nation.
        labels: rows of ``tables.INDICATORS``, of any indicator.
        partners: gives every partner that the indicator ever had, anywhere; asked if need be.

    Raises:
        UsageError: the nearest names are given.

    """
    own = labels.filter(pl.col("indicator") == ask.indicator).sort("method")
    check_classes(ask, rows, own["ages"][-1].to_list())
    if ask.partner != ALL and ask.partner not in rows["partner"]:
        check_partner(ask.partner, partners())


def answered(rows: pl.DataFrame, ask: Question) -> pl.DataFrame:
    """Return the answer: `COLUMNS`, one row a date, by date.

    Args:
        rows: what is known of the indicator at the place and in the nation (``tables.SERIES``).
        ask: the series.

    """
    current = rows.filter(
        (pl.col("period") == ask.period) & (pl.col("method") == pl.col("method").max())
    )
    if ask.partner != ALL:
        return _of_partner(current, ask, ask.partner).sort("date")
    sources = current.filter(pl.col("source_rank").is_not_null())
    ranked = sources.group_by("partner").agg(pl.col("source_rank").min()).sort("source_rank")
    answers = [
        _of_partner(current, ask, partner).with_columns(rank=pl.lit(rank))
        for partner, rank in ranked.iter_rows()
    ]
    if not answers:
        return _of_partner(current, ask, "")
    # Of each date the first source with a value; where none has one, what the first source says.
    ordered = pl.concat(answers).sort("date", pl.col("value").is_null(), "rank")
    return ordered.unique(subset="date", keep="first", maintain_order=True).select(COLUMNS)


def _of_partner(rows: pl.DataFrame, ask: Question, partner: str) -> pl.DataFrame:
    whole = _whole(rows, partner)
    of_source = rows.filter(pl.col("partner") == whole)
    own = rows.filter((pl.col("partner") == partner) & _cell(ask.place, ask.age, ask.sex))
    said = _latest(own)
    if of_source["rounded"].any():
        answer = _rounded(rows, ask, said, whole, partner)
    else:
        answer = _open(of_source.filter(pl.col("place") == ask.place), said)
    return answer.with_columns(
        pl.lit(ask.place).alias("place"),
        pl.lit(ask.age).alias("age"),
        pl.lit(ask.sex).alias("sex"),
        pl.lit(partner).alias("partner"),
    ).select(COLUMNS)


def _whole(rows: pl.DataFrame, partner: str) -> str:
    """Return the source that a partner, or one of its units, is a part of."""
    sources = rows.filter(pl.col("source_rank").is_not_null())["partner"].unique().sort().to_list()
    head = partner.split("/")[0]
    holding = [source for source in sources if head in source.split("+")]
    return partner if partner in sources else next(iter(holding), partner)


def _cell(place: str, age: str, sex: str) -> pl.Expr:
    return (pl.col("place") == place) & (pl.col("age") == age) & (pl.col("sex") == sex)


def _latest(rows: pl.DataFrame) -> pl.DataFrame:
    """Return the row of each date that was known last."""
    return rows.sort("known_from").unique(subset="date", keep="last")


def _open(of_place: pl.DataFrame, said: pl.DataFrame) -> pl.DataFrame:
    """Answer from a set as published: what has no row is not given by the publisher."""
    dates = of_place.group_by("date").agg(first=pl.col("known_from").min())
    joined = dates.join(said, on="date", how="left")
    return joined.with_columns(
        pl.col("status").fill_null("not_published"),
        pl.col("known_from").fill_null(pl.col("first")),
        pl.col("derived", "rounded").fill_null(value=False),
    )


def _rounded(
    rows: pl.DataFrame, ask: Question, said: pl.DataFrame, whole: str, partner: str
) -> pl.DataFrame:
    """Answer from a source under disclosure control: what has no row is hidden.

    Except where its breakdown was taken away, where the cube has no such crossing, and on dates
    that the source has not reported.
    """
    dates = _dates(
        rows.filter((pl.col("partner") == whole) & _cell("fra", ALL, ALL)), STEPS[ask.period]
    )
    taken = _taken(rows, ask, whole, partner)
    joined = dates.join(said, on="date", how="left").join(taken, on="date", how="left")
    gone = (pl.col("breakdown") == "not_published") & (
        pl.col("known_from").is_null() | (pl.col("turned") >= pl.col("known_from"))
    )
    gone = gone.fill_null(value=False)
    crossing = ask.in_cube and (partner == whole or (ask.age, ask.sex) == (ALL, ALL))
    silent = pl.lit("suppressed" if crossing else "not_published")
    missing = pl.col("given") == "not_reported"
    status = (
        pl.when(gone)
        .then(pl.lit("not_published"))
        .otherwise(pl.coalesce("status", pl.when(missing).then("given"), silent))
    )
    since = pl.when(missing).then("last").otherwise(pl.max_horizontal("first", "turned"))
    known = pl.when(gone).then("turned").otherwise(pl.coalesce("known_from", since))
    return joined.with_columns(
        value=pl.when(~gone).then("value"),
        status=status,
        known_from=known.cast(INSTANT),
        derived=pl.lit(True),
        rounded=pl.lit(True),
    )


def _dates(whole: pl.DataFrame, step: str) -> pl.DataFrame:
    """Return each date that the source has told of: given (status), first, last (instants).

    A date that it skipped was not reported; that is known since it told of a later one.
    """
    told = (
        whole.sort("known_from")
        .group_by("date")
        .agg(
            given=pl.col("status").last(),
            first=pl.col("known_from").first(),
            last=pl.col("known_from").last(),
        )
    )
    if told.is_empty():
        return told
    ends = pl.date_range(pl.col("date").min(), pl.col("date").max(), step)
    every = told.select(ends).join(told, on="date", how="left").sort("date", descending=True)
    later = pl.col("first").cum_min().forward_fill()
    return every.with_columns(
        pl.col("given").fill_null("not_reported"),
        pl.col("first", "last").fill_null(later),
    )


def _taken(rows: pl.DataFrame, ask: Question, whole: str, partner: str) -> pl.DataFrame:
    """Return what was last said of the whole breakdown: date, breakdown (status), turned."""
    age, sex = (EVERY if asked != ALL else ALL for asked in (ask.age, ask.sex))
    name = whole if partner == whole else f"{whole}/{EVERY}"
    speaks = EVERY in (age, sex) or name != whole
    about = (pl.col("partner") == name) & _cell(ask.place, age, sex) & pl.lit(speaks)
    last = _latest(rows.filter(about))
    return last.select("date", breakdown="status", turned="known_from")
