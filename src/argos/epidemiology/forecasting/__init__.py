"""Forecasts: what is known of a day, models of what comes, their intervals, and their scores.

A model (`known.Model`) says the medians; `conformal` puts intervals around them from its past
errors; `ensemble` weighs models by their past scores; `rolling` replays the past from what was
known each day, and `evaluation` counts what each forecast was worth.
"""
