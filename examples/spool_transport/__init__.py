"""A transport provider that keeps its mail in folders and survives a crash; `mapi-tck` certifies it as an example."""
