"""Periods that the law sets: counted over each place's days off, with the clause and how it was counted, in words."""
