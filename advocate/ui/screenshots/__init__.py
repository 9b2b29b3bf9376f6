"""Screenshots beside what was read from them: proof-read row by row, by keyboard."""
