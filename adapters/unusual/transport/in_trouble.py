"""Unusual transports under test: how they handle a far end in trouble, and when they connect to it."""
