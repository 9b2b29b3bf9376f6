"""The inbox of a case: what was read and is not on the record yet."""
