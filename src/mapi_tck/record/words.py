"""The words of a run record, as types."""

from typing import Annotated, Literal

from mapi_tck.ports import Evidence, Procedure, TransportKind
from mapi_tck.verdicts import Verdict

# A word of a record is a plain `str`. The annotation says which words there are: an enumeration, or the words themselves.
VerdictWord = Annotated[str, Verdict]
EvidenceWord = Annotated[str, Evidence]
TransportKindWord = Annotated[str, TransportKind]
FlushSupportWord = Annotated[str, ("supported", "not supported")]
ProcedureWord = Annotated[str, Procedure]
ProfileWord = Annotated[str, ("topic", "full")]

#: How a line of a scenario ended.
LineOutcome = Literal["passed", "failed", "inconclusive", "error", "not run"]
#: Who made a call.
Caller = Literal["kit", "implementation"]
#: Who supplied the answer of a call. The host is the kit's own subsystem around a provider under test.
Supplier = Literal["implementation", "test bed", "kit", "host"]
