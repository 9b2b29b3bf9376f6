"""What an import is made of: sources with their originals, rows, counts, and what follows once the rows are there."""
