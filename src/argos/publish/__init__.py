"""From events to published series: indicators, aggregation, disclosure control."""
