"""The contact log of a case: table, detail and quick entry."""
