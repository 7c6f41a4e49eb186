"""A certification: starts pytest with the kit's plugin, and writes the record and the reports."""
