"""What models say: nowcasts, R, lead times, forecasts, scores, signals, capacity, weather.

Each module makes the rows of one published table from `panels`; `flow` names them in
order.
"""
