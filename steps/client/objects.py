"""Lines about the objects that clients hold."""

from mapi_tck.errors import Undecided
from mapi_tck.scenario import Scenario, given, then

from .client import Client


@given("the objects that are alive have been counted")
def counted(tck: Scenario, client: Client) -> None:
    """Count the objects before anything is opened."""
    client.alive = tck.call(tck.bed.live_objects)


@then("no more objects are alive than before")
def no_more_alive(tck: Scenario, client: Client) -> None:
    """Of each kind of object, no more are alive than before anything was opened."""
    client.need_success()
    before = client.alive
    assert before is not None
    now = tck.call(tck.bed.live_objects)
    held = client.held
    if held is None or sum(held.value.values()) <= sum(before.value.values()):
        raise Undecided("the test bed counted none of the objects that the procedure held")
    if client.unseen is not None:
        # What happens decides, as in ruling D-11: the other objects are judged, and nothing is claimed of the row set.
        tck.trait("row-set-release-not-visible", "the release of the row set is not visible here", [client.unseen])
    more = {kind: number for kind, number in now.value.items() if number > before.value.get(kind, 0)}
    tck.check(
        "nothing-left-alive", not more, expected=dict(before.value), observed=dict(now.value), on=[before, held, now]
    )
