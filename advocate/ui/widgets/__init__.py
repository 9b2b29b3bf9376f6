"""Reusable controls that know nothing of the application."""
