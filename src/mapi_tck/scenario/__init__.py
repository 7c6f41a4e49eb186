"""One scenario under way: what its steps call, check and note."""
