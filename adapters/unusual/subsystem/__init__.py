"""Right but unusual subsystems."""
