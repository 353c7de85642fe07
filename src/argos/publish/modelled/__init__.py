"""What models say: nowcasts, R, lead times, forecasts, scores, signals, capacity, weather.

`known` is what they read, the other modules and folders each make rows of published tables from
it; `flow` names them in order.
"""
