"""Import of backups into a case."""
