"""Lines in which the kit is the client."""
