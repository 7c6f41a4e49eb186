"""Lines in which the kit is the spooler."""
