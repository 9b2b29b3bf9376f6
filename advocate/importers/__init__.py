"""Readers of other programs' files: recognise by content, stream drafts, never write."""
