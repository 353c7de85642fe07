"""From what detectors say of each day to few signals, each with its reason."""
