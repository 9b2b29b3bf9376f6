"""The vault on disk: keys, database, evidence files, audit."""
