"""Print what detection is worth: each method alone, all combined, and the signals made of them.

python scripts/evaluate_detection.py [--labelled] [--planted] [--quiet] [--falls] [--stocks]
                                     [--weekly] [--faults] [--ratio]

--labelled  30 weekly series with known outbreaks (R's surveillance, shared reference files)
--planted   outbreaks planted in daily series (`planted_outbreaks.py`), at equal false alarms
--quiet     signals a week of a region of 5 départements x 20 indicators where nothing happens
--falls     falls planted in daily series (`planted_falls.py`)
--stocks    rises and falls planted in persons present (`planted_stocks.py`)
--weekly    changes planted in real weekly estimates of influenza
--faults    level shifts planted in real series, and false ones
--ratio     September 2020 in Loire-Atlantique, week by week: SOS acts rise, emergency does not

Without an option, all of them. The parts that need real or reference files say so and are skipped
where they are absent.
"""

import argparse

import detection_daily
import detection_falls
import detection_faults
import detection_labelled
import detection_ratio
import detection_weekly

PARTS = {
    "labelled": detection_labelled.tell,
    "planted": detection_daily.tell_planted,
    "quiet": detection_daily.tell_quiet,
    "falls": detection_falls.tell_falls,
    "stocks": detection_falls.tell_stocks,
    "weekly": detection_weekly.tell,
    "faults": detection_faults.tell,
    "ratio": detection_ratio.tell,
}


def main() -> None:
    """Print the parts that are asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    for name in PARTS:
        parser.add_argument(f"--{name}", action="store_true")
    given = vars(parser.parse_args())
    for name, tell in PARTS.items():
        if given[name] or not any(given.values()):
            tell()


if __name__ == "__main__":
    main()
