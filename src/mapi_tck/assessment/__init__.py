"""What a run record says: verdicts and their words, changes, merging, and what is made of it.

Whoever shows a run needs one import.
"""

from mapi_tck.assessment.assessment import Assessment, Finding, JudgedRequirement

__all__ = ["Assessment", "Finding", "JudgedRequirement"]
