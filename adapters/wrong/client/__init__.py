"""Wrong clients, sorted by the numbered step."""
