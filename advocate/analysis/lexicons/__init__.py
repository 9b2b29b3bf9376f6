"""What collectors say: phrases and combinations of words, found despite spelling tricks, kept out where harmless."""
