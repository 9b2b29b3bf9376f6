"""Background work: one writer, a few readers, cancel and progress."""
