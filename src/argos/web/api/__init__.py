"""The read-only API, by version."""
