"""How much a released table may give away: dated limits with their source, from a TOML file."""

from collections.abc import Mapping
from datetime import date
from importlib.resources import files
from pathlib import Path

from pydantic import Field, field_validator

from argos.avatar.review.kept import Measure
from argos.avatar.review.outcome import Attack, nothing_of
from argos.avatar.toml_file import Strict, read_toml
from argos.core.errors import UsageError
from argos.core.language import Text, same


class Sentence(Strict):
    """A sentence of the file, in both languages."""

    fr: str
    en: str

    def __str__(self) -> str:
        return str(Text(self.fr, self.en))


class Limits(Strict):
    """The limits in force from a day on.

    Attributes:
        since: that day.
        source: the texts that they follow.
        held_out: share of the people who make no part of a released table, and judge it.
        rare: people of whom a level that is not declared must be, to be written.
        attacks: what each attack may get at most (see the file for units).
        why: attack → why this much, in a clause; a site's own file may leave it out.
        kept: how far a statistic should stay within; a target, which refuses nothing.

    """

    since: date
    source: Sentence
    held_out: float = Field(gt=0, lt=0.5)
    rare: int = Field(ge=1)
    attacks: Mapping[Attack, float]
    why: Mapping[Attack, Sentence] = Field(default_factory=dict)
    kept: Mapping[Measure, float]

    @field_validator("attacks")
    @classmethod
    def _over_nothing(cls, attacks: Mapping[Attack, float]) -> Mapping[Attack, float]:
        """Refuse a limit that an attacker who learns nothing would pass."""
        for name, limit in attacks.items():
            least = 1.0 if name is Attack.BY_SEED else nothing_of(name)
            if limit <= least:
                raise ValueError(f"{name}: > {least}")
        return attacks


class LimitsFile(Strict):
    """The whole file: one entry a day from which limits changed."""

    limits: list[Limits] = Field(min_length=1)


def limits_on(day: date, path: Path | None = None) -> Limits:
    """Return the limits in force on a day, from a site's own file or from Argos's.

    Raises:
        UsageError: the file cannot be read, leaves an attack out, or starts later.

    """
    form = Text("un fichier TOML de la forme de limits.toml", "a TOML file as limits.toml is")
    given = read_toml(
        path or files(__package__).joinpath("limits.toml"), LimitsFile,
        lambda found: _unusable(path, form, same(found)),
    )  # fmt: skip
    before = [each for each in given.limits if each.since <= day]
    if not before:
        first = min(each.since for each in given.limits)
        raise _unusable(path, Text(f"des limites dès le {day}", f"limits from {day} on"),
                        Text(f"rien avant le {first}", f"none before {first}"))  # fmt: skip
    chosen = max(before, key=lambda each: each.since)
    left_out = [str(name) for name in Attack if name not in chosen.attacks]
    left_out += [str(name) for name in Measure if name not in chosen.kept]
    if left_out:
        names = ", ".join(left_out)
        raise _unusable(path, Text("une limite par attaque", "a limit for each attack"),
                        Text(f"rien pour {names}", f"none for {names}"))  # fmt: skip
    return chosen


def _unusable(path: Path | None, expected: Text, found: Text) -> UsageError:
    name = path.name if path else "limits.toml"
    todo = Text(f"corrigez {name}", f"mend {name}")
    return UsageError("AVATAR_LIMITS", expected=expected, found=found, todo=todo)
