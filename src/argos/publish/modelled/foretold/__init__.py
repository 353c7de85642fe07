"""Forecasts, their past, and what they were worth."""
