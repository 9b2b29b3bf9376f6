"""The list of cases, and one case."""
