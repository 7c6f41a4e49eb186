"""Lines of a search, and of the cases that it tries."""
