"""Vocabulary, drafts, read models and errors: plain data, no Qt, no SQL, no input or output."""
