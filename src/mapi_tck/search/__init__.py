"""The search for cases that break a law: laws, cases and where they come from, the search itself, its results."""
