"""The engine: pytest runs the scenarios, and the results become a run record."""
