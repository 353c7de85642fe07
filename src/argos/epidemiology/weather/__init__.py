"""Health weather: a sky and a vigilance level for each place, today and the days ahead.

The sky says how the level stands to what is usual and where it goes; the vigilance says which
written threshold is reached. Both are told with the probability that they are so, and with the
reason. What is not known is unknown, never a sun.
"""
