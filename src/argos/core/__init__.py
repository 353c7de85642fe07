"""The words that all of Argos shares: events, contracts, places, days, errors, settings."""
