"""A transport provider that keeps its mail in folders and survives crashes: an example that `mapi-tck` certifies."""
