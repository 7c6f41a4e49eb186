"""Readers of a run record: one module for each output, and the parts that several outputs share.

None of them judges: verdicts, counts and reasons come from `mapi_tck.assessment.assessment`, so that all reports agree.
"""
