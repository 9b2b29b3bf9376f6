"""Advocate (维权工作台): document harassing debt collection and complain about it, offline."""

__version__ = "0.1.0"
