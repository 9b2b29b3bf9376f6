"""Originals of a case: take in, look at, check, hand out."""
