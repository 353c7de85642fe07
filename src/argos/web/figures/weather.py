"""The figure of the health weather: vigilance and sky of départements, today and at worst."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

import polars as pl

from argos.core.language import Text
from argos.core.places import places
from argos.core.settings import Settings
from argos.outputs.snapshot import Snapshot
from argos.web import formats
from argos.web.charts.look import Look
from argos.web.charts.render import Chart, described
from argos.web.charts.skies import SKIES, VIGILANCES
from argos.web.charts.weather_map import weather_map
from argos.web.choices import Choices
from argos.web.figures.figure import Figure, words

SKY_ORDER = ("unknown", "sun", "veil", "cloud", "rain", "storm")
VIGILANCE_ORDER = ("unknown", "green", "yellow", "orange", "red")
LAST = 7  # days ahead
NAMED = 3  # places that a title names; the others are counted
MANY = 20  # départements known, from which the whole of France is shown
ALL = Text("Météo santé", "Health weather")
NO_FIGURE = Text("Aucun chiffre reçu pour ce lieu.", "No figure received for this place.")
LEGEND = Text(
    "La couleur dit la vigilance (seuils de textes datés), le pictogramme le niveau face à "
    "l'habitude et sa tendance. Ce n'est pas un avis médical.",
    "The colour tells the vigilance (thresholds of dated texts), the pictogram the level beside "
    "the usual and its trend. This is no medical advice.",
)
COLUMNS = ("label", "place", "vigilance", "sky", "vigilance_ahead", "sky_ahead", "says",
           "says_ahead")  # fmt: skip


def weather(snapshot: Snapshot, choices: Choices) -> Figure:
    """Return the maps of a pathology, or of the worst of all.

    ``indicator`` of the choices names a pathology, or an indicator of one; ``place`` a région or a
    département whose région is shown, or ``fra``.
    """
    told = snapshot.weather(choices.instant).filter(~pl.col("place").str.starts_with("epci:"))
    chosen = _of_pathology(told, choices.indicator)
    shown = _departements(chosen, choices.place)
    table = pl.DataFrame(
        [_row(place, chosen.filter(place=place)) for place in shown],
        schema=dict.fromkeys(COLUMNS, pl.String),
    )
    name = _name(chosen) if choices.indicator else str(ALL)
    title = _title(name, table)
    heads = _heads(chosen)
    foot = [_source(snapshot, chosen), str(LEGEND)]

    def draw(look: Look) -> Chart:
        own = Settings.from_environment().outlines
        drawn = weather_map(table, look, title=title, heads=heads, foot=foot, outlines=own)
        return described(drawn, title)

    return Figure(
        title=title,
        subtitle=f"{ALL} – {name} – {heads[0]}" if choices.indicator else f"{ALL} – {heads[0]}",
        statement=title,
        source=foot[0],
        table=_in_words(table),
        draw=draw,
    )


def _of_pathology(told: pl.DataFrame, asked: str) -> pl.DataFrame:
    """Return the rows of a pathology, given by its name or by one of its indicators."""
    if not asked:
        return told
    named = told.filter(pl.col("pathology") == asked)
    if not named.is_empty():
        return named
    of = told.filter(pl.col("indicator") == asked)["pathology"].unique()
    return told.filter(pl.col("pathology").is_in(of.to_list()))


def _departements(told: pl.DataFrame, place: str) -> list[str]:
    """Return the départements to show; those that nothing is known of too."""
    frame = places().frame.filter(pl.col("level") == "dep")
    known = [each for each in told["place"].unique() if each.startswith("dep:")]
    if place == "fra" or (not place and len(known) > MANY):
        ours = frame.filter(pl.col("population").is_not_null(), pl.col("reg").is_not_null())
        return sorted({*ours["place"], *known})
    region = place if place.startswith("reg:") else _region(place or next(iter(known), ""))
    return sorted(frame.filter(pl.col("reg") == region)["place"])


def _region(place: str) -> str:
    return places().parents(place).get("reg", "reg:52") if place else "reg:52"


def _row(place: str, rows: pl.DataFrame) -> dict[str, str]:
    """Return what is shown of a place: of several pathologies the worst one."""
    now, ahead = rows.filter(pl.col("ahead") == 0), rows.filter(pl.col("ahead") > 0)
    today, worst = _worst(now), _worst(ahead)
    return {
        "place": place,
        "label": formats.place(place),
        "vigilance": today["vigilance"],
        "sky": today["sky"],
        "vigilance_ahead": worst["vigilance"],
        "sky_ahead": worst["sky"],
        "says": today["says"],
        "says_ahead": worst["says"],
    }


def _worst(rows: pl.DataFrame) -> dict[str, str]:
    """Return the worst vigilance and, apart from it, the worst sky, with the reason of the first.

    Of equal days and pathologies the surest is taken, then the nearest.
    """
    if rows.is_empty():
        return {"vigilance": "unknown", "sky": "unknown", "says": str(NO_FIGURE)}
    ranked = rows.sort(
        pl.col("vigilance").replace_strict(VIGILANCE_ORDER, range(5), return_dtype=pl.Int8),
        pl.col("sky").replace_strict(SKY_ORDER, range(6), return_dtype=pl.Int8),
        "vigilance_confidence", -pl.col("ahead"), nulls_last=False,
    )  # fmt: skip
    top: dict[str, Any] = ranked.row(-1, named=True)
    several = rows["pathology"].n_unique() > 1
    head = f"{Text(top['label_fr'], top['label_en'])} – " if several else ""
    sky = max(rows["sky"], key=SKY_ORDER.index)
    says = f"{head}{Text(top['reason_fr'], top['reason_en'])}"
    return {"vigilance": top["vigilance"], "sky": sky, "says": says}


def _name(rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return str(ALL)
    return str(Text(rows["label_fr"][0], rows["label_en"][0]))


def _title(name: str, table: pl.DataFrame) -> str:
    """Return the finding: where the vigilance is highest, will be higher, is unknown."""
    levels = [VIGILANCE_ORDER.index(each) for each in table["vigilance"]]
    ahead = [VIGILANCE_ORDER.index(each) for each in table["vigilance_ahead"]]
    top = max(levels, default=0)
    colon = Text("\u202f: ", ": ")
    if top == 0:
        return f"{name}{colon}{Text('vigilance inconnue partout', 'vigilance unknown everywhere')}"
    where = [place for place, level in zip(table["label"], levels, strict=True) if level == top]
    said = [_highest(top, where, len(levels))]
    places = table["label"].to_list()
    rising = [place for place, now, later in zip(places, levels, ahead, strict=True)
              if later > now > 0]  # fmt: skip
    unknown = [place for place, now in zip(places, levels, strict=True) if now == 0]
    if rising:
        some = _some(rising)
        said.append(str(Text(f"plus élevée d'ici 7 jours {some.fr}",
                             f"higher within 7 days {some.en}")))  # fmt: skip
    if unknown:
        some = _some(unknown)
        said.append(str(Text(f"inconnue {some.fr}", f"unknown {some.en}")))
    return f"{name}{colon}{str(Text(chr(0x202F) + '; ', '; ')).join(said)}"


def _some(where: Sequence[str]) -> Text:
    """Return the places by name where they are few, else how many they are."""
    if len(where) > NAMED:
        return Text(f"dans {len(where)} départements", f"in {len(where)} départements")
    return Text(f"({', '.join(where)})", f"in {', '.join(where)}")


def _highest(top: int, where: Sequence[str], among: int) -> str:
    colour = VIGILANCES[VIGILANCE_ORDER[top]]
    french = {"vert": "verte"}.get(colour.fr, colour.fr)
    if len(where) > NAMED:
        count = Text(f"dans {len(where)} départements sur {among}",
                     f"in {len(where)} of {among} départements")  # fmt: skip
    else:
        names = ", ".join(where)
        count = Text(names, f"in {names}")
        return str(Text(f"vigilance {french} ({count.fr})", f"{colour.en} vigilance {count.en}"))
    return str(Text(f"vigilance {french} {count.fr}", f"{colour.en} vigilance {count.en}"))


def _heads(rows: pl.DataFrame) -> list[str]:
    """Return what is written above each map: the last day known, the days after it."""
    if rows.is_empty():
        none = str(Text("Aucun jour connu", "No day known"))
        return [none, none]
    today: date = rows["origin"].max()  # type: ignore[assignment] # a column of days
    now = formats.day(today, year=True, weekday=True)
    start = formats.day(today + timedelta(days=1))
    end = formats.day(today + timedelta(days=LAST), year=True)
    return [
        str(Text(f"Au {now}", f"On {now}")),
        str(Text(f"Au pire, du {start} au {end}", f"At worst, {start} to {end}")),
    ]


def _source(snapshot: Snapshot, rows: pl.DataFrame) -> str:
    if rows.is_empty():
        return str(Text("Aucune météo publiée.", "No weather published."))
    known = formats.instant(rows["known_from"].max())  # type: ignore[arg-type] # an instant
    published = set(snapshot.labels["indicator"])
    said = ", ".join(
        words(snapshot, each)["label"] if each in published else each
        for each in rows["indicator"].unique().sort()
    )
    return str(Text(f"D'après : {said}. Établi le {known}.", f"From: {said}. Made on {known}."))


def _in_words(table: pl.DataFrame) -> pl.DataFrame:
    """Return the table as a reader sees it: words for skies and levels."""
    pairs = {"vigilance": VIGILANCES, "sky": SKIES}
    return table.with_columns(
        pl.col(f"{name}{end}").replace({key: str(text) for key, text in said.items()})
        for name, said in pairs.items() for end in ("", "_ahead")
    )  # fmt: skip
