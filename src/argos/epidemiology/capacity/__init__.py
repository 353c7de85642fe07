"""Beds: how many will be occupied, against those that there are.

`admissions` draws daily paths from weekly forecasts; `stays` says how long people stay, of
those who come and of those already there; `occupancy` puts both together into paths of occupied
beds; `thresholds` and `operations` read them; `scenarios` say what could be otherwise.
Paths are matrices (draw, day), the first column being the day after the origin.
"""
