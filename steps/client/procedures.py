"""Lines that take the numbered steps of procedures A and B, one by one or up to a step."""

from collections.abc import Callable, Sequence

from mapi_tck.errors import Blocked
from mapi_tck.mapi import ResourceType
from mapi_tck.scenario import OneOf, Scenario, given, when

from ..words import BOTH, columns_with_flag, resource_type
from .client import Client
from .rows import COLUMNS, resource_type_is


def build_restriction(client: Client, kind: int) -> None:
    """Steps A3 and B3; nothing is called."""
    client.restriction = resource_type_is(kind)


def read_support(client: Client) -> None:
    """Step B5.2 needs the objects of step B5.1."""
    client.read_methods()


def flush_each(client: Client, flags: int = BOTH) -> None:
    """Step B5.3 for every row."""
    for visit in client.visits:
        client.flush_visit(visit, flags, client.transport_of(visit))


def flush_spooler(client: Client) -> None:
    """Step A6, in both directions."""
    client.flush(client.spooler, None, BOTH)


def release_all(client: Client) -> None:
    """Step A7."""
    for what in ("the status object", "the status table", "the row set"):
        client.release(what)


#: Procedure → its numbered steps with what the client does in each.
STEPS: dict[str, dict[str, Callable[[Client], None]]] = {
    "A": {
        "1": Client.get_status_table,
        "2": lambda client: client.set_columns(COLUMNS),
        "3": lambda client: build_restriction(client, ResourceType.MAPI_SPOOLER),
        "4": Client.retrieve_rows,
        "5": Client.open_spooler,
        "6": flush_spooler,
        "7": release_all,
    },
    "B": {
        "1": Client.get_status_table,
        "2": lambda client: client.set_columns(COLUMNS),
        "3": lambda client: build_restriction(client, ResourceType.MAPI_TRANSPORT_PROVIDER),
        "4": Client.retrieve_rows,
        "5.1": Client.open_visits,
        "5.2": read_support,
        "5.3": flush_each,
    },
}


_STEP = OneOf(*dict.fromkeys(number for steps in STEPS.values() for number in steps))


def carry_out(client: Client, procedure: str, last: str) -> None:
    """Take the procedure's steps up to and including the last one named."""
    for number, step in STEPS[procedure].items():
        step(client)
        if number == last:
            return
    raise ValueError(f"procedure {procedure} has no step {last}")


def _releasable(words: str) -> list[str]:
    """What the release steps name, in the order in which it is released."""
    known = OneOf("the status object", "every status object", "the status table", "the row set")
    return [known(what) for what in words.split(", ")]


@given("procedure {procedure} has been carried out up to step {step}", procedure=OneOf(*STEPS), step=_STEP)
def carried_out(client: Client, procedure: str, step: str) -> None:
    """Take the steps that come before what the scenario is about; each has to succeed."""
    carry_out(client, procedure, step)
    client.need_success()


@when("the client carries out procedure {procedure} up to step {step}", procedure=OneOf(*STEPS), step=_STEP)
def carries_out(client: Client, procedure: str, step: str) -> None:
    """Take the steps as what the scenario is about: that the way is closed is then for *Then* lines to judge."""
    try:
        carry_out(client, procedure, step)
    except Blocked as blocked:
        client.stopped = blocked.reason


@when("the client gets the status table")
def gets_status_table(client: Client) -> None:
    """Steps A1 and B1."""
    client.get_status_table()


@when("it limits the columns to {words}", words=columns_with_flag)
def limits_columns(client: Client, words: tuple[tuple[int, ...], int]) -> None:
    """Steps A2 and B2; `… with` a flag that the procedures do not pass."""
    client.set_columns(*words)


@when("it builds a restriction that matches PR_RESOURCE_TYPE with {kind}", kind=resource_type)
def builds_restriction(client: Client, kind: int) -> None:
    """Steps A3 and B3."""
    build_restriction(client, kind)


@when("it retrieves the rows that match")
def retrieves_rows(client: Client) -> None:
    """Steps A4 and B4."""
    client.retrieve_rows()


@when("it opens the status object of the spooler's row")
def opens_spooler(client: Client) -> None:
    """Step A5."""
    client.open_spooler()


@when("for each row it opens the transport's status object")
def opens_each(client: Client) -> None:
    """Step B5.1."""
    client.open_visits()


@when("it finds out which of them support FlushQueues")
def finds_support(client: Client) -> None:
    """Step B5.2."""
    read_support(client)


@when("it releases {things}", things=_releasable)
def releases(client: Client, things: Sequence[str]) -> None:
    """Steps A7 and B5.4."""
    for what in things:
        client.release(what)


@when(
    "a second client {does}",
    does=OneOf("carries out procedure B up to step 4", "carries out procedure B up to step 4 and logs off"),
)
def second_client(tck: Scenario, client: Client, does: str) -> None:
    """Another session on the same profile comes (`carries out procedure B up to step 4`), and goes (`… and logs off`)."""
    second = Client(tck, profile=client.profile)
    second.logon()
    carry_out(second, "B", "4")
    second.need_success()
    if does.endswith("and logs off"):
        second.release("the status table")
        second.release("the row set")
        second.logoff()
