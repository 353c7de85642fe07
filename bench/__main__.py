"""`python -m bench [--quick] [PART…]`: measure, print a table, keep it as JSON in bench/out.

Nothing is asserted: a target that is missed is printed as such.
"""

import argparse
import json
import os
import shutil

from argos.core.clock import SystemClock
from bench.measure import OUT, Line, table
from bench.parts import PARTS, QUICK, WORK, Size


def main() -> None:
    """Run the parts that are asked for, all by default."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=", ".join(PARTS))
    parser.add_argument("--quick", action="store_true", help="a small size, without verdicts")
    given = parser.parse_args()
    if unknown := set(given.parts) - set(PARTS):
        parser.error(f"unknown: {', '.join(sorted(unknown))}; choose among {', '.join(PARTS)}")
    size = QUICK if given.quick else Size()
    lines: list[Line] = []
    for name in given.parts or PARTS:
        for line in PARTS[name](size):
            lines.append(line)
            print("  ".join(filter(None, line.cells())), flush=True)
    shutil.rmtree(WORK, ignore_errors=True)
    _keep(lines, quick=given.quick)
    print(f"\n{machine()}\n\n{table(lines)}")


def machine() -> str:
    """Return when and on what this was measured."""
    day = SystemClock().now().date().isoformat()
    load = ", ".join(f"{each:.1f}" for each in os.getloadavg())
    return f"{day}, {os.cpu_count()} cores, load {load}"


def _keep(lines: list[Line], *, quick: bool) -> None:
    OUT.mkdir(parents=True, exist_ok=True)
    results = {"machine": machine(), "quick": quick, "lines": [line.as_dict() for line in lines]}
    path = OUT / "results.json"
    path.write_text(json.dumps(results, indent=1, ensure_ascii=False), "utf-8")
    print(f"\n{path}")


if __name__ == "__main__":
    main()
