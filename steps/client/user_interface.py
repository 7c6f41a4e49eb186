"""Lines about the user interface: who has shown what."""

from mapi_tck.mapi import FlushFlag
from mapi_tck.ports import SPOOLER
from mapi_tck.scenario import Scenario, then
from mapi_tck.verdicts import Strength

from .client import Client


@then("{owner} has shown no user interface")
@then("{owner} has shown a user interface or none, and the report says which")
def has_shown_nothing(tck: Scenario, client: Client, owner: str) -> None:
    """No prompt of that owner appeared, but in a flush of a *Given* line that was allowed to show something.

    Where a requirement permits prompts, as a MAY does, one is a trait.
    """
    if any(flush.troubled and (flush.own or flush.flags & FlushFlag.FLUSH_ASYNC_OK) for flush in client.flushes):
        # The request is accepted at once. What fails, fails later.
        tck.let_settle()
    prompts = tck.call(tck.bed.prompts)
    name = SPOOLER if owner == "the spooler" else owner
    shown = [str(prompt.kind) for prompt in prompts.value[client.shown :] if prompt.owner == name]
    permitted = tck.requirement.strength is Strength.MAY
    tck.check(
        "no-user-interface",
        permitted or not shown,
        expected="anything" if permitted else {"shown": []},
        observed={"shown": shown},
        on=[prompts],
    )
    if shown and permitted:
        kinds = " and ".join(sorted(set(shown)))
        tck.trait("prompts-despite-no-ui", f"a transport of this kind shows a {kinds} despite FLUSH_NO_UI", [prompts])
