"""Settings, all from the environment; docs/reference/settings.md is made from this list."""

import os
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import quote


@dataclass(frozen=True, slots=True)
class Settings:
    """Where Argos keeps its zones, and how it reaches the register.

    Attributes:
        home: ``ARGOS_HOME``; everything else defaults to a folder in it. Default ``./argos-home``.
        sensitive: ``ARGOS_SENSITIVE``; root of the sensitive zone (folder or object-store address).
        published: ``ARGOS_PUBLISHED``; root of the published zone (folder or object-store address).
        keys: ``ARGOS_KEYS``; folder of the keys, outside both zones.
        partners: ``ARGOS_PARTNERS``; folder of the contracts, one folder a partner.
        database_url: ``DATABASE_URL``; the register. Default: SQLite in ``home``.
        outlines: ``ARGOS_OUTLINES``; a GeoJSON of the départements for the map, rather than ours.

    """

    home: Path
    sensitive: str
    published: str
    keys: Path
    partners: Path
    database_url: str
    outlines: Path | None = None

    @classmethod
    def from_environment(cls, environment: Mapping[str, str] | None = None) -> "Settings":
        """Read the settings from ``environment`` (the process's own by default)."""
        env = os.environ if environment is None else environment
        home = Path(env.get("ARGOS_HOME") or "argos-home").resolve()
        return cls(
            home=home,
            sensitive=env.get("ARGOS_SENSITIVE") or str(home / "sensitive"),
            published=env.get("ARGOS_PUBLISHED") or str(home / "published"),
            keys=Path(env.get("ARGOS_KEYS") or home / "keys"),
            partners=Path(env.get("ARGOS_PARTNERS") or home / "partners"),
            database_url=env.get("DATABASE_URL")
            or f"sqlite:///{quote(str(home / 'register.sqlite3'))}",
            outlines=Path(env["ARGOS_OUTLINES"]) if env.get("ARGOS_OUTLINES") else None,
        )
