"""SENSITIVE: the event log, signed statements about facts, and the list of oppositions."""
