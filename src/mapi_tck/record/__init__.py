"""The run record: its form, how it is read, and how files are written."""
