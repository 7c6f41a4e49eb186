"""What the maker of an implementation says of it: the declaration, and the baseline of known deviations."""
