"""The specification as read: catalogue, features, readings, and what proves the scenarios."""
