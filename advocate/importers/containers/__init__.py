"""Folders and archives: what is inside, safely, without unpacking anything onto the disk."""
