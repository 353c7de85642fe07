"""What is unusual in a series: thresholds, alarms and the start of an epidemic."""
