"""Right but unusual transport providers."""
