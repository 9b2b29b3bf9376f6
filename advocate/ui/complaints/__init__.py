"""Complaints: choose the channel, complete, look at the document, build the packet."""
