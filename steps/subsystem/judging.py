"""How the lines of role client judge: item by item, over all walks of a scenario."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace

from mapi_tck.errors import NothingToJudge
from mapi_tck.scenario import Outcome, Scenario
from mapi_tck.wire.codecs import Json

from .history import History


@dataclass(frozen=True, slots=True)
class Item:
    """One thing that is judged: its name, what was observed, and the call that shows it. `cause` is "" if it is as it must be.

    `arranged` has the lines of the walk in which it was observed, if the kit has made that up, and `before` says how many other
    walks came before it.
    """

    name: str
    observed: Json
    shown: Outcome[object]
    cause: str = ""
    arranged: str = ""
    before: int = 0


def judge(
    tck: Scenario, id: str, items: Sequence[Item], *, expected: Json, nothing: str, needless: bool = False
) -> None:
    """Judge every item. If there is none, the line is undecided for the reason `nothing`.

    If it is `needless` that the client does what would be judged, the requirement is not tested then.
    """
    if not items and needless:
        raise NothingToJudge(nothing)
    rows = [(item.name, not item.cause, item.observed, item.shown) for item in items]
    cause = next((item.cause for item in items if item.cause), "")
    if cause:
        wrong = [item for item in items if item.cause]
        observed: dict[str, Json] = {item.name: item.observed for item in wrong[:_SHOWN]}
        if wrong[0].arranged:
            observed["in this walk"] = wrong[0].arranged
            observed["walks before it, from which the client may keep something"] = wrong[0].before
        if len(wrong) > _SHOWN:
            observed["wrong, too"] = ", ".join(item.name for item in wrong[_SHOWN:_NAMED])
        tck.check(id, False, expected=expected, observed=observed, on=[item.shown for item in wrong], cause=cause)
    else:
        tck.check_each(id, rows, expected=expected, nothing=nothing)


#: How many wrong items a check shows, and how many it names. A choice: three objects can leak in one walk.
_SHOWN = 3
_NAMED = 20


def of_runs(runs: Iterable[History], items: Callable[[History], Iterable[Item]]) -> list[Item]:
    """The items of all walks. An item says what was arranged for its walk alone."""
    found: list[Item] = []
    for run in runs:
        where = f" ({run.circumstances})" if run.circumstances else ""
        arranged = run.made_up.words if run.made_up else ""
        found += [
            replace(item, name=f"{item.name}{where}", arranged=arranged, before=run.before) for item in items(run)
        ]
    return found
