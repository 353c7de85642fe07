"""Print whether bands of occupied beds held, made from what was known each day.

python scripts/evaluate_capacity.py [--every 3] [--stays]

COVID-19 in Loire-Atlantique, Pays de la Loire and France, August 2020 to February 2021, origins
every 3 days. Admissions to hospital and to intensive care are foretold by the pooled trend alone;
in Pays de la Loire, admissions to hospital are those of the snapshots that were kept
(`forecast_data.py`). Admissions to intensive care and stocks are the figures of today up to each
origin: these were published the same evening, and how they were corrected later is not imitated.
Lengths of stay are those that fit March to June 2020 (--stays prints them), corrected at each
origin by the stocks known then. Beds are those of 31 December 2019.
"""

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta

import numpy as np
import polars as pl
from scipy.optimize import minimize

from argos.epidemiology.capacity.admissions import by_day, scores, week_totals
from argos.epidemiology.capacity.occupancy import Present, chance, lengths, paths, quantiles
from argos.epidemiology.capacity.stays import Late, Stays, of_late
from argos.epidemiology.capacity.thresholds import crossing
from argos.epidemiology.forecasting.known import Known
from argos.epidemiology.forecasting.rolling import replay, with_intervals
from argos.epidemiology.forecasting.trend import pooled_trend
from argos.epidemiology.forecasting.weekdays import weekday_shares
from argos.epidemiology.forecasts import HUB_LEVELS
from argos.epidemiology.series import Floats
from forecast_data import FILES, matrix, read, summed, territory
from forecast_snapshots import FIRST, Territory

WEEKS = [7, 14, 21, 28]
AHEAD = [7, 14]
BURN = 25  # origins before the first that is scored: intervals learn from them
DRAWS = 600
START, STOP = date(2020, 8, 1), date(2021, 2, 28)
FITTED = "SI-VIC, France, 19 March to 30 June 2020 (--stays)"
STAYS = {"hospital": Stays(19.4, 31, FITTED), "icu": Stays(17, 17, FITTED)}
PRESENT = "hospital/donnees-hospitalieres-covid19_coadata.csv.gz"
NEW = "hospital/donnees-hospitalieres-nouveaux-covid19_to_2021-06-30.csv.gz"
CRITICAL = "hospital/lits_soins_critiques.csv"
STOCKS = {"hospital": "hosp", "icu": "rea"}
SHARES = (0.6, 0.8, 1.0)
LEVELS = [0.05, 0.25, 0.5, 0.75, 0.95]


@dataclass(frozen=True)
class Beds:
    """One resource at all places.

    Attributes:
        stock: (place, time), occupied.
        known: by origin, the admissions that were known.
        told: (place, origin, week, level), admissions foretold.
        late: by origin, what stocks said of lengths of stay.

    """

    stock: Floats
    known: Sequence[Known]
    told: Floats
    late: Sequence[Late]


@dataclass(frozen=True)
class Told:
    """What was said of one place at all origins.

    Attributes:
        origins: their columns.
        stock: (time), occupied.
        drawn: by origin, (draw, day), paths.

    """

    origins: Sequence[int]
    stock: Floats
    drawn: Sequence[Floats]


def main() -> None:
    """Print tables of Markdown."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--every", type=int, default=3, help="days between origins")
    parser.add_argument("--stays", action="store_true", help="fit lengths of stay instead")
    given = parser.parse_args()
    if not FILES.is_dir():
        print(f"skipped: the real files are not in {FILES.parent.name}/{FILES.name}")
        return
    places, codes = territory(), departements()
    if given.stays:
        print_stays(places, codes)
        return
    start = (START - FIRST).days
    burnt = given.every * min(BURN, (start - 60) // given.every)
    origins = list(range(start - burnt, (STOP - FIRST).days - 13, given.every))
    told = {name: resource(name, places, codes, origins) for name in STAYS}
    groups = groups_of(places, codes)
    print("| | " + " | ".join(f"{name}, {ahead} days" for name in STAYS for ahead in AHEAD) + " |")
    print("|---" * (1 + len(STAYS) * len(AHEAD)) + "|")
    for group, rows in groups.items():
        cells: list[str] = []
        lines: list[str] = []
        for name, beds in told.items():
            each = [at_all(beds, STAYS[name], row, origins, start) for row in rows]
            cells += [band(each, ahead) for ahead in AHEAD]
            if name == "icu":
                crossings = [*zip(each, beds_of(codes, places)[rows], strict=True)]
                lines = warnings(group, *crossings[0]) if len(rows) == 1 else []
                lines.append(chances(crossings))
        print(f"| {group} | " + " | ".join(cells) + " |", flush=True)
        for line in lines:
            print(f"    {line}", flush=True)


def departements() -> list[str]:
    """Return the codes of the départements in the order of `territory`."""
    listed = json.loads((FILES / "geo" / "departements.json").read_text())
    return sorted(each["code"] for each in listed if each["zone"] in ("metro", "drom"))


def groups_of(places: Territory, codes: list[str]) -> dict[str, list[int]]:
    """Return the rows that each line of the table is about."""
    nantes, france = codes.index("44"), places.parents.size - 1
    return {
        "Loire-Atlantique": [nantes],
        "Pays de la Loire": [int(places.parents[nantes])],
        "France": [france],
        "the 18 regions": list(range(len(codes), france)),
    }


def resource(name: str, places: Territory, codes: list[str], origins: Sequence[int]) -> Beds:
    """Return stocks of a resource and the admissions to it that were foretold."""
    by_stock = stocks(name, places, codes)
    if name == "icu":
        daily = read(NEW)
        final = summed(matrix(daily, codes, "dep", "jour", "incid_rea"), places.parents)
        nothing = np.array([], dtype=np.intp)
        places = Territory({"admissions": final}, places.parents, places.groups, nothing)
    past = replay(places.as_of, origins, WEEKS, {"trend": pooled_trend})
    told = with_intervals(past, together=None)["trend"].predicted
    shape = (len(told), len(origins), len(WEEKS), HUB_LEVELS.size)
    known = [places.as_of(origin) for origin in origins]
    late = [
        of_late(STAYS[name], by_stock[:, : each.target.shape[1]], each.target, each.parents)
        for each in known
    ]
    return Beds(by_stock, known, told.reshape(shape), late)


def stocks(name: str, places: Territory, codes: list[str]) -> Floats:
    """Return the occupied beds of all places, (place, time)."""
    rows = read(PRESENT).filter(pl.col("sexe") == "0")
    return summed(matrix(rows, codes, "dep", "jour", STOCKS[name]), places.parents)


def at_all(beds: Beds, stays: Stays, row: int, origins: Sequence[int], start: int) -> Told:
    """Return the paths of one place at each origin that is scored."""
    scored = [number for number, origin in enumerate(origins) if origin >= start]
    return Told(
        [origins[number] for number in scored],
        beds.stock[row],
        [drawn(beds, stays, row, origins[number], number) for number in scored],
    )


def drawn(beds: Beds, stays: Stays, row: int, origin: int, number: int) -> Floats:
    """Return paths of occupied beds from one origin, (draw, day)."""
    random = np.random.default_rng([row, origin])
    known = beds.known[number]
    came, stock = known.target[row], beds.stock[row, : origin + 1]
    last = float(came[-7:].sum())
    weeks = week_totals(beds.told[row, number], HUB_LEVELS, scores(DRAWS, len(WEEKS), random))
    admissions = by_day(weeks, last, weekday_shares(known)[row])
    late, drawn_ = beds.late[number], chance(DRAWS, admissions.shape[1], random)
    factors = lengths(late.mean[row], late.sd[row])
    present, unexplained = Present(float(stock[-1]), came), float(late.unexplained[row])
    return paths(present, admissions, stays, factors, drawn_, unexplained)


def band(each: Sequence[Told], ahead: int) -> str:
    """Return how often bands of 50 and 90 % held, and the error of the median in per cent."""
    within, error = [], []
    for one in each:
        for origin, paths_ in zip(one.origins, one.drawn, strict=True):
            low, low_50, middle, high_50, high = quantiles(paths_, LEVELS)[ahead - 1]
            came = one.stock[origin + ahead]
            within.append((low_50 <= came <= high_50, low <= came <= high))
            error.append((abs(middle - came), abs(one.stock[origin] - came), came))
    half, whole = 100 * np.mean(within, axis=0)
    ours, same, came = np.sum(error, axis=0)
    return f"{half:.0f}/{whole:.0f}, {100 * ours / came:.1f} % ({100 * same / came:.1f} %)"


def beds_of(codes: list[str], places: Territory) -> Floats:
    """Return the beds of adult intensive care at the end of 2019, (place)."""
    rows = read(CRITICAL).filter((pl.col("uni") == "REAADU") & (pl.col("annee") == "2019"))
    by_code = rows.group_by(pl.col("id_geo").str.split("_").list.first()).agg(
        pl.col("nb_lit").cast(pl.Float64).sum()
    )
    known = dict(by_code.iter_rows())
    each = np.array([[known[code]] for code in codes])
    return np.asarray(summed(each, places.parents)[:, 0])


def warnings(name: str, told: Told, beds: float) -> list[str]:
    """Return, of each threshold that was crossed, how many days before it was said to be likely.

    Counted are the origins in a row, the last before the crossing among them, that called it likely
    within four weeks; and by how many days they missed the day.
    """
    lines = []
    for share in SHARES:
        level, stock = share * beds, told.stock
        first, last = told.origins[0], told.origins[-1] + 28
        over = np.flatnonzero((stock[first:last] >= level) & (stock[first - 1 : last - 1] < level))
        day = next((first + int(each) for each in over), None)
        if day is None:
            lines.append(f"{name}, {share:.0%} ({level:.0f} beds): not crossed")
            continue
        lead, errors = 0, []
        for origin, paths_ in zip(reversed(told.origins), reversed(told.drawn), strict=True):
            if origin >= day:
                continue
            likely = crossing(stock[origin], paths_, level).likely
            if likely is None:
                break
            lead = day - origin
            errors.append(origin + likely - day)
        when = FIRST + timedelta(days=day)
        lines.append(f"{name}, {share:.0%} ({level:.0f} beds): {when}, said {lead} days ahead, "
                     f"days too late at each origin {errors}")  # fmt: skip
    return lines


def chances(each: Sequence[tuple[Told, float]]) -> str:
    """Return how often thresholds that were not yet crossed were, by the chance that was given."""
    pairs = []
    for told, beds in each:
        for origin, paths_ in zip(told.origins, told.drawn, strict=True):
            for share in SHARES:
                now, later = told.stock[origin], told.stock[origin + 1 : origin + 15]
                if now < share * beds:
                    chance = crossing(now, paths_, share * beds).by(14)
                    pairs.append((chance, (later >= share * beds).any()))
    said, came = np.array(pairs, dtype=float).T
    parts = []
    for low, high in ((0, 0.02), (0.02, 0.1), (0.1, 0.5), (0.5, 0.9), (0.9, 1.01)):
        some = (said >= low) & (said < high)
        if some.any():
            parts.append(f"{said[some].mean():.0%}: {came[some].mean():.0%} of {some.sum()}")
    return "crossed within 14 days, by the chance given: " + "; ".join(parts)


def print_stays(places: Territory, codes: list[str]) -> None:
    """Print the lengths of stay with which admissions give the stocks of France, by period."""
    new, admitted = read(NEW), dict.fromkeys(STAYS, 0.0)
    for first, last in ((date(2020, 3, 19), date(2020, 6, 30)), (date(2020, 9, 1), STOP)):
        for name, column in (("hospital", "incid_hosp"), ("icu", "incid_rea")):
            came = summed(matrix(new, codes, "dep", "jour", column), places.parents)[-1]
            within = slice((first - FIRST).days, (last - FIRST).days + 1)
            mean, sd = fitted(stocks(name, places, codes)[-1, within], came[within])
            print(f"{name}, {first} to {last}: mean {mean:.1f}, sd {sd:.1f} days")
            admitted[name] = came[within].sum()
        print(f"to intensive care: {admitted['icu'] / admitted['hospital']:.3f} of those admitted")


def fitted(stock: Floats, came: Floats) -> tuple[float, float]:
    """Return mean and sd of the stays for which the root of the stock is nearest."""

    def error(logs: Floats) -> float:
        stays = Stays(float(np.exp(logs[0])), float(np.exp(logs[1])), "tried")
        left = stays.gone_on(0, stock.size) / stays.mean
        alive = stays.survival(stock.size)
        new = np.append(0, came[1:])
        told = stock[0] * left + np.convolve(new, alive)[: stock.size]
        return float(((np.sqrt(told) - np.sqrt(stock)) ** 2).sum())

    mean, sd = np.exp(minimize(error, np.log([15, 12]), method="Nelder-Mead").x)
    return float(mean), float(sd)


if __name__ == "__main__":
    main()
