"""The settings of the house: its beds, and the rules of its weather."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from argos.publish.modelled.capacity.settings import CapacitySettings, capacity_settings
from argos.publish.modelled.weather.rules import WeatherRules, weather_rules


@dataclass(frozen=True)
class House:
    """What a house may set for itself, in files of its home.

    Attributes:
        capacity: beds, stays, thresholds and scenarios (``capacity.toml``).
        weather: rules of the health weather (``weather.toml``).

    """

    capacity: CapacitySettings
    weather: WeatherRules

    @classmethod
    def at(cls, home: Path | None = None) -> "House":
        """Return the settings of a home, those shipped where it has none.

        Raises:
            UsageError: a file breaks a rule; all that is wrong with it is named at once.

        """
        return cls(capacity_settings(home), weather_rules(home))

    def intensive_care(self, places: Iterable[str], day: date) -> dict[str, float]:
        """Return the intensive-care beds of those places of which they are known."""
        beds = {place: self.capacity.beds_of(place, "icu", day) for place in places}
        return {place: found for place, found in beds.items() if found is not None}
