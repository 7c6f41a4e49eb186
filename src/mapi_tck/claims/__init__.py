"""What the maker of an implementation claims: the declaration, and the baseline of known deviations."""
