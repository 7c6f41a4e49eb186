"""An implementation whose refusals have codes of its own: the pages' lists of results are never complete."""

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Any, Final, TypeVar

from mapi_tck.mapi import MapiError

from ...reference.session import Session
from ...reference.status_objects import MarshalledStatus, SpoolerStatus, SubsystemStatus
from ...reference.status_table import StatusTable
from ...reference.transport import ReferenceTransport
from ...reference.variants import part_of, specimen

C = TypeVar("C", bound=type)

ID: Final = "codes-of-its-own"
#: The first of the codes, in the range that MAPI leaves to providers.
_FIRST: Final = 0x8004_F001
_CALLS: Final = (
    "get_status_table",
    "open_entry",
    "compare_entry_ids",
    "logoff",
    "set_columns",
    "query_columns",
    "restrict",
    "seek_row",
    "query_rows",
    "hr_query_all_rows",
    "get_props",
    "flush_queues",
    "submit_message",
    "start_message",
)


def _refusing(number: int, call: Callable[..., Any]) -> Callable[..., Any]:
    @wraps(call)
    def refuses_in_its_own_way(*arguments: Any) -> Any:
        try:
            return call(*arguments)
        except MapiError as error:
            raise MapiError(_FIRST + number) from error

    return refuses_in_its_own_way


def own_codes(part: C) -> C:
    """Give each call of the class one failing code of its own, for every kind of failure."""
    for number, name in enumerate(_CALLS):
        call = inspect.getattr_static(part, name, None)
        if inspect.isfunction(call):
            setattr(part, name, _refusing(number, call))
    return part


@specimen(ID)
@own_codes
class OwnCodesSession(Session):
    """Every refusal has a failing code that no page names, even that of a flush during another one."""


for kind in (StatusTable, SpoolerStatus, SubsystemStatus, MarshalledStatus, ReferenceTransport):
    part_of(ID)(own_codes(type(f"OwnCodes{kind.__name__}", (kind,), {})))
