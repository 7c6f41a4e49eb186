"""The gate: what changed between two runs, what a baseline names, how the shards of one plan become one run."""
