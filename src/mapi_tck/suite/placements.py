"""The places that a hosted transport provider takes in a profile.

In the role `transport` the kit judges a provider twice. It plays the spooler itself, call by call (series XP). And it lets
its own subsystem host the provider in the profiles of the procedures' scenarios: each of these is run once for every
`Placement` for which the profile has room, under an id of its own.
"""

from enum import StrEnum
from typing import Final

from mapi_tck.ports import Transport, TransportKind
from mapi_tck.suite.tables import Table, rows_of, word_in


class Placement(StrEnum):
    """Where in a profile the provider under test stands. The kit's own transports take the other places."""

    ALONE = "alone"
    FIRST = "first"
    LAST = "last"
    BETWEEN = "between"

    def places(self, number: int) -> tuple[int, ...]:
        """The places that it takes in a profile of so many transports; none where another placement means the same."""
        taken = {
            Placement.ALONE: range(number),
            Placement.FIRST: range(1 if number > 1 else 0),
            Placement.LAST: range(number - 1, number) if number > 1 else range(0),
            Placement.BETWEEN: range(number // 2, number // 2 + 1) if number > 2 else range(0),
        }
        return tuple(taken[self])


#: The tag of features whose scenarios are judged with a hosted provider too.
HOSTED: Final = "hosted"

#: The profile of a scenario that names none: one transport that supports FlushQueues, and one that does not.
ANY_PROFILE: Final = (Transport("Direct"), Transport("Relayed", supports_flush=False))

#: Stands for the profiles that a search makes up, when the kit asks which places a hosted provider can take.
SEARCHED_PROFILE: Final = (Transport("Office"), Transport("Branch"), Transport("Travel"))


def transports_of(table: Table) -> tuple[Transport, ...]:
    """The transports of a table in a feature file, in its order. Raises `WrongTable` if the table cannot be read."""
    return tuple(
        Transport(
            row["transport"],
            TransportKind(word_in(row, "kind", list(TransportKind))),
            word_in(row, "FlushQueues", ("supported", "not supported")) == "supported",
            row.get("asynchronous") == "yes",
        )
        for row in rows_of(table, "transport", "kind", "FlushQueues")
    )
