"""Places of France by official code: nation, régions, départements, EPCI, communes.

A place is typed: ``fra``, ``reg:52``, ``dep:44``, ``epci:244400404``, ``com:44109``. The table is
packaged (``data/places.parquet``, made by scripts/make_places.py) and describes one year; its
source and year are in ``data/places.toml`` and docs/reference/places.md.

What may surprise:

- ``dep`` holds the overseas collectivités too (975, 977, 978, 986, 987, 988); the first three also
  have a ``reg`` (05, 07, 08), as Santé publique France numbers them and INSEE does not;
- the population of a département, région or EPCI is the sum of its communes' legal populations;
  ``fra`` is INSEE's France, the eighteen régions without the collectivités;
- the arrondissements of Paris, Lyon and Marseille are communes beside their whole;
- a former commune's code is read as today's commune.
"""

import io
from collections.abc import Mapping
from difflib import get_close_matches
from functools import cache, cached_property
from importlib.resources import files
from unicodedata import normalize

import polars as pl

from argos.core.contract import Level
from argos.core.errors import UsageError
from argos.core.language import Text, same

LEVELS: tuple[Level, ...] = ("fra", "reg", "dep", "epci", "com")
FRANCE = "fra"
_NATION_SPELLINGS = ("FR", "FRA", "FRANCE")
_WIDTH: Mapping[str, int] = {"fra": 0, "reg": 2, "dep": 2, "epci": 9, "com": 5}


class Places:
    """The packaged table and the questions asked of it."""

    def __init__(self, table: pl.DataFrame) -> None:
        """Keep the table of scripts/make_places.py.

        Args:
            table: place, level, name, population, com, epci, dep, reg (codes are typed; ``com`` is
                the whole commune of an arrondissement or of a former commune).

        """
        self._table = table

    @cached_property
    def frame(self) -> pl.DataFrame:
        """Every place: place, level, name, population, epci, dep, reg (null where none)."""
        return self._current.drop("com", FRANCE)

    @cached_property
    def _current(self) -> pl.DataFrame:
        codes = pl.coalesce("dep", "reg", "place")
        outside = codes.str.contains(r"^(dep:97[578]|dep:98|reg:0[578])")
        nation = pl.when(~outside).then(pl.lit(FRANCE))
        return self._table.filter(pl.col("level").is_in(LEVELS)).with_columns(fra=nation)

    @cached_property
    def _by_code(self) -> dict[str, dict[str, str | int | None]]:
        return {str(row["place"]): row for row in self._current.iter_rows(named=True)}

    @cached_property
    def _known(self) -> dict[str, set[str]]:
        grouped = self._current.group_by("level").agg("place")
        return {level: set(codes) for level, codes in grouped.iter_rows()}

    def known(self, level: Level) -> set[str]:
        """Return the typed codes of a level."""
        return self._known[level]

    def name(self, place: str) -> str:
        """Return a place's name.

        Raises:
            KeyError: no such place; ``resolve`` explains it to a person.

        """
        return str(self._by_code[place]["name"])

    def population(self, place: str) -> int | None:
        """Return a place's legal population, None if unknown.

        Raises:
            KeyError: no such place.

        """
        count = self._by_code[place]["population"]
        return None if count is None else int(count)

    def parents(self, place: str) -> dict[str, str]:
        """Return the places that hold this one, by level (see ``roll_up``).

        >>> places().parents("dep:44")
        {'reg': 'reg:52', 'fra': 'fra'}

        Raises:
            KeyError: no such place.

        """
        row = self._by_code[place]
        above = ("com", "epci", "dep", "reg", FRANCE)
        return {level: str(row[level]) for level in above if row[level] not in (None, place)}

    def roll_up(self, level_from: Level, level_to: Level) -> pl.DataFrame:
        """Return which larger place each place lies in: columns ``place`` and ``parent``.

        Left out: a place that has no parent at that level (a collectivité in ``fra``, an EPCI over
        two départements in ``dep``).
        """
        rows = self._current.filter(pl.col("level") == level_from)
        if level_from == level_to:
            parent = pl.col("place")
        elif LEVELS.index(level_to) < LEVELS.index(level_from):
            parent = pl.col(level_to)
        else:
            raise UsageError(
                "BAD_LEVEL",
                expected=Text("un niveau plus grand", "a larger level"),
                found=same(f"{level_from} → {level_to}"),
                todo=Text("inversez les niveaux", "swap the levels"),
            )
        return rows.select("place", parent=parent).drop_nulls()

    def typed(self, expr: pl.Expr, level: Level) -> pl.Expr:
        """Turn codes as files carry them into typed codes, null where unknown.

        Mends lost zeros (``8``, ``8.0`` → ``dep:08``), lower case, spaces, ``FR`` for the nation,
        and reads a former commune's code as today's.
        """
        text = expr.cast(pl.String).str.strip_chars().str.to_uppercase()
        bare = text.str.replace(r"\.0+$", "").str.zfill(_WIDTH[level])
        # A search in a sorted list costs a small file nothing; a hash table of all communes would.
        codes, named = self._sorted_spellings[level]
        at = pl.lit(codes).search_sorted(bare).clip(0, len(codes) - 1)
        return pl.when(pl.lit(codes).gather(at) == bare).then(pl.lit(named).gather(at))

    @cached_property
    def _sorted_spellings(self) -> dict[str, tuple[pl.Series, pl.Series]]:
        """By level, the codes in the order of their bytes, and the typed code of each."""
        in_order = {level: sorted(codes.items()) for level, codes in self._spellings.items()}
        return {
            level: (
                pl.Series([code for code, _ in pairs]),
                pl.Series([place for _, place in pairs]),
            )
            for level, pairs in in_order.items()
        }

    @cached_property
    def _spellings(self) -> dict[str, dict[str, str]]:
        table: dict[str, dict[str, str]] = {
            level: {code.removeprefix(f"{level}:"): code for code in self.known(level)}
            for level in LEVELS
        }
        former = self._table.filter(pl.col("level") == "former-com").select(
            pl.col("place").str.strip_prefix("com:"), "com"
        )
        table[FRANCE] = dict.fromkeys(_NATION_SPELLINGS, FRANCE)
        table["com"] |= dict(former.iter_rows())
        return table

    def resolve(self, text: str) -> str:
        """Read a place that a person wrote; a bare code is a département's.

        >>> places().resolve("44"), places().resolve("reg:52")
        ('dep:44', 'reg:52')

        Raises:
            UsageError: no such place; names the nearest ones.

        """
        level, _, code = text.strip().rpartition(":")
        found = self._spelled(level.lower() or "dep", code) or self._spelled(FRANCE, code)
        if found and (not level or found.startswith(level.lower())):
            return found
        near = ", ".join(f"{place} ({self.name(place)})" for place in self._near(code))
        listed = near or "docs/reference/places.md"
        raise UsageError(
            "UNKNOWN_PLACE",
            expected=Text(
                "un code de département, ou fra, reg:…, dep:…, epci:…, com:…",
                "the code of a département, or fra, reg:…, dep:…, epci:…, com:…",
            ),
            found=same(repr(text)),
            todo=Text(f"choisissez parmi : {listed}", f"choose among: {listed}"),
        )

    def named(self, text: str) -> str | None:
        """Return the place of a name, the largest of several; None where no place bears it.

        >>> places().named("loire atlantique"), places().named("Paris")
        ('dep:44', 'dep:75')
        """
        return self._names.get(fold(text))

    @cached_property
    def _names(self) -> dict[str, str]:
        # Large levels come last and win: Paris is a département before it is a commune.
        return {fold(str(row["name"])): code for code, row in reversed(self._by_code.items())}

    def _spelled(self, level: str, code: str) -> str | None:
        spellings = self._spellings.get(level, {})
        return spellings.get(code.strip().upper().zfill(_WIDTH.get(level, 0)))

    def _near(self, text: str) -> list[str]:
        same_code = [f"{level}:{text.upper()}" for level in LEVELS]
        by_code = [code for code in same_code if code in self._by_code]
        close = get_close_matches(fold(text), self._names, n=3, cutoff=0.7)
        return by_code + [self._names[name] for name in close]


def fold(name: str) -> str:
    """Return a name without accents, case or hyphens, to compare names by."""
    plain = normalize("NFKD", name).encode("ascii", "ignore").decode()
    return plain.casefold().replace("-", " ").replace("'", " ").strip()


@cache
def places() -> Places:
    """Return the packaged places, loaded once."""
    content = files("argos.core").joinpath("data/places.parquet").read_bytes()
    return Places(pl.read_parquet(io.BytesIO(content)))
