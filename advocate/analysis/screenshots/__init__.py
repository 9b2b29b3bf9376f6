"""Screenshots: from lines of text with their places to messages and calls; pure."""
