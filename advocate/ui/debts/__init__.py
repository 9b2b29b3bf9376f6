"""The loans of a case: their ledgers, what they cost, the caps beside it."""
