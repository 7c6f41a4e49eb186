"""The words that reports share."""
