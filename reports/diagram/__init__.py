"""Who called whom, drawn."""
