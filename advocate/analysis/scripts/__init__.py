"""What texts have in common over numbers: normal form, identifiers in them, groups of near-identical texts; pure."""
