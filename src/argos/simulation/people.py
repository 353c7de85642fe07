"""Inhabitants who do not exist: as many as a département has, with names of drawn syllables."""

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date

import numpy as np
import polars as pl
from numpy.typing import NDArray

from argos.core.places import places
from argos.simulation.epidemic import Counts
from argos.simulation.scenario import Scenario

HEADS = ("Bre", "Cou", "Dal", "Fau", "Gri", "Ker", "Lan", "Mor", "Nau", "Pou", "Que", "Tre", "Val")
HEARTS = ("be", "da", "go", "lli", "mé", "no", "ra", "sso", "ti", "vi")
TAILS = ("court", "dec", "gnac", "lard", "mont", "nier", "quet", "son", "teau", "zan")
FIRST_HEADS = ("A", "Bé", "Clo", "E", "Flo", "I", "Lé", "Ma", "No", "O", "Ro", "Sa", "Ty", "Yo")
FIRST_TAILS = ("bine", "dan", "lie", "line", "mir", "nor", "ra", "rian", "vane", "zel")
YEAR = 365.25  # days
OLDEST = 100
WOMEN = 0.52
IDENTITY = ("birth_name", "first_names", "birth_date", "birth_place", "ipp")


Pseudonym = Callable[[pl.DataFrame], pl.Series]


@dataclass(frozen=True, slots=True)
class People:
    """The inhabitants of one département, in order of birth.

    Attributes:
        birth: days since 1970-01-01.
        sex: F or M.
        commune: where each lives, INSEE code.
        birth_place: where each was born, INSEE code.
        names: index of each syllable of the names, a column for each part.
        pseudonym: of each row of traits, as `traits` gives them with the sex, in hexadecimal.

    """

    birth: Counts
    sex: NDArray[np.str_]
    commune: NDArray[np.str_]
    birth_place: NDArray[np.str_]
    names: Counts
    pseudonym: Pseudonym

    def choose(
        self, day: Counts, lower: Counts, upper: Counts, generator: np.random.Generator
    ) -> Counts:
        """Draw who has an age from ``lower`` to less than ``upper`` on a day.

        Args:
            day: days since 1970-01-01.
            lower: years.
            upper: years.
            generator: of the draws.

        Returns:
            The number of each person.

        """
        youngest = np.searchsorted(self.birth, np.floor(day - lower * YEAR), side="right")
        oldest = np.searchsorted(self.birth, np.floor(day - upper * YEAR), side="right")
        drawn = oldest + np.floor(generator.random(day.size) * (youngest - oldest))
        return np.asarray(np.minimum(drawn, self.birth.size - 1), np.int64)

    def age(self, who: Counts, day: Counts) -> Counts:
        """Return full years on a day."""
        return np.asarray(np.floor((day - self.birth[who]) / YEAR), np.int64).clip(0)

    def subjects(self, who: Counts) -> pl.Series:
        """Return the pseudonym of each, as the partner makes it."""
        numbers, back = np.unique(who, return_inverse=True)
        made = self.pseudonym(self.traits(numbers).with_columns(sex=pl.Series(self.sex[numbers])))
        return made.gather(back).alias("subject")

    def traits(self, who: Counts) -> pl.DataFrame:
        """Return the identity that the hospital holds of each: `IDENTITY`."""
        parts = self.names[who]
        return pl.DataFrame(
            {
                "birth_name": _joined(parts[:, :3], HEADS, HEARTS, TAILS).str.to_uppercase(),
                "first_names": _joined(parts[:, 3:], FIRST_HEADS, FIRST_TAILS),
                "birth_date": pl.Series(self.birth[who].astype("datetime64[D]")).cast(pl.Date),
                "birth_place": self.birth_place[who],
                "ipp": pl.Series(who).cast(pl.String).str.zfill(8),
            }
        )


def unkeyed(traits: pl.DataFrame) -> pl.Series:
    """Return pseudonyms that need no key: prints of the traits, which nobody has."""
    written = traits.select(pl.concat_str(pl.all(), separator="|")).to_series()
    return pl.Series([hashlib.sha256(one.encode()).hexdigest() for one in written], dtype=pl.String)


def people(scenario: Scenario, last: date, seed: int, pseudonym: Pseudonym = unkeyed) -> People:
    """Invent the inhabitants of the département whose persons are given line by line.

    Ages on the last day follow the bands of the scenario, evenly within a band; communes follow
    their real population.
    """
    generator = np.random.default_rng([seed, *b"people"])
    lives = places().frame.filter(
        pl.col("level") == "com", pl.col("dep") == f"dep:{scenario.calls_departement}"
    )
    weight = lives["population"].to_numpy()
    codes = lives["place"].str.strip_prefix("com:").to_numpy().astype("U5")
    count = int(weight.sum())
    lower, upper = bounds(scenario)
    shares = np.array(scenario.population.shares)
    band = generator.choice(shares.size, count, p=shares / shares.sum())
    years = lower[band] + generator.random(count) * (upper[band] - lower[band])
    sizes = [len(part) for part in (HEADS, HEARTS, TAILS, FIRST_HEADS, FIRST_TAILS)]
    return People(
        birth=np.sort(_number(last) - np.floor(years * YEAR).astype(np.int64)),
        sex=np.where(generator.random(count) < WOMEN, "F", "M"),
        commune=codes[generator.choice(codes.size, count, p=weight / weight.sum())],
        birth_place=codes[generator.integers(0, codes.size, count)],
        names=generator.integers(0, sizes, (count, len(sizes))),
        pseudonym=pseudonym,
    )


def bounds(scenario: Scenario) -> tuple[Counts, Counts]:
    """Return the lower and the upper bound of each band of ages, in years."""
    lower = np.array(scenario.population.bands)
    return lower, np.array([*lower[1:], OLDEST])


def _number(day: date) -> int:
    return int(np.datetime64(day, "D").astype(np.int64))


def _joined(index: Counts, *parts: Sequence[str]) -> pl.Series:
    drawn = {str(n): np.array(part)[index[:, n]] for n, part in enumerate(parts)}
    return pl.DataFrame(drawn).select(pl.concat_str(pl.all())).to_series()
