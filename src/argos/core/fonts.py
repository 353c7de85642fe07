"""The font of whatever Argos draws or prints: Argos Sans, in weights 400 and 600."""

from importlib.resources import files
from pathlib import Path

FONTS = Path(str(files("argos.core") / "data" / "fonts"))
NAME = "Argos Sans"
