"""Facts in, findings out: a pure engine over rule packs."""
