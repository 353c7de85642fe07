"""Words, numbers and figures in templates."""
