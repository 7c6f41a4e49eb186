"""Right but unusual clients."""
