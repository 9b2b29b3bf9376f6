"""Suspected violations: what the rules suggest, and what people decide."""
