"""Lines about laws: what holds in every case, as a search tries to break it, and what holds in one case."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Annotated

import pytest

from mapi_tck.errors import Blocked
from mapi_tck.mapi import Bookmark, prop_id
from mapi_tck.ports import SPOOLER, Direction, Table, Transfer, TransportKind
from mapi_tck.scenario import Outcome, Scenario, then, when
from mapi_tck.search.law_scenario import LawScenario
from mapi_tck.search.laws import LAWS, SPACES, Law
from mapi_tck.search.searching import Search
from mapi_tck.wire.codecs import Json

from ..client.excuses import set_right
from ..client.mail import Fate, look_until
from ..client.objects import no_more_alive
from ..client.order import keeps_own_order
from ..client.rows import rest_of
from .clients import Clients
from .members import View


@pytest.fixture
def search(tck: Scenario) -> Search:
    """The search of a scenario that is about every case."""
    assert isinstance(tck, LawScenario)
    return Search(tck)


@when("cases are tried in which {space}")
def tries(search: Search, space: Annotated[tuple[Law, ...], SPACES]) -> None:
    """Scenarios are made up, run, and judged by the line that follows; the smallest that fails is kept."""
    search.run(space)


@then("in every case {law}")
def in_every_case(tck: LawScenario, search: Search, law: Annotated[Law, LAWS]) -> None:
    """The law held in every case that the search has tried; `in this case` lines judge one case."""
    tck.search = search.result()
    search.judge(law)


# -- messages ---------------------------------------------------------------------------------------------------------


def _settle(tck: Scenario, clients: Clients) -> None:
    """Wait for late messages, in a scenario with messages."""
    tck.judge_only_if(any(clients.mail.put_in.values()), "no message was put into any queue")
    clients.settle_late()


def _set_right(clients: Clients) -> bool:
    """Set the far ends right that are in trouble, and have all who are logged on flush once more (`set_right`)."""
    return set_right(clients.first, clients.mail, *(member.client for member in clients.members.values()))


@then("in this case no message is {fate}")
def no_message_is(tck: Scenario, clients: Clients, fate: Fate) -> None:
    """Each message is in the journal or still waits (it is not `lost`), and only once (it is not `doubled`)."""
    _settle(tck, clients)
    # A message that a mail system has taken over arrives in the end (ruling D-61).
    found, looks = look_until(tck, lambda: clients.mail.found(fate), lambda seen: fate == "doubled" or not seen[0])
    if found and fate == "lost" and _set_right(clients):
        found, looks = look_until(tck, lambda: clients.mail.found(fate), lambda seen: not seen[0])
    tck.check(f"nothing-{fate}", not found, expected={fate: []}, observed={fate: found}, on=looks)


@then("in this case messages leave in the order in which they were submitted")
def order_kept(tck: Scenario, clients: Clients) -> None:
    """Each transport sent its messages in this order, but for those that may have been submitted in trouble (ruling D-108)."""
    clients.settle_late()
    items = _orders(clients, clients.mail.transfers())
    nothing = "no queue had two messages sent that could have an order"
    if not items and clients.mail.receives_only:
        clients.mail.need_mail(False, nothing)
    tck.check_each("order-kept", items, expected="the order in which they were submitted", nothing=nothing)


def _orders(clients: Clients, journal: Outcome[Sequence[Transfer]]) -> list[tuple[str, bool, object, Outcome[object]]]:
    """In which order each transport sent its messages, and whether they were submitted in this order."""
    place = {token: number for tokens in clients.mail.put_in.values() for number, token in enumerate(tokens)}
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for name in clients.model.transports:
        if name in clients.model.hastened:
            continue
        went = [t.token for t in journal.value if t.transport == name and t.direction is Direction.OUTGOING]
        # What was submitted in trouble may be put aside, and so be overtaken.
        order = [token for token in dict.fromkeys(went) if token in place and token not in clients.model.tried]
        kept = order == sorted(order, key=lambda token: place[token])
        # A transport that is not the test bed's own may have changed it (ruling D-52).
        if len(order) > 1 and (kept or not keeps_own_order(clients.tck)):
            items.append((name, kept, order, journal))
    return items


@then("in this case no flush moves messages of a transport that it is not for", other_direction=False)
@then("in this case no flush moves messages of a direction that it is not for", other_direction=True)
def untouched(tck: Scenario, clients: Clients, other_direction: bool) -> None:
    """No message has left a queue that no flush was for."""
    _settle(tck, clients)
    journal, queues = clients.mail.look()
    moved, model = [transfer.token for transfer in journal.value], clients.model
    tck.judge_only_if(model.reached, "nothing was flushed")
    unasked = model.unasked(moved, other_direction=other_direction)
    letter = other_direction and bool(unasked) and not any(token in model.meant for token in moved)
    tck.check(
        "queue-untouched",
        not unasked,
        expected={"transferred": []},
        observed={"transferred": unasked},
        on=[journal, *queues],
        cause="topic-letter-direction" if letter else "",
    )


def _later(tck: Scenario, clients: Clients, wanted: set[str], missing: list[str]) -> dict[str, Json]:
    """If the missing messages come long after the settle limit: a sentence that says so."""
    if not missing:
        return {}
    late = tck.comes_late(lambda: wanted <= {t.token for t in clients.mail.transfers().value if not t.returned})
    return {"later": late} if late else {}


def need_accepted(clients: Clients) -> None:
    """Go on only if no flush was refused that a page does not let an implementation refuse: nothing was flushed then."""
    for refusal in clients.refusals:
        raise Blocked(f"{refusal.call} → {refusal.text}")


@then("in this case every message is transferred that a flush was for", walked=False)
@then("in this case every message is transferred that a procedure was for", walked=True)
def due_transferred(tck: Scenario, clients: Clients, walked: bool) -> None:
    """Each message is transferred that waited then; after a procedure, even if its transport has no row."""
    need_accepted(clients)
    # A client that visits every row flushes every transport: a transport without a row is left out by the implementation.
    wanted = clients.model.due | (clients.passed_by if walked else set())
    tck.judge_only_if(wanted, "no flush was due to transfer anything")
    clients.wait_for(wanted)
    journal = clients.mail.transfers()
    missing = sorted(wanted - {transfer.token for transfer in journal.value if not transfer.returned})
    missing = clients.not_excused(missing)
    moved = {transfer.token for transfer in journal.value}
    other_way = bool(missing) and bool(moved) and not moved & clients.model.meant
    tck.check(
        "messages-transferred",
        not missing,
        expected={"transferred": sorted(wanted)},
        observed={"not transferred": missing, **_later(tck, clients, wanted, missing)},
        on=[journal],
        cause="topic-letter-direction" if other_way else "",
    )


@then("in this case every flush transfers what it is for, once and in order, and nothing else")
def flushed_alone(tck: Scenario, clients: Clients) -> None:
    """All that flushes promise, as the model expects it: that they are accepted, which messages must move, which may, how often,
    in which order.
    """
    tck.judge_only_if(clients.flushed, "nothing was flushed")
    model = clients.model
    if clients.refusals:
        refused = [f"{refusal.call} → {refusal.text}" for refusal in clients.refusals]
        tck.check("flush-accepted", False, expected={"refused": []}, observed={"refused": refused}, on=clients.refusals)
    if model.due:
        # A slow far end takes its time for each message.
        clients.wait_for(model.due, tck.parameters.settle_limit + tck.parameters.slow_seconds * len(model.due))
    clients.settle_late()
    journal, queues = clients.mail.look()
    looks = [journal, *queues]
    put_in = [token for tokens in clients.mail.put_in.values() for token in tokens]
    moved = [transfer.token for transfer in journal.value]
    seen = Counter(moved)
    seen.update(token for queue in queues for token in queue.value)

    unasked = [token for other in (False, True) for token in model.unasked(moved, other_direction=other)]
    unasked += sorted(set(moved) - set(put_in))
    # Everything that moved is of the transports that were flushed, and of the other direction.
    letter = bool(moved) and model.passed.issuperset(moved) and not model.meant.intersection(moved)
    other_way = "topic-letter-direction" if letter else ""
    missing = sorted(model.due - {transfer.token for transfer in journal.value if not transfer.returned})
    missing = clients.not_excused(missing)
    lost = [token for token in put_in if not seen[token]]
    if lost:
        # A mail system or a transport that has taken them over sends them now (ruling D-61).
        _set_right(clients)
        after, _ = look_until(tck, lambda: clients.mail.found("lost"), lambda found: not found[0])
        lost = [token for token in lost if token in after]
    doubled = clients.mail.doubled(seen, journal.value)
    for id, expected, wrong, cause in (
        ("queue-untouched", "transferred without a flush for it", unasked, other_way),
        ("messages-transferred", "not transferred", missing, other_way),
        ("nothing-lost", "lost", lost, ""),
        ("nothing-doubled", "doubled", doubled, ""),
    ):
        later = _later(tck, clients, model.due, wrong) if wrong is missing else {}
        observed: dict[str, Json] = {expected: wrong, **later}
        tck.check(id, not wrong, expected={expected: []}, observed=observed, on=looks, cause=cause)
    if items := _orders(clients, journal):
        tck.check_each("order-kept", items, expected="the order in which they were submitted", nothing="")


@then("in this case every synchronous flush has transferred what it is for when it returns")
def done_at_return(tck: Scenario, clients: Clients) -> None:
    """No message of a synchronous flush of the spooler's still waited just after it answered S_OK; each arrives in the end."""
    tck.judge_only_if(clients.returns, "no synchronous flush of the spooler's succeeded while messages waited")
    handed_on = {token for seen in clients.returns for token in seen.handed_on}
    if handed_on:
        clients.wait_for(handed_on, tck.parameters.settle_limit + tck.parameters.slow_seconds * len(handed_on))
    late = handed_on - {transfer.token for transfer in clients.mail.transfers().value} if handed_on else handed_on
    for seen in clients.returns:
        missing = clients.not_excused(sorted({*seen.left, *(seen.handed_on & late)}))
        tck.check(
            "messages-transferred",
            not missing,
            expected={"not transferred": []},
            observed={"not transferred": missing},
            on=[seen.answer, *seen.looks],
        )


@then("in this case success is answered only if every message was transferred")
def honest(tck: Scenario, clients: Clients) -> None:
    """A synchronous flush of the spooler that succeeded has left none of the messages in its queue that it was for."""
    claims = [claim for claim in clients.claims if claim.messages]
    tck.judge_only_if(claims, "no flush of the spooler succeeded while messages waited")
    claimed = {token for claim in claims for token in claim.messages}
    clients.wait_for(claimed, clients.tck.parameters.slow_seconds * 4)
    journal, queues = clients.mail.look()
    moved = {transfer.token for transfer in journal.value}
    # What has left its queue is with a mail system, and the flush is done without it (ruling D-61).
    waiting = {token for queue in queues for token in queue.value}
    for claim in claims:
        missing = clients.not_excused([token for token in claim.messages if token not in moved and token in waiting])
        tck.check(
            "honest-success",
            not missing,
            expected="a failing code, because messages were not transferred" if missing else "any code",
            observed={"answer": claim.answer.text, "not transferred": missing},
            on=[claim.answer, journal, *queues],
        )


# -- user interface and objects ---------------------------------------------------------------------------------------


@then("in this case the spooler shows no user interface", lan=False)
@then("in this case no LAN transport shows a user interface", lan=True)
def silent(tck: Scenario, clients: Clients, lan: bool) -> None:
    """No prompt of the spooler, or of a LAN transport that was flushed, appeared."""
    model = clients.model
    tck.judge_only_if(model.reached, "nothing was flushed")
    on_lan = [name for name in model.reached if model.transports[name].kind is TransportKind.LAN]
    owners = on_lan if lan else [SPOOLER]
    tck.judge_only_if(
        lan or not clients.own_asked, "the spooler does not learn the flags that a transport's object got"
    )
    tck.judge_only_if(owners, "no LAN transport was flushed")
    clients.settle_late()
    prompts = tck.call(tck.bed.prompts)
    shown = [f"{prompt.kind} of {prompt.owner}" for prompt in prompts.value if prompt.owner in owners]
    tck.check("no-user-interface", not shown, expected={"shown": []}, observed={"shown": shown}, on=[prompts])


@then("in this case nothing stays alive")
def nothing_alive(tck: Scenario, clients: Clients) -> None:
    """No more objects are alive than before the first client logged on."""
    tck.judge_only_if(clients.first.alive, "the objects that are alive were not counted in the beginning")
    no_more_alive(tck, clients.first)


@then("in this case what is still held goes on working", "in this case what the other holds goes on working")
def goes_on(tck: Scenario, clients: Clients) -> None:
    """A call on each object that clients hold succeeds, as it did before something was released or a session ended.

    A status table reads as many rows, with the same columns, as a new one on which the same columns and restriction are set.
    """
    tck.judge_only_if(clients.endings, "nothing was released, and no session ended")
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for held in clients.held():
        if clients.worked_before(held):
            outcome = tck.call(held.call)
            items.append((f"client {held.who}: {held.name}", not outcome.refused, outcome.text, outcome))
    items += [item for who, number in _views(clients) for item in _emptied(tck, clients, who, number)]
    nothing = "no client held anything any more that had worked before"
    tck.check_each("call-succeeds", items, expected="success", nothing=nothing)


@then(
    "in this case each status table reads as if it were alone",
    "in this case each client's status table reads as if it were alone",
)
def tables_alone(tck: Scenario, clients: Clients) -> None:
    """The calls on each table are made again on a table of its own, and show the same."""
    views = _views(clients)
    items: list[tuple[str, bool, object, Outcome[object]]] = []
    for who, number in views:
        name, member = f"client {who}: status table {number}", clients.members[who]
        view = member.views[number]
        if len(views) > 1 and view.done:
            now = tck.call(view.table.query_columns, 0)
            with_others = [*(seen for _, seen, _ in view.done), _columns(now)]
            alone = _again(tck, member.client.session.get_status_table(0), view)
            made = tuple(number for *_, outcome in view.done for number in outcome.entries)
            shown: Outcome[object] = Outcome(name, (*made, *now.entries), None, None)
            items.append((name, with_others == alone, {"with others": with_others, "alone": alone}, shown))
    nothing = "there were no two status tables at once"
    tck.check_each("table-undisturbed", items, expected="what the table reads when it is alone", nothing=nothing)


def _views(clients: Clients) -> list[tuple[str, int]]:
    """The status tables that clients hold: whose, and by which number."""
    return [(who, number) for who, member in clients.members.items() for number in member.views]


def _emptied(
    tck: Scenario, clients: Clients, who: str, number: int
) -> Iterator[tuple[str, bool, object, Outcome[object]]]:
    """Whether the table reads like a new one from its first row on, unless one of the two is refused."""
    session, view = clients.members[who].client.session, clients.members[who].views[number]
    held = tck.call(_read_over, view.table)
    new = session.get_status_table(0)
    set_up = [tck.call(action, new) for action in view.set_up]
    fresh = tck.call(_read_over, new)
    if not any(outcome.refused for outcome in (held, *set_up, fresh)):
        observed = {"rows and columns": held.value, "of a new table": fresh.value}
        shown = replace(held, entries=(*held.entries, *fresh.entries))
        yield f"client {who}: the rows of status table {number}", held.value == fresh.value, observed, shown


def _read_over(table: Table) -> tuple[int, list[str]]:
    """How many rows the table has, and which columns these have."""
    table.seek_row(Bookmark.BOOKMARK_BEGINNING, 0)
    rows = rest_of(table)
    if rows.free is not None:
        rows.free()
    return len(rows), sorted({str(tuple(prop_id(slot.tag) for slot in row)) for row in rows.rows})


def _again(tck: Scenario, table: Table, view: View) -> list[object]:
    outcomes = [tck.call(action, table) for action, *_ in view.done]
    seen = [outcome.text if outcome.refused else outcome.value for outcome in outcomes]
    return [*seen, _columns(tck.call(table.query_columns, 0))]


def _columns(told: Outcome[Sequence[int]]) -> object:
    return told.text if told.refused else [int(tag) for tag in told.value]
