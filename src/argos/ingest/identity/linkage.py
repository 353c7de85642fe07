"""The linkage error: how often pseudonyms part one person, or join two.

Measured on labelled records, where it is known which are of one person. Over all pairs of records:
a pair of one person with two pseudonyms is a missed match, a pair of two persons with one pseudonym
a false match (Harron, Dibben, Boyd et al., Big Data & Society 2017, call them so).
"""

from dataclasses import dataclass

import polars as pl
from scipy.special import betaincinv

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Rate:
    """A share of pairs, with its exact (Clopper-Pearson) interval at 95 %.

    The interval takes pairs as independent; those of one person are not quite, so it is a little
    narrow where few persons have many records.
    """

    errors: int
    pairs: int
    low: float
    high: float

    @property
    def value(self) -> float:
        """The share itself; NaN without any pair."""
        return self.errors / self.pairs if self.pairs else float("nan")


@dataclass(frozen=True, slots=True)
class LinkageError:
    """Both errors: ``missed`` over pairs of one person, ``false`` over pairs of two."""

    missed: Rate
    false: Rate


def linkage_error(records: pl.DataFrame) -> LinkageError:
    """Compare pseudonyms with the truth, over all pairs of records, without listing the pairs.

    Args:
        records: ``person``, who it is in truth; ``subject``, the pseudonym. Records without a
            pseudonym are linked to nothing.

    >>> linkage_error(pl.DataFrame({"person": [1, 1, 2], "subject": ["a", "b", "b"]})).false.pairs
    2

    """
    linked = records.filter(pl.col("subject").is_not_null())
    same = _pairs(records, "person")
    same_found = _pairs(linked, "person", "subject")
    found = _pairs(linked, "subject")
    different = records.height * (records.height - 1) // 2 - same
    return LinkageError(
        missed=_rate(same - same_found, same), false=_rate(found - same_found, different)
    )


def _pairs(records: pl.DataFrame, *by: str) -> int:
    """How many pairs of records agree on these columns."""
    sizes = records.group_by(by).len()["len"].cast(pl.Int64)
    return int((sizes * (sizes - 1)).sum()) // 2


def _rate(errors: int, pairs: int) -> Rate:
    """Return a share with its Clopper-Pearson interval (quantiles of beta distributions)."""
    tail = (1 - CONFIDENCE) / 2
    low = betaincinv(errors, pairs - errors + 1, tail) if errors else 0.0
    high = betaincinv(errors + 1, pairs - errors, 1 - tail) if errors < pairs else 1.0
    return Rate(errors, pairs, float(low), float(high))
