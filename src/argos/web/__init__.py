"""The pages, the API and the bulletin: they read the published zone and nothing else."""
