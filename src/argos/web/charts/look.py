"""How a chart is to look: for whom, on what ground and on how wide a screen."""

from dataclasses import dataclass
from typing import Literal

from argos.core.language import Language

Theme = Literal["light", "dark", "print"]
Width = Literal["narrow", "wide", "full"]

_PIXELS: dict[Width, int] = {"narrow": 340, "wide": 720, "full": 1280}
_HEIGHTS: dict[Width, int] = {"narrow": 270, "wide": 320, "full": 600}
_TEXT: dict[Width, int] = {"narrow": 12, "wide": 13, "full": 19}


@dataclass(frozen=True, slots=True)
class Look:
    """Language, theme and width of a chart: a phone, a desk, a wall."""

    language: Language = "fr"
    theme: Theme = "light"
    width: Width = "wide"

    @property
    def pixels(self) -> int:
        """Width of the whole image in CSS pixels."""
        return _PIXELS[self.width]

    @property
    def height(self) -> int:
        """Height of the image of a chart of one panel, in CSS pixels."""
        return _HEIGHTS[self.width]

    @property
    def text(self) -> int:
        """Size of the text in CSS pixels."""
        return _TEXT[self.width]
