"""Wrong subsystems."""
