"""What a record says: verdicts, changes, merging, outputs."""
