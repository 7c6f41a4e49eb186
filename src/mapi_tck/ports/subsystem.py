"""The ports: what an adapter implements so that the kit can talk to an implementation.

One protocol per MAPI interface, methods named after MAPI's in snake case, arguments in MAPI's order and meaning. An adapter
answers a failing HRESULT by raising `mapi_tck.mapi.MapiError(code)`; anything else it raises means that the adapter broke.
Entry identifiers are `bytes`, codes and flags are unsigned integers, PT_LONG values are signed.

The smallest adapter implements `Adapter`, `Session`, `Table` and `StatusObject` and returns `None` from `test_bed`. The transport
provider's side (`IXPLogon` and its support object) has ports of its own in `mapi_tck.ports.transport`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from mapi_tck.mapi import PropertyValue, Restriction, RowSet


class Evidence(StrEnum):
    """What a requirement's verdict rests on."""

    CALLS = "calls"
    QUEUES = "queues"
    UI = "ui"
    OBJECTS = "objects"


class Direction(StrEnum):
    """Which of a transport's two queues."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class TransportKind(StrEnum):
    """How a transport reaches its far end; the topic's closing remarks tell the three apart."""

    LAN = "LAN"
    MODEM = "modem"
    RAS = "RAS"


class PromptKind(StrEnum):
    """The two classes of user interface that a flush can show."""

    PROGRESS = "progress"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True)
class Description:
    """Who is under test, and what the adapter's test bed can observe.

    `digest` identifies the tested bits (say the SHA-256 of a program file); `None` lets the kit take the digest of what it
    loaded or started. `exclusive` is true when two connections to the implementation cannot exist side by side.
    """

    implementation: str
    version: str
    vendor: str = ""
    digest: str | None = None
    observes: frozenset[Evidence] = frozenset({Evidence.CALLS})
    exclusive: bool = False


@dataclass(frozen=True, slots=True)
class Transport:
    """A transport provider that a profile shall hold.

    `supports_flush` is about its *status object* only: whether PR_RESOURCE_METHODS there has STATUS_FLUSH_QUEUES. The transport
    takes part in every flush of the spooler either way. `asynchronous` means that only FLUSH_FORCE makes a flush reach it
    (imapistatus-flushqueues.md).
    """

    name: str
    kind: TransportKind = TransportKind.LAN
    supports_flush: bool = True
    asynchronous: bool = False


@dataclass(frozen=True, slots=True)
class Profile:
    """A profile as the kit asks for it: the transports in transport order. Their names are unique among all profiles in use."""

    name: str
    transports: tuple[Transport, ...] = ()


class Condition(StrEnum):
    """How the far end of a transport (its mail server) behaves."""

    UP = "up"
    SLOW = "slow"
    REFUSING = "refusing"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What a transport's far end does from now on.

    `seconds` is the time that each message takes at a slow far end. `after` is the number of messages that a far end still takes
    before it is down (0: it is down at once). A refusing far end answers, and takes no message.
    """

    condition: Condition = Condition.UP
    seconds: float = 0.0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """One message that has reached its destination: the far end for an outgoing one, the message store for an incoming one.

    `returned` marks a message that came back to its sender as undeliverable: it has left the queue, and is not lost.
    """

    transport: str
    direction: Direction
    token: str
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """One piece of user interface that was shown: whose (`spooler` or a transport's name), and of which kind."""

    owner: str
    kind: PromptKind


#: `Prompt.owner` of the MAPI spooler.
SPOOLER = "spooler"


@runtime_checkable
class StatusObject(Protocol):
    """IMAPIStatus, as far as the procedures use it (imapistatusimapiprop.md)."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Answer S_OK or MAPI_W_ERRORS_RETURNED with one value per tag, in the order asked for (imapiprop-getprops.md)."""
        ...

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Answer the success code, or `None` where the binding hides it (imapistatus-flushqueues.md)."""
        ...

    def release(self) -> None:
        """Give the object back."""
        ...


@runtime_checkable
class Table(Protocol):
    """IMAPITable, as far as the procedures use it.

    An implementation that has an HrQueryAllRows of its own offers it as
    `hr_query_all_rows(tags, restriction, sort_order, max_rows) -> RowSet`; otherwise the kit builds that call from this table's
    others, says so in the trace, and judges nothing about the function itself.
    """

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Make these the columns of every row read from now on (imapitable-setcolumns.md)."""
        ...

    def query_columns(self, flags: int) -> Sequence[int]:
        """Answer the current columns, or with TBL_ALL_COLUMNS all there are (imapitable-querycolumns.md)."""
        ...

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Keep only the matching rows; `None` keeps all (imapitable-restrict.md)."""
        ...

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Move the cursor and answer by how many rows it moved (imapitable-seekrow.md)."""
        ...

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Answer up to so many rows from the cursor on (imapitable-queryrows.md)."""
        ...

    def release(self) -> None:
        """Give the table back."""
        ...


@runtime_checkable
class QueriesAllRows(Protocol):
    """The part of a table whose implementation has HrQueryAllRows itself (hrqueryallrows.md)."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Answer all matching rows at once; `max_rows` 0 sets no limit."""
        ...


@runtime_checkable
class Session(Protocol):
    """IMAPISession, as far as the procedures use it."""

    def get_status_table(self, flags: int) -> Table:
        """Answer a view of the status table (imapisession-getstatustable.md)."""
        ...

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject, int | None]:
        """Answer the object and its object type, `None` where the binding hides it (imapisession-openentry.md)."""
        ...

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Answer whether both name the same object (imapisession-compareentryids.md)."""
        ...

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """End the session; its objects are not used afterwards (imapisession-logoff.md)."""
        ...

    def release(self) -> None:
        """Give the session object back."""
        ...


@runtime_checkable
class Adapter(Protocol):
    """Connects the kit to an implementation."""

    def describe(self) -> Description:
        """Answer who is under test. Called first, before any other method."""
        ...

    def logon(self, profile: str, flags: int) -> Session:
        """Log on to the named profile ("": the default one) and hold its default message store open."""
        ...

    def test_bed(self) -> object:
        """Answer an object with those methods of `TestBed` that can be offered, or `None` when only calls can be seen."""
        ...

    def close(self) -> None:
        """Let go of the implementation. Nothing is called afterwards."""
        ...


class TestBed(Protocol):
    """Arranges what surrounds an implementation and observes what it did; every method is optional.

    A method that is not there leaves the scenarios that need it undecided, with that reason. Messages are tokens: the test bed
    makes a message from each and knows it again.
    """

    __test__: ClassVar[bool] = False  # not a test class, whatever its name says to pytest

    def reset(self) -> None:
        """Forget profiles, queues, prompts and far ends: a scenario begins."""
        ...

    def install_profile(self, profile: Profile) -> str:
        """Set up the profile, or find an existing one that matches, and answer the name to log on with."""
        ...

    def transport_of(self, entry_id: bytes) -> str | None:
        """Answer which transport a status row's entry identifier stands for."""
        ...

    def submit(self, transport: str, tokens: Sequence[str]) -> None:
        """Put these messages at the end of the transport's outgoing queue, without flushing it."""
        ...

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Let these messages wait at the far end for the transport's incoming queue."""
        ...

    def queue(self, transport: str, direction: Direction) -> Sequence[str]:
        """Answer what still waits, in order."""
        ...

    def transfers(self) -> Sequence[Transfer]:
        """Answer every transfer since `reset`, of all transports, in the order in which they happened."""
        ...

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change how the transport's far end behaves."""
        ...

    def set_user(self, present: bool) -> None:
        """Say whether someone is at the screen and answers dialogs."""
        ...

    def prompts(self) -> Sequence[Prompt]:
        """Answer every piece of user interface shown since `reset`, in order."""
        ...

    def live_objects(self) -> Mapping[str, int]:
        """Answer how many objects of each kind (say `table`, `row set`, `status object`) clients hold."""
        ...
