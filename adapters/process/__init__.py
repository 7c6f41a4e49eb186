"""Adapters in another process."""
