"""The sequence diagram of a recorded scenario."""
