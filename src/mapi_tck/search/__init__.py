"""The search for cases that break a law: laws, strategies, plan, store, searching, results."""
