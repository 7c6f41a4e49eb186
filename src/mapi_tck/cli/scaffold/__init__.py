"""A new project: an adapter in another language that runs at once, and says what to write next."""
