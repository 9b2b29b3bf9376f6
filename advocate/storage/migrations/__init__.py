"""Alembic environment and versions, shipped as files beside the code."""
