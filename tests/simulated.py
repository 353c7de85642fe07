"""A simulation that is quick to replay."""

from pathlib import Path

from argos import simulation

SHIPPED = Path(simulation.__file__).parent / "data" / "scenario.toml"


def few_files(folder: Path) -> Path:
    """Write the shipped scenario with daily files for a week only, its faults within it."""
    text = SHIPPED.read_text("utf-8").replace("daily_days = 14", "daily_days = 7")
    scenario = folder / "scenario.toml"
    scenario.write_text(text.replace("= 9\n", "= 4\n"), "utf-8")
    return scenario
