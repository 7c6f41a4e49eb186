"""Lines about what holds whatever clients do: laws, which a search tries to break (`in every case`), each also of one case."""

from collections import Counter
from collections.abc import Callable, Sequence
from functools import partial

import pytest

from mapi_tck.mapi import PropertyTag
from mapi_tck.ports import SPOOLER, Direction, Table, TransportKind
from mapi_tck.scenario import OneOf, Outcome, Scenario, then, when
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.laws import LAWS, SPACES
from mapi_tck.search.searching import Search

from ..client.objects import no_more_alive
from .clients import Clients, View

NO_MESSAGE = "no message was put into any queue"


def _kept(tck: Scenario, clients: Clients) -> tuple[list[str], list[str], list[Outcome[object]]]:
    """What the journal holds, what still waits, and the calls that show it; what is late gets its time."""
    if not any(clients.model.put_in.values()):
        tck.undecided_because(NO_MESSAGE)
    clients.settle_late()
    journal = clients.mail.transfers()
    queues = [clients.mail.queue(*queue) for queue, tokens in clients.model.put_in.items() if tokens]
    moved = [transfer.token for transfer in journal.value]
    return moved, [token for queue in queues for token in queue.value], [journal, *queues]


def _nothing_lost(tck: Scenario, clients: Clients) -> None:
    moved, waiting, on = _kept(tck, clients)
    there = {*moved, *waiting}
    lost = [token for tokens in clients.model.put_in.values() for token in tokens if token not in there]
    tck.check("nothing-lost", not lost, expected={"lost": []}, observed={"lost": lost}, on=on)


def _nothing_doubled(tck: Scenario, clients: Clients) -> None:
    moved, waiting, on = _kept(tck, clients)
    seen = Counter([*moved, *waiting])
    doubled = sorted(token for token, number in seen.items() if number > 1)
    tck.check("nothing-doubled", not doubled, expected={"doubled": []}, observed={"doubled": doubled}, on=on)


def _order_kept(tck: Scenario, clients: Clients) -> None:
    clients.settle_late()
    journal = clients.mail.transfers()
    place = {token: number for tokens in clients.model.put_in.values() for number, token in enumerate(tokens)}
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for name in clients.model.transports:
        # What a far end in trouble did not take may be put aside, and so be overtaken.
        if name in clients.model.troubled:
            continue
        went = [t.token for t in journal.value if t.transport == name and t.direction is Direction.OUTGOING]
        order = [token for token in dict.fromkeys(went) if token in place]
        if len(order) > 1:
            items.append((name, order == sorted(order, key=lambda token: place[token]), order, journal))
    nothing = "no queue had two messages sent that could have an order"
    tck.check_each("order-kept", items, expected="the order in which they were submitted", nothing=nothing)


def _untouched(tck: Scenario, clients: Clients, *, other_direction: bool) -> None:
    moved, _, on = _kept(tck, clients)
    model = clients.model
    if not model.reached:
        tck.undecided_because("nothing was flushed")
    unasked = model.unasked(moved, other_direction=other_direction)
    letter = other_direction and bool(unasked) and not any(token in model.meant for token in moved)
    tck.check(
        "queue-untouched",
        not unasked,
        expected={"transferred": []},
        observed={"transferred": unasked},
        on=on,
        cause="topic-letter-direction" if letter else "",
    )


def _others_untouched(tck: Scenario, clients: Clients) -> None:
    _untouched(tck, clients, other_direction=False)


def _other_direction_untouched(tck: Scenario, clients: Clients) -> None:
    _untouched(tck, clients, other_direction=True)


def _due_transferred(tck: Scenario, clients: Clients) -> None:
    _transferred(tck, clients, clients.model.due)


def _walked_transferred(tck: Scenario, clients: Clients) -> None:
    # A transport without a row of its own is one that nobody visits: who visits every row flushes every transport.
    _transferred(tck, clients, clients.model.due | clients.passed_by)


def _transferred(tck: Scenario, clients: Clients, wanted: set[str]) -> None:
    due = sorted(wanted)
    if not due:
        tck.undecided_because("no flush was due to transfer anything")
    clients.wait_for(wanted)
    journal = clients.mail.transfers()
    missing = sorted(wanted - {transfer.token for transfer in journal.value if not transfer.returned})
    moved = {transfer.token for transfer in journal.value}
    other_way = bool(missing) and bool(moved) and not moved & clients.model.meant
    tck.check(
        "messages-transferred",
        not missing,
        expected={"transferred": due},
        observed={"not transferred": missing},
        on=[journal],
        cause="topic-letter-direction" if other_way else "",
    )


def _honest(tck: Scenario, clients: Clients) -> None:
    claims = [claim for claim in clients.claims if claim.messages]
    if not claims:
        tck.undecided_because("no flush of the spooler succeeded while messages waited")
    claimed = {token for claim in claims for token in claim.messages}
    clients.wait_for(claimed, clients.tck.parameters.slow_seconds * 4)
    journal = clients.mail.transfers()
    moved = {transfer.token for transfer in journal.value}
    for claim in claims:
        missing = [token for token in claim.messages if token not in moved]
        tck.check(
            "honest-success",
            not missing,
            expected="a failing code, because messages were not transferred" if missing else "any code",
            observed={"answer": claim.answer.text, "not transferred": missing},
            on=[claim.answer, journal],
        )


def _shown(tck: Scenario, clients: Clients, owners: list[str], nobody: str) -> None:
    if not clients.model.reached:
        tck.undecided_because("nothing was flushed")
    if not owners:
        tck.undecided_because(nobody)
    clients.settle_late()
    prompts = tck.call(tck.bed.prompts)
    shown = [f"{prompt.kind} of {prompt.owner}" for prompt in prompts.value if prompt.owner in owners]
    tck.check("no-user-interface", not shown, expected={"shown": []}, observed={"shown": shown}, on=[prompts])


def _spooler_silent(tck: Scenario, clients: Clients) -> None:
    _shown(tck, clients, [SPOOLER], "")


def _lan_silent(tck: Scenario, clients: Clients) -> None:
    model = clients.model
    owners = [name for name in model.reached if model.transports[name].kind is TransportKind.LAN]
    _shown(tck, clients, owners, "no LAN transport was flushed")


def _nothing_alive(tck: Scenario, clients: Clients) -> None:
    if clients.first.alive is None:
        tck.undecided_because("the objects that are alive were not counted in the beginning")
    no_more_alive(tck, clients.first)


def _goes_on(tck: Scenario, clients: Clients) -> None:
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for who, member in clients.members.items():
        calls: dict[str, Callable[[], object]] = {
            f"status table {number}": partial(view.table.query_rows, 1, 0) for number, view in member.views.items()
        }
        for whom, thing in member.objects.items():
            calls[f"the status object of {whom}"] = partial(thing.get_props, (PropertyTag.PR_RESOURCE_METHODS,), 0)
        calls["the session"] = partial(member.client.session.get_status_table, 0)
        for name, call in calls.items():
            outcome = tck.call(call)
            items.append((f"client {who}: {name}", not outcome.refused, outcome.text, outcome))
    tck.check_each("call-succeeds", items, expected="success", nothing="nobody held anything any more")


def _tables_alone(tck: Scenario, clients: Clients) -> None:
    """Whatever was done to each table is done again to one that is alone: the answers must be the same."""
    views = [
        (f"client {who}: status table {number}", member, view)
        for who, member in clients.members.items()
        for number, view in member.views.items()
    ]
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for name, member, view in views:
        if len(views) > 1 and view.done:
            now = tck.call(view.table.query_columns, 0)
            with_others = [*(seen for _, _, seen, _ in view.done), _columns(now)]
            alone = _again(tck, member.client.session.get_status_table(0), view)
            made = tuple(number for *_, outcome in view.done for number in outcome.entries)
            shown: Outcome[object] = Outcome(name, (*made, *now.entries), None, None)
            items.append((name, with_others == alone, {"with others": with_others, "alone": alone}, shown))
    nothing = "there were no two status tables at once"
    tck.check_each("table-undisturbed", items, expected="what the table reads when it is alone", nothing=nothing)


def _again(tck: Scenario, table: Table, view: View) -> list[object]:
    outcomes = [tck.call(action, table) for _, action, _, _ in view.done]
    seen = [outcome.text if outcome.refused else outcome.value for outcome in outcomes]
    return [*seen, _columns(tck.call(table.query_columns, 0))]


def _columns(told: Outcome[Sequence[int]]) -> object:
    return told.text if told.refused else [int(tag) for tag in told.value]


#: What holds whatever clients do → how one case is judged.
JUDGES: dict[str, Callable[[Scenario, Clients], None]] = {
    "no message is lost": _nothing_lost,
    "no message is doubled": _nothing_doubled,
    "messages leave in the order in which they were submitted": _order_kept,
    "no flush moves messages of a transport that it is not for": _others_untouched,
    "no flush moves messages of a direction that it is not for": _other_direction_untouched,
    "every message is transferred that a flush was for": _due_transferred,
    "every message is transferred that a procedure was for": _walked_transferred,
    "success is answered only if every message was transferred": _honest,
    "the spooler shows no user interface": _spooler_silent,
    "no LAN transport shows a user interface": _lan_silent,
    "nothing stays alive": _nothing_alive,
    "what is still held goes on working": _goes_on,
    "what the other holds goes on working": _goes_on,
    "each status table reads as if it were alone": _tables_alone,
    "each client's status table reads as if it were alone": _tables_alone,
}


@pytest.fixture
def search(tck: Scenario) -> Search:
    """The search of a scenario that is about every case."""
    assert isinstance(tck, LawScenario)
    return Search(tck)


@when("cases are tried in which {space}", space=OneOf(*SPACES))
def anything(search: Search, space: str) -> None:
    """Scenarios are made up, run, and judged by the line that follows; the smallest that fails is kept."""
    search.run(space)


@then("in every case {law}", law=OneOf(*dict.fromkeys([*JUDGES, *LAWS])))
def in_every_case(tck: Scenario, search: Search, law: str) -> None:  # noqa: ARG001
    """What holds, found by a search in every case that it tried."""
    search.judge()


@then("in this case {law}", law=OneOf(*dict.fromkeys([*JUDGES, *LAWS])))
def in_this_case(tck: Scenario, clients: Clients, law: str) -> None:
    """What holds in the case that the lines before have made."""
    JUDGES[law](tck, clients)
