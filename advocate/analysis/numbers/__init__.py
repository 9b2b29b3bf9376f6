"""What the number plan says about numbers, offline: canonical spelling, kind, carrier and place."""
