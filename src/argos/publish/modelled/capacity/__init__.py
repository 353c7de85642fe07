"""From admissions to beds, thresholds and operations."""
