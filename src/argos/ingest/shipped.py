"""The contracts that come with Argos."""

import shutil
from importlib import resources
from pathlib import Path


def shipped_contracts() -> Path:
    """Return the folder of the shipped contracts: in the wheel, or beside `src` in a checkout."""
    package = Path(str(resources.files("argos")))
    inside, beside = package / "partners", package.parent.parent / "partners"
    return inside if inside.is_dir() else beside


def copy_contracts(target: Path) -> list[Path]:
    """Copy the shipped feeds that ``target`` lacks; what is there is the site's own and stays."""
    source = shipped_contracts()
    copied = []
    for contract in sorted(source.glob("*/*/contract.toml")):
        feed = contract.parent
        destination = target / feed.relative_to(source)
        if not destination.exists():
            shutil.copytree(feed, destination)
            copied.append(destination)
    return copied
