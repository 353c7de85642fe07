"""What the tests of publication share."""

from pathlib import Path

PARTNERS = Path(__file__).resolve().parents[3] / "partners"
