"""Wrong transport providers."""
