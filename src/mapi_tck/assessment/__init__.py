"""What a run record says: verdicts and their words, changes, merging, reports. One import serves a report."""

from mapi_tck.assessment.assessment import Assessment
from mapi_tck.assessment.judged import Finding, JudgedRequirement, refused

__all__ = ["Assessment", "Finding", "JudgedRequirement", "refused"]
