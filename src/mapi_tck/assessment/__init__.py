"""What a run record says: verdicts and their words, changes, merging, reports. A report needs only this one import."""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from mapi_tck.assessment.assessment import Assessment
    from mapi_tck.assessment.judged import Finding, JudgedRequirement, refused

__all__ = ["Assessment", "Finding", "JudgedRequirement", "refused"]


def __getattr__(name: str) -> Any:
    """Load a name when it is first used. A command that reads no record needs only `printing`, a module of this package."""
    if name not in __all__:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    module = import_module("mapi_tck.assessment.assessment" if name == "Assessment" else "mapi_tck.assessment.judged")
    globals()[name] = getattr(module, name)
    return globals()[name]
