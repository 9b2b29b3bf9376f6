"""The sources of a case: every import, what it covers, and how to take it back."""
