"""The ports of role client: what the kit gives to a program that walks the procedures, and what the program implements.

The kit plays the subsystem, so the ports are those of role subsystem seen from the other side: the client *calls* `Session`,
`Table` and `StatusObject`, and the kit answers. It gets `Mapi` to log on with, and a `Task` that says what to walk. A call that
the kit refuses raises `mapi_tck.mapi.MapiError(code)`.

The smallest client is a function:

    def walk(mapi: Mapi, task: Task) -> None:
        session = mapi.logon(task.profile, 0)
        ...

It returns when all is done. To say that something is not done it raises `MapiError`, or returns a failing code.
"""

from dataclasses import dataclass
from enum import StrEnum
from typing import Protocol, runtime_checkable

from mapi_tck.ports.subsystem import Description, Direction, Session


class Procedure(StrEnum):
    """One of the two procedures of the topic."""

    A = "A"
    B = "B"


@dataclass(frozen=True, slots=True)
class Task:
    """What the client is to do: log on to the profile, flush these queues by this procedure, and log off.

    `transport` is the PR_DISPLAY_NAME of the one transport that procedure B is to flush; "" means each transport. `attended` says
    whether someone is at the screen. If not, the flush may show no user interface.
    """

    procedure: Procedure
    directions: frozenset[Direction]
    profile: str = ""
    attended: bool = False
    transport: str = ""


class Misuse(StrEnum):
    """What only the MAPI that a native client calls can see: the kit's MAPI DLL reports it."""

    NULL_ANSWER = "null pointer for the answer"
    READ_AFTER_FREE = "read after it was freed"
    CALLED_AFTER_RELEASE = "called after its release"
    OTHER_THREAD = "called from another thread"
    #: No misuse: the DLL refuses what the kit has not.
    NOT_SERVED = "not served by the kit"


@runtime_checkable
class Mapi(Protocol):
    """MAPI as a client finds it before it has a session."""

    def logon(self, profile: str, flags: int) -> Session:
        """Begin a session on the profile (mapilogonex.md). The default message store stays open."""
        ...

    def misused(self, of: object, call: str, how: Misuse) -> None:
        """For the kit's MAPI DLL alone: what a native client does wrong with an object or row set, and with which call.

        `of` is `None` if it has no object. `call` is "" if the client made none.
        """
        ...


@runtime_checkable
class ClientAdapter(Protocol):
    """A client under test."""

    def describe(self) -> Description:
        """Name the client."""
        ...

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        """Do the task, and answer a success code or `None`.

        Raises `MapiError` if something of the task is not done. With MAPI_E_NO_SUPPORT, before the first call, the client says
        that it cannot do such a task.
        """
        ...

    def close(self) -> None:
        """End."""
        ...
