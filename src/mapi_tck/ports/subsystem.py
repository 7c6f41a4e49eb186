"""The ports of role subsystem: what an adapter implements so that the kit can call an implementation.

There is one protocol for each MAPI interface. Methods have MAPI's names in snake case, and MAPI's arguments in MAPI's order. For
a failing HRESULT an adapter raises `mapi_tck.mapi.MapiError(code)`; any other exception means that the adapter broke. Entry
identifiers are `bytes`, codes and flags are unsigned integers, PT_LONG values are signed.

The smallest adapter implements `Adapter`, `Session`, `Table` and `StatusObject`, and answers `None` from `test_bed`. The ports of
role transport (`IXPLogon` and its support object) are in `mapi_tck.ports.transport`.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from typing import ClassVar, Protocol, runtime_checkable

from mapi_tck.mapi import PropertyValue, Restriction, RowSet


class Evidence(StrEnum):
    """What the verdict on a requirement is based on."""

    CALLS = "calls"
    QUEUES = "queues"
    UI = "ui"
    OBJECTS = "objects"


class Direction(StrEnum):
    """One of the two queues of a transport."""

    OUTGOING = "outgoing"
    INCOMING = "incoming"


class TransportKind(StrEnum):
    """How a transport reaches its far end; the topic's closing remarks name these three."""

    LAN = "LAN"
    MODEM = "modem"
    RAS = "RAS"


class PromptKind(StrEnum):
    """The two kinds of user interface that a flush can show."""

    PROGRESS = "progress"
    DIALOG = "dialog"


@dataclass(frozen=True, slots=True)
class UnderTest:
    """Something that is under test, behind an adapter that is only a way to it: a DLL, a package, an installed product.

    `file` is a file or a folder, `module` a Python module that the adapter has loaded: the kit takes its digest. `version` is
    what the thing itself answers to a call for its version. An adapter that can read what the kit cannot gives the `digest`
    itself.
    """

    name: str
    file: str = ""
    module: str = ""
    version: str = ""
    digest: str = ""


@dataclass(frozen=True, slots=True)
class Description:
    """The implementation's name, and what the adapter's test bed can observe.

    `digest` identifies the tested files, for example by the SHA-256 of a program file; for `None` the kit takes the digest of the
    files that it has loaded or started. `under_test` names what is behind the adapter, so that two runs of different things have
    different digests. `exclusive` is true if there cannot be two connections to the implementation at a time. `quiet` is false if
    messages also move without a flush that the kit has asked for, say because the spooler looks for mail by itself: then the kit
    cannot tell what a flush has moved or shown, and leaves undecided what depends on that (ruling D-47).
    """

    implementation: str
    version: str
    vendor: str = ""
    digest: str | None = None
    observes: frozenset[Evidence] = frozenset({Evidence.CALLS})
    exclusive: bool = False
    quiet: bool = True
    under_test: tuple[UnderTest, ...] = ()


@dataclass(frozen=True, slots=True)
class Transport:
    """A transport provider that a profile must have.

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
    """A profile that the kit asks for, its transports in transport order. No two profiles in use share a transport's name."""

    name: str
    transports: tuple[Transport, ...] = ()


@dataclass(frozen=True, slots=True)
class GivenTransport:
    """A transport provider that exists, by the name that the test bed's other methods take and answer.

    `kind`, `supports_flush` and `asynchronous` mean the same as for `Transport`. `fills` says into which of its two queues the
    test bed can put messages (`submit` for the outgoing one, `arrive` for the incoming one). `sees` says of which of them the
    test bed knows what waits and what was transferred (`queue` and `transfers`).
    """

    name: str
    kind: TransportKind = TransportKind.LAN
    supports_flush: bool = True
    asynchronous: bool = False
    fills: frozenset[Direction] = frozenset(Direction)
    sees: frozenset[Direction] = frozenset(Direction)


@dataclass(frozen=True, slots=True)
class GivenProfile:
    """The profile of an implementation that has the transports that it has: its name for the logon ("" is the default profile),
    and all its transports in transport order.
    """

    name: str
    transports: tuple[GivenTransport, ...] = ()


class Condition(StrEnum):
    """How the far end of a transport (its mail server) behaves."""

    UP = "up"
    SLOW = "slow"
    REFUSING = "refusing"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class FarEnd:
    """What the far end of a transport does from now on.

    `seconds` is the time that each message takes at a slow far end. `after` is the number of messages that still get through
    before a far end is down; with 0 it is down at once. It counts messages of both directions of the transport that were
    transferred completely since this was said. Where several connections work side by side, those that have begun may still be
    completed, so that some more get through. A refusing far end answers, but takes and gives no message.
    """

    condition: Condition = Condition.UP
    seconds: float = 0.0
    after: int = 0


@dataclass(frozen=True, slots=True)
class Transfer:
    """One message that has reached its destination: the far end for an outgoing one, the message store for an incoming one.

    `returned` marks a message that came back to its sender as undeliverable: it has left the queue, but is not lost.
    """

    transport: str
    direction: Direction
    token: str
    returned: bool = False


@dataclass(frozen=True, slots=True)
class Prompt:
    """A user interface that was shown: its owner (`spooler` or the name of a transport) and its kind."""

    owner: str
    kind: PromptKind


#: `Prompt.owner` of the MAPI spooler.
SPOOLER = "spooler"


@runtime_checkable
class StatusObject(Protocol):
    """IMAPIStatus, as far as the procedures use it (imapistatusimapiprop.md)."""

    def get_props(self, tags: Sequence[int], flags: int) -> tuple[int, Sequence[PropertyValue]]:
        """Answer S_OK or MAPI_W_ERRORS_RETURNED with one value per tag, in the order asked for (imapiprop-getprops.md).

        The kit never passes `None` for the tags. It answers a client that does so with all properties of the object.
        """
        ...

    def flush_queues(self, ui_param: int, target: bytes | None, flags: int) -> int | None:
        """Answer the success code, or `None` if the binding hides it (imapistatus-flushqueues.md)."""
        ...

    def release(self) -> None:
        """Release the object."""
        ...


@runtime_checkable
class Table(Protocol):
    """IMAPITable, as far as the procedures use it.

    If the implementation has an HrQueryAllRows of its own, the table has `QueriesAllRows` too. Otherwise the kit makes that call
    from the table's other calls, says so in the trace, and does not judge the function itself.
    """

    def set_columns(self, tags: Sequence[int], flags: int) -> None:
        """Set the columns of all rows that are read from now on (imapitable-setcolumns.md)."""
        ...

    def query_columns(self, flags: int) -> Sequence[int]:
        """Answer the current columns, or with TBL_ALL_COLUMNS all that there are (imapitable-querycolumns.md)."""
        ...

    def restrict(self, restriction: Restriction | None, flags: int) -> None:
        """Keep only the matching rows; `None` keeps all (imapitable-restrict.md)."""
        ...

    def seek_row(self, bookmark: int, row_count: int) -> int:
        """Move the cursor and answer by how many rows it moved (imapitable-seekrow.md)."""
        ...

    def query_rows(self, row_count: int, flags: int) -> RowSet:
        """Answer at most so many rows from the cursor on (imapitable-queryrows.md)."""
        ...

    def release(self) -> None:
        """Release the table."""
        ...


@runtime_checkable
class QueriesAllRows(Protocol):
    """The part of a table that only an implementation with its own HrQueryAllRows has (hrqueryallrows.md)."""

    def hr_query_all_rows(
        self, tags: Sequence[int] | None, restriction: Restriction | None, sort_order: None, max_rows: int
    ) -> RowSet:
        """Answer all matching rows at once, at most `max_rows`; 0 is no limit."""
        ...


@runtime_checkable
class Session(Protocol):
    """IMAPISession, as far as the procedures use it."""

    def get_status_table(self, flags: int) -> Table:
        """Answer a view of the status table (imapisession-getstatustable.md)."""
        ...

    def open_entry(self, entry_id: bytes, interface: str | None, flags: int) -> tuple[StatusObject | None, int | None]:
        """Answer the object and its object type, `None` if the binding hides the type (imapisession-openentry.md).

        Answer `None` in place of the object if OpenEntry has succeeded and handed out none: the kit judges that.
        """
        ...

    def compare_entry_ids(self, first: bytes, second: bytes, flags: int) -> bool:
        """Answer whether both name the same object (imapisession-compareentryids.md)."""
        ...

    def logoff(self, ui_param: int, flags: int, reserved: int) -> None:
        """End the session; its objects are not used afterwards (imapisession-logoff.md)."""
        ...

    def release(self) -> None:
        """Release the session object."""
        ...


@runtime_checkable
class AnyAdapter(Protocol):
    """What the adapters of both roles have."""

    def describe(self) -> Description:
        """Answer the description of the implementation. This is called before any other method."""
        ...

    def test_bed(self) -> object:
        """Answer an object with those methods of the role's test bed that are possible, or `None` if only calls can be seen."""
        ...

    def close(self) -> None:
        """Disconnect from the implementation. Nothing is called afterwards."""
        ...


@runtime_checkable
class Adapter(AnyAdapter, Protocol):
    """Connects the kit to a subsystem. Its test bed is a `TestBed`."""

    def logon(self, profile: str, flags: int) -> Session:
        """Log on to the profile ("" is the default one), and keep its default message store open."""
        ...


class AnyTestBed(Protocol):
    """Sets up the surroundings of an implementation, and observes its effects: what the test beds of both roles have.

    Every method is optional. If one is missing, the scenarios that need it are undecided, with that reason. Messages are tokens:
    the test bed makes a message from each token, and finds the token again in the message.
    """

    __test__: ClassVar[bool] = False  # pytest would take it for a test class

    def reset(self) -> None:
        """Remove profiles, messages and prompts, and make far ends normal: a scenario begins, and sessions log on afterwards."""
        ...

    def arrive(self, transport: str, tokens: Sequence[str]) -> None:
        """Add these messages to those that wait at the transport's far end."""
        ...

    def set_far_end(self, transport: str, far_end: FarEnd) -> None:
        """Change what the transport's far end does from now on."""
        ...

    def set_user(self, present: bool) -> None:
        """Say whether someone is at the screen and answers dialogs."""
        ...

    def prompts(self) -> Sequence[Prompt]:
        """Answer every user interface that was shown since `reset`, in order, also what was shown while no one was there."""
        ...

    def live_objects(self) -> Mapping[str, int]:
        """Answer how many objects of each kind are in use.

        Of a subsystem these are the objects that clients have not released, for example `table` and `row set`. Of a transport
        provider they are the scarce resources that its transports hold, for example `line`.
        """
        ...


class TestBed(AnyTestBed, Protocol):
    """The test bed of a subsystem."""

    def install_profile(self, profile: Profile) -> str:
        """Set up the profile, or find an existing one that matches. Answers the name for the logon."""
        ...

    def given_profile(self) -> GivenProfile:
        """Answer the profile that exists, where none can be set up. With this method the kit never calls `install_profile`.

        Then `reset` removes the messages that the kit has put in, and makes far ends normal. Other messages may wait in the
        queues: the kit judges only its own.
        """
        ...

    def transport_of(self, entry_id: bytes) -> str | None:
        """Answer the name of the transport with this entry identifier in the status table.

        Where sessions share entry identifiers, the newest session's table counts.
        """
        ...

    def submit(self, transport: str, tokens: Sequence[str]) -> None:
        """Add these messages to the end of the transport's outgoing queue, without a flush."""
        ...

    def queue(self, transport: str, direction: Direction) -> Sequence[str]:
        """Answer the messages that still wait, in order."""
        ...

    def transfers(self) -> Sequence[Transfer]:
        """Answer all transfers since `reset`, of all transports, in their order."""
        ...
