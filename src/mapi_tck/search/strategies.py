"""The Hypothesis strategies and state machines of the search. They are public: an author of a provider may use them in tests.

Each example is a scenario in the kit's own vocabulary (`mapi_tck.search.examples`). It is made up as a whole before any line is
run. So it does not depend on what an implementation answers, and a test may do anything with it.

    from hypothesis import given
    from mapi_tck.search import strategies

    @given(strategies.profiles())
    def test_install(transports): ...
"""

import sys
from collections.abc import Callable, Sequence
from typing import ClassVar, Final

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, precondition, rule

from mapi_tck.ports import Direction, Transport
from mapi_tck.search import examples
from mapi_tck.search.examples import Example, ExampleLine, when
from mapi_tck.search.plan import NAMES, Surroundings
from mapi_tck.search.templates import COLUMNS

_QUEUES: Final = ("the outgoing and incoming", "the outgoing", "the incoming")
_FLAGS: Final = ("", "", " with FLUSH_ASYNC_OK", " with FLUSH_FORCE")
#: Flushes without direction, or with a target that stands for no transport.
_UNDESCRIBED: Final = (
    "no queues through the spooler",
    "the outgoing and incoming queues through the spooler for nobody",
)
#: How far ends behave if every message is taken in the end.
_WELL: Final = ("is up again", "is slow")
_BEHAVIOURS: Final = (
    *("is up again", "is down", "is down after 1 message", "is down after 2 messages"),
    *("refuses every message", "is slow"),
)


_ANY: Final = Surroundings()


def profiles(surroundings: Surroundings = _ANY) -> st.SearchStrategy[tuple[Transport, ...]]:
    """Profiles of none to four transports, of any kind that the surroundings allow."""
    if surroundings.given_profile is not None:
        return st.just(surroundings.given_profile)
    transport = st.tuples(
        st.sampled_from(surroundings.kinds),
        st.sampled_from(surroundings.support),
        st.sampled_from((*[False] * 5, *surroundings.asynchronous) if False in surroundings.asynchronous else (True,)),
    )
    # Most faults show with one or two transports; none and many are tried too.
    numbers = [number for number in (0, 1, 2, 2, 3, 1, 2, 3, 4) if number >= surroundings.fewest]
    return st.sampled_from(numbers).flatmap(
        lambda number: st.tuples(*[transport] * number).map(
            lambda made: tuple(Transport(name, *traits) for name, traits in zip(NAMES, made, strict=False))
        )
    )


def mail(transports: Sequence[Transport], surroundings: Surroundings = _ANY) -> st.SearchStrategy[list[ExampleLine]]:
    """Up to three messages for either queue of each transport that can be filled."""

    def line(numbers: Sequence[tuple[int, int]]) -> list[ExampleLine]:
        rows = [
            [item.name, str(outgoing), str(incoming)]
            for item, (outgoing, incoming) in zip(transports, numbers, strict=True)
            if outgoing or incoming
        ]
        header = ["transport", "outgoing", "incoming"]
        return [examples.given("messages that wait", [header, *rows])] if rows else []

    number = st.sampled_from((0, 1, 2, 3, 1, 2, 3))

    def numbers(name: str) -> st.SearchStrategy[tuple[int, int]]:
        usable = surroundings.usable(name)
        outgoing, incoming = (number if way in usable else st.just(0) for way in Direction)
        return st.tuples(outgoing, incoming)

    return st.tuples(*(numbers(item.name) for item in transports)).map(line)


# -- clients that do anything -----------------------------------------------------------------------------------------


class ClientMachine(RuleBasedStateMachine):
    """Clients log on and off, with any profile and any mail; each rule adds a line to the scenario.

    `examine` gets the scenario when it is complete. Subclasses add rules for what clients do; `opening` and `closing` add lines.
    """

    surroundings: ClassVar[Surroundings] = Surroundings()
    opening: ClassVar[tuple[ExampleLine, ...]] = ()
    closing: ClassVar[tuple[str, ...]] = ()
    most_clients: ClassVar[int] = 2
    fewest_clients: ClassVar[int] = 1
    leaves: ClassVar[bool] = True
    #: How far ends may behave; no line has to say the first of these.
    behaviours: ClassVar[tuple[str, ...]] = ()
    #: Whether cases need a profile of their own; otherwise any session will do.
    needs_profile: ClassVar[bool] = True

    def __init__(self) -> None:
        super().__init__()
        self.lines: list[ExampleLine] = []
        #: The most lines: short scenarios show faults that long ones hide.
        self.longest = 0
        self.transports: list[str] = []
        self.present: list[int] = []
        self.complete = False

    @staticmethod
    def examine(example: Example) -> None:
        """Take a complete scenario."""

    def say(self, text: str) -> None:
        """Add a line in which a client does something."""
        if len(self.lines) < self.longest:
            self.lines.append(when(text))

    @initialize(data=st.data())
    def begin(self, data: st.DataObject) -> None:
        """Begin with a profile, mail, perhaps a far end that is not well, and the first clients."""
        if self.surroundings.set_up or self.needs_profile:
            transports = data.draw(profiles(self.surroundings))
            self.transports = [transport.name for transport in transports]
            self.lines += [examples.profile_line(transports), *data.draw(mail(transports, self.surroundings))]
        self.lines += self.opening
        other = self.behaviours[1:]
        if self.transports and other and (behaves := data.draw(st.sampled_from(("", "", *other)))):
            self.lines.append(examples.given(f"the far end of {self.transport(data)} {behaves}"))
        self.present = list(range(1, self.fewest_clients + 1))
        self.lines += [when(f"client {number} logs on") for number in self.present]
        self.longest = len(self.lines) + data.draw(st.sampled_from((3, 6, 10, 100)))

    @precondition(lambda self: self.most_clients > 1 and (self.leaves or len(self.present) < self.most_clients))
    @rule(data=st.data())
    def come_or_go(self, data: st.DataObject) -> None:
        """A client logs on, again or for the first time, or a client logs off."""
        absent = [number for number in range(1, self.most_clients + 1) if number not in self.present]
        if absent and (not self.leaves or len(self.present) < 2 or data.draw(st.booleans())):
            self.say(f"client {absent[0]} logs on")
            self.present.append(absent[0])
        else:
            who = self.who(data)
            self.say(f"client {who} logs off")
            self.present.remove(who)

    def who(self, data: st.DataObject) -> int:
        """One of the clients that have logged on."""
        return data.draw(st.sampled_from(sorted(self.present))) if len(self.present) > 1 else self.present[0]

    def transport(self, data: st.DataObject) -> str:
        """One of the profile's transports."""
        return data.draw(st.sampled_from(self.transports)) if len(self.transports) > 1 else self.transports[0]

    def steps_over(self) -> None:
        """Hypothesis has chosen all steps: the scenario is complete."""
        self.lines += map(when, self.closing)
        self.examine(tuple(self.lines))

    def teardown(self) -> None:
        """Complete the scenario, unless an exception has ended it."""
        if sys.exc_info()[0] is None and self.present:
            self.steps_over()


class Walking(ClientMachine):
    """More messages come, and whole procedures are carried out."""

    @precondition(lambda self: self.present)
    @rule(
        data=st.data(),
        procedure=st.sampled_from(("A", "B", "B from last to first")),
        queues=st.sampled_from(_QUEUES),
    )
    def procedure(self, data: st.DataObject, procedure: str, queues: str) -> None:
        """Carry out a whole procedure."""
        self.say(f"client {self.who(data)} carries out procedure {procedure} for {queues} queues")

    @precondition(lambda self: self.transports)
    @rule(data=st.data(), outgoing=st.sampled_from((1, 0, 2)), incoming=st.sampled_from((0, 1, 2)))
    def more_mail(self, data: st.DataObject, outgoing: int, incoming: int) -> None:
        """More messages come to wait."""
        name = self.transport(data)
        usable = self.surroundings.usable(name)
        out, in_ = (n if way in usable else 0 for way, n in zip(Direction, (outgoing, incoming), strict=True))
        self.say(f"more messages of {name} wait: {out} outgoing, {in_} incoming")


class Flushing(Walking):
    """Clients flush in every way, while all far ends are well. At a slow far end, flushes overlap."""

    behaviours: ClassVar[tuple[str, ...]] = _WELL

    @precondition(lambda self: self.present)
    @rule(data=st.data(), queues=st.sampled_from(_QUEUES), flag=st.sampled_from(_FLAGS))
    def flush(self, data: st.DataObject, queues: str, flag: str) -> None:
        """Flush through the spooler."""
        self.say(f"client {self.who(data)} flushes {queues} queues through the spooler{flag}")

    @precondition(lambda self: self.present and self.transports)
    @rule(data=st.data(), queues=st.sampled_from(_QUEUES), flag=st.sampled_from(_FLAGS))
    def flush_target(self, data: st.DataObject, queues: str, flag: str) -> None:
        """Flush one transport through the spooler."""
        where = f"through the spooler for {self.transport(data)}"
        self.say(f"client {self.who(data)} flushes {queues} queues {where}{flag}")

    @precondition(lambda self: self.present and self.transports)
    @rule(data=st.data(), queues=st.sampled_from(_QUEUES), flag=st.sampled_from(_FLAGS))
    def flush_own(self, data: st.DataObject, queues: str, flag: str) -> None:
        """Flush through a transport's own object."""
        where = f"through the object of {self.transport(data)}"
        self.say(f"client {self.who(data)} flushes {queues} queues {where}{flag}")

    @precondition(lambda self: self.present)
    @rule(data=st.data(), queues=st.sampled_from((*_UNDESCRIBED, "")))
    def flush_oddly(self, data: st.DataObject, queues: str) -> None:
        """Flush in a way that no page describes, or wait until everything that was under way is over."""
        over = "everything that was under way is over"
        self.say(f"client {self.who(data)} flushes {queues}" if queues else over)


class Troubling(Flushing):
    """Far ends change too."""

    behaviours: ClassVar[tuple[str, ...]] = _BEHAVIOURS

    @precondition(lambda self: self.transports)
    @rule(data=st.data(), behaves=st.sampled_from(_BEHAVIOURS))
    def far_end(self, data: st.DataObject, behaves: str) -> None:
        """A far end changes."""
        self.say(f"the far end of {self.transport(data)} now {behaves}")


def _limit(data: st.DataObject, who: str, table: str) -> str:
    columns = data.draw(st.lists(st.sampled_from(COLUMNS[:6]), min_size=1, max_size=3, unique=True))
    return f"{who} limits {table} to {', '.join(columns)}"


def _restrict(data: st.DataObject, who: str, table: str) -> str:
    kind = data.draw(st.sampled_from(("MAPI_SPOOLER", "MAPI_TRANSPORT_PROVIDER", "MAPI_SUBSYSTEM", "")))
    return f"{who} restricts {table} to {f'PR_RESOURCE_TYPE = {kind}' if kind else 'every row'}"


def _read(data: st.DataObject, who: str, table: str) -> str:
    return f"{who} reads {data.draw(st.sampled_from(('1 row', '2 rows', 'all rows')))} of {table}"


def _start_over(_data: st.DataObject, who: str, table: str) -> str:
    return f"{who} starts over with {table}"


class Reading(ClientMachine):
    """Clients use several status tables at once."""

    leaves = False
    needs_profile = False
    most_tables: ClassVar[int] = 3

    def __init__(self) -> None:
        super().__init__()
        self.tables: list[tuple[int, int]] = []

    @precondition(lambda self: self.present and len(self.tables) < self.most_tables)
    @rule(data=st.data())
    def get_table(self, data: st.DataObject) -> None:
        """Get another status table."""
        table = (self.who(data), len(self.tables) + 1)
        self.tables.append(table)
        self.say(f"client {table[0]} gets status table {table[1]}")

    def table(self, data: st.DataObject) -> tuple[int, int]:
        """One of the tables, with the client that holds it."""
        return data.draw(st.sampled_from(self.tables))

    @precondition(lambda self: self.tables)
    @rule(data=st.data(), use=st.sampled_from((_limit, _restrict, _read, _start_over)))
    def use_table(self, data: st.DataObject, use: Callable[[st.DataObject, str, str], str]) -> None:
        """Set columns or a restriction, read rows, or go back to the first row."""
        who, number = self.table(data)
        self.say(use(data, f"client {who}", f"status table {number}"))


class HoldingObjects(Reading):
    """Clients get and release objects of all kinds, in any order."""

    @precondition(lambda self: self.present)
    @rule(data=st.data())
    def open(self, data: st.DataObject) -> None:
        """Open a status object."""
        whom = data.draw(st.sampled_from(("the spooler", *self.transports)))
        self.say(f"client {self.who(data)} opens the status object of {whom}")

    @precondition(lambda self: self.present)
    @rule(data=st.data(), which=st.sampled_from(("first", "second", "last")))
    def release(self, data: st.DataObject, which: str) -> None:
        """Release one of the things that a client holds."""
        self.say(f"client {self.who(data)} releases the {which} thing that it holds")


class Anything(Troubling):
    """Clients do everything that the other machines have."""

    @precondition(lambda self: self.present)
    @rule(data=st.data(), table=st.sampled_from((1, 2)), kind=st.sampled_from(("get", "use", "open", "release")))
    def hold(self, data: st.DataObject, table: int, kind: str) -> None:
        """A client gets, uses or releases a status table, a row set or a status object."""
        who = f"client {self.who(data)}"
        match kind:
            case "get":
                self.say(f"{who} gets status table {table}")
            case "use":
                use = data.draw(st.sampled_from((_limit, _restrict, _read, _start_over)))
                self.say(use(data, who, f"status table {table}"))
            case "open":
                whom = data.draw(st.sampled_from(("the spooler", *self.transports)))
                self.say(f"{who} opens the status object of {whom}")
            case _:
                which = data.draw(st.sampled_from(("first", "second", "last")))
                self.say(f"{who} releases the {which} thing that it holds")
