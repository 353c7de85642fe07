"""What series say: detection, reproduction number, nowcast, lead time, scores.

Pure functions on numbers, usable alone: no store, no clock, no settings. Many series are worked on
at once, as matrices of one row a series and one column a day or week (`argos.epidemiology.series`).
"""
