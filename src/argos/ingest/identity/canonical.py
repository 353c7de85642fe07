"""The canonical form of identity traits: what is written in several ways becomes one.

The traits are those of France's reference on identity in health care (RNIV): the national health
identifier (INS) where its use is authorised, otherwise the strict traits. Every function takes and
gives Polars expressions of strings; what cannot be a trait becomes null.
"""

import polars as pl

from argos.core.contract_field import Trait

# Latin letters that Unicode does not decompose; civil status writes them as these.
LETTERS = {
    "ẞ": "SS",
    "Œ": "OE",
    "Æ": "AE",
    "Ø": "O",
    "Đ": "D",
    "Ð": "D",
    "Ł": "L",
    "Þ": "TH",
    "Ħ": "H",
    "Ŧ": "T",
}
# What is typed where a name is not known: kept, it would make one person of many.
NOT_A_NAME = ("INCONNU", "INCONNUE", "ANONYME", "NONRENSEIGNE", "NONCOMMUNIQUE", "UNKNOWN", "NC")
SEXES = {
    "M": ("M", "1", "H", "HOMME", "MASCULIN", "MALE"),
    "F": ("F", "2", "FEMME", "FEMININ", "FEMALE"),
    "I": ("I", "INDETERMINE", "UNKNOWN"),
}
FIRST_YEAR, LAST_YEAR = 1901, 2199  # 1900-01-01 and 9999-12-31 stand for "not known"
DATE_WIDTH = len("1950-01-31")


def name(text: pl.Expr) -> pl.Expr:
    """Return a name as its letters alone, in capitals without marks: ``DUPONTMERIEUX``.

    - Compatibility forms and ligatures come apart (NFKD): one text has several encodings.
    - Capitals: files differ in case. It also writes ß as SS.
    - Accents, cedillas, diaereses go, which NFKD made signs of their own: emergency desks type
      without them. Ü becomes U, as in civil status, not UE.
    - Hyphens, spaces and apostrophes of every kind go: DUPONT-MÉRIEUX and Dupont Merieux, LE GOFF
      and LEGOFF, D'ARTAGNAN and D’Artagnan are one name.
    - Particles and both halves of a compound name stay: they tell people apart.
    - Words for "not known", and names made of X alone, are no name.
    """
    capitals = text.str.normalize("NFKD").str.to_uppercase()
    letters = capitals.str.replace_many(list(LETTERS), list(LETTERS.values()))
    bare = letters.str.replace_all(r"\P{L}", "")
    empty = bare.is_in(["", *NOT_A_NAME]) | bare.str.contains("^X+$")
    return pl.when(~empty).then(bare)


def first_name(text: pl.Expr) -> pl.Expr:
    """Return the first part of the first of the first names, as `name` writes it.

    One source writes all first names, another the first only; and compound ones come with a hyphen
    or a space, as lists do. Jean, Jean-Pierre, Jean Pierre and Jean Pierre Marie all give JEAN. The
    price is that twins of one sex named Jean-Pierre and Jean-Paul are one person here.
    """
    return name(text.str.normalize("NFKD").str.extract(r"([^\s,;\p{Pd}]+)", 1))


def birth_date(text: pl.Expr, formats: list[str]) -> pl.Expr:
    """Return a date as ``YYYY-MM-DD``; ``formats`` are strptime patterns, ISO 8601 if none.

    A day that does not exist, and years before 1901 or after 2199, are no date. The time that some
    files add goes.
    """
    trimmed = text.str.strip_chars()
    iso = trimmed.str.replace(r"^(\d{4}-\d{2}-\d{2})[T ].*$", "$1")
    read = [iso.str.to_date("%Y-%m-%d", strict=False, exact=True)]
    read += [trimmed.str.to_date(form, strict=False, exact=True) for form in formats]
    day = pl.coalesce(read[1:] + read[:1] if formats else read)
    plausible = day.dt.year().is_between(FIRST_YEAR, LAST_YEAR)
    return pl.when(plausible).then(day.dt.to_string("iso"))


def sex(text: pl.Expr) -> pl.Expr:
    """Return ``M``, ``F``, or ``I``: indeterminate, and the event's own word for it, unknown.

    A blank or a code that is none of these is null.
    """
    codes = {word: code for code, words in SEXES.items() for word in words}
    plain = text.str.normalize("NFKD").str.to_uppercase().str.replace_all(r"[^A-Z0-9]", "")
    return plain.replace_strict(codes, default=None, return_dtype=pl.String)


def birth_place(text: pl.Expr) -> pl.Expr:
    """Return the INSEE code of the place of birth, five characters; ``99…`` is abroad.

    Its leading zero, which spreadsheets lose, comes back.
    """
    code = text.str.to_uppercase().str.strip_chars().str.replace(r"\.0$", "")
    padded = pl.when(code.str.contains(r"^\d{4}$")).then("0" + code).otherwise(code)
    valid = padded.str.contains(r"^(0[1-9]|[1-9]\d|2[AB])\d{3}$")
    return pl.when(valid).then(padded)


def ins(text: pl.Expr) -> pl.Expr:
    """Return the 15 characters of an INS whose control key is right.

    The key is 97 less the remainder by 97 of the first 13, where Corsica's 2A and 2B count as 19
    and 18 (INSEE). Spaces and points between its groups go.
    """
    code = text.str.to_uppercase().str.replace_all(r"[\s.\u00A0\u202F]", "")
    shaped = pl.when(code.str.contains(r"^[1-9]\d{5}[\dAB]\d{8}$")).then(code)
    number = shaped.str.slice(0, 13).str.replace(r"^(.{5})2A", "${1}19")
    number = number.str.replace(r"^(.{5})2B", "${1}18").cast(pl.Int64, strict=False)
    key = shaped.str.slice(13, 2).cast(pl.Int64, strict=False)
    return pl.when(key == 97 - number % 97).then(shaped)


def trait(kind: Trait, text: pl.Expr, formats: list[str] | None = None) -> pl.Expr:
    """Return the canonical form of one trait; ``formats`` only matter to a date."""
    if kind == "birth_date":
        return birth_date(text, formats or [])
    forms = {
        "ins": ins,
        "birth_name": name,
        "first_names": first_name,
        "sex": sex,
        "birth_place": birth_place,
    }
    return forms[kind](text)
