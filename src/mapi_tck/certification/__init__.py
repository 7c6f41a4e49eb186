"""Certifications: pytest is started with the kit's plugin alone, and the record and the reports are written."""
