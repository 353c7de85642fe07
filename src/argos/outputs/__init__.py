"""The published zone: what passed disclosure control, and nothing else."""
