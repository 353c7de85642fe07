"""The health weather of each place, by rules, with its reason."""
