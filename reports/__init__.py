"""Readers of a run record: what the terminal shows, one page of HTML, JUnit XML, and the traceability page.

None of them judges: verdicts, counts and reasons come from `mapi_tck.assessment`, so that no two reports can disagree.
"""
