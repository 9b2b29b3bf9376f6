"""Which numbers one crew uses, from several independent signs, each weighed by data and explained; pure."""
