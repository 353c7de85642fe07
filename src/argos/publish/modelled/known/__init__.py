"""What was known on each evening: the panels that every model reads."""
