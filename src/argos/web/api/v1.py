"""`/api/v1`: the indicators and the published series, as JSON and CSV. Nothing can be written."""

from datetime import date, datetime
from hashlib import sha256
from typing import Annotated, Literal

from django.http import HttpRequest, HttpResponse
from ninja import NinjaAPI, Query, Schema
from pydantic import AwareDatetime, Field

from argos.core.errors import ArgosError
from argos.outputs.snapshot import Ask, Snapshot
from argos.web import errors, published

ABOUT = (
    "Published series of Argos, after disclosure control: counts of persons below 11 are hidden "
    "(`suppressed`), others rounded to the nearest 5, sets that are public already as published. "
    "`as_of` gives a series as it was known at an instant. Read only."
)
api = NinjaAPI(
    title="Argos", version="1", description=ABOUT, docs_url=None, urls_namespace="api-v1"
)


class Words(Schema):
    """A text in both languages."""

    fr: str
    en: str


class Indicator(Schema):
    """An indicator, as its last definition says."""

    id: str
    version: int
    label: Words
    unit: Words
    definition: Words
    method: Words
    ages: list[str]


class Point(Schema):
    """One date of a series; ``value`` is null where ``status`` says why."""

    date: date
    place: str
    age: str
    sex: str
    partner: str
    value: float | None
    status: str
    known_from: datetime
    derived: bool
    rounded: bool


class Refusal(Schema):
    """What was expected, what was found, and what to do."""

    code: str
    expected: str
    found: str
    todo: str


Plain = Field(max_length=80, pattern=r"^[A-Za-z0-9_:+/*.\-]+$")


class Choice(Schema):
    """Which series; the words are those of `argos series`."""

    indicator: Annotated[str, Plain]
    place: Annotated[str, Plain] = "fra"
    age: Annotated[str, Plain] = "all"
    sex: Literal["all", "f", "m", "unknown"] = "all"
    partner: Annotated[str, Plain] = "all"
    period: Literal["day", "week"] | None = None
    first: date | None = Field(None, alias="from")
    last: date | None = Field(None, alias="to")
    as_of: AwareDatetime | date | None = None

    def ask(self) -> Ask:
        """Return the question."""
        return Ask(
            self.indicator, self.place, self.age, self.sex, self.partner, self.period,
            self.first, self.last, _instant(self.as_of),
        )  # fmt: skip


def _instant(said: datetime | date | None) -> datetime | None:
    from argos.core.clock import end_of_day

    if said is None or isinstance(said, datetime):
        return said
    return end_of_day(said)


@api.exception_handler(ArgosError)
def refused(request: HttpRequest, error: ArgosError) -> HttpResponse:
    """Answer an error that the caller can act on."""
    return errors.told(request, error)


@api.get("/indicators", response=list[Indicator], summary="Every published indicator")
def indicators(request: HttpRequest, response: HttpResponse) -> object:
    """Return every indicator with its definition."""
    snapshot = published.current()
    _tagged(request, response, snapshot)
    return [
        {
            "id": row["indicator"],
            "version": row["method"],
            "ages": row["ages"],
            **{
                name: {"fr": row[f"{name}_fr"], "en": row[f"{name}_en"]}
                for name in ("label", "unit", "definition", "method")
            },
        }
        for row in snapshot.labels.iter_rows(named=True)
    ]


REFUSALS = {400: Refusal, 404: Refusal, 503: Refusal}


@api.get("/series", response={200: list[Point], **REFUSALS}, summary="One series, as JSON")
def series(request: HttpRequest, response: HttpResponse, choice: Query[Choice]) -> object:
    """Return one series by date."""
    snapshot = published.current()
    _tagged(request, response, snapshot)
    return snapshot.series(choice.ask()).to_dicts()


@api.get("/series.csv", response={200: None, **REFUSALS}, summary="One series, as CSV")
def series_csv(request: HttpRequest, choice: Query[Choice]) -> HttpResponse:
    """Return one series as CSV, with a decimal point and commas."""
    snapshot = published.current()
    frame = snapshot.series(choice.ask())
    import polars as pl

    text = frame.with_columns(pl.col("known_from").dt.to_string("iso:strict")).write_csv()
    response = HttpResponse(text, content_type="text/csv; charset=utf-8")
    _tagged(request, response, snapshot)
    return response


def _tagged(request: HttpRequest, response: HttpResponse, snapshot: Snapshot) -> None:
    """Tell the version of what is published: the same tag means the same answer."""
    asked = f"{snapshot.version} {request.get_full_path()}"
    response.headers["ETag"] = f'"{sha256(asked.encode()).hexdigest()[:20]}"'
    response.headers["Cache-Control"] = "no-cache"
