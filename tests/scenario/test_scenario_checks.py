"""One scenario under way: what its checks rest on, what blocks it, and which verdict follows."""

from collections.abc import Callable

import pytest

from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.status_table import StatusTable
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import Blocked, KitSupplied, Undecided
from mapi_tck.mapi import MapiError, PropertyTag, ResultCode
from mapi_tck.ports import Evidence
from mapi_tck.scenario import vocabulary as gherkin
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.suite.catalogue import Requirement
from mapi_tck.verdicts import Strength
from mapi_tck.wire.codecs import Json

LINES = [(3, "Given", "a client"), (4, "When", "it asks"), (5, "Then", "it is answered"), (6, "And", "it is thanked")]


def scenario(strength: Strength = Strength.MUST, adapter: ReferenceAdapter | None = None, seed: int = 0) -> Scenario:
    """A scenario of four lines, begun."""
    requirement = Requirement("A1a", "A1", "It answers.", "subsystem", strength, "a page", Evidence.CALLS)
    tck = Scenario("a.feature::it_answers", requirement, adapter or ReferenceAdapter(), Parameters(), seed)
    tck.plan_lines(LINES)
    tck.begin()
    return tck


def run(tck: Scenario, *steps: tuple[int, Callable[[], object]]) -> Json:
    """Run these lines as the plugin does, and answer the result."""
    for number, step in steps:
        tck.begin_line(number)
        try:
            step()
        except (Undecided, MapiError) as error:
            tck.undecided(error)
            break
        except Exception as error:
            tck.broke(error)
            break
        tck.end_line()
    else:
        for line in [line for line in tck.lines if line.outcome == "not run"]:
            tck.begin_line(line.number)
            tck.end_line()
    tck.close()
    return tck.result()


def outcomes(result: Json) -> list[str]:
    """What became of each line."""
    return [line["outcome"] for line in result["lines"]]


def test_nothing_passes_that_was_not_run_to_its_end() -> None:
    """A check that holds is no pass while a line of the scenario has not run."""
    tck = scenario()
    tck.begin_line(5)
    tck.check("x", True, expected=1, observed=1, on=[tck.call(tck.adapter.logon, "", 0)])
    tck.end_line()

    assert tck.result()["verdict"] == "error"


def test_a_check_that_holds_passes() -> None:
    """A check that cites an answer of the implementation, and holds, is a pass."""
    tck = scenario()
    logged_on = tck.call(tck.adapter.logon, "", 0)
    result = run(tck, (5, lambda: tck.check("x", True, expected=1, observed=1, on=[logged_on])))

    assert (result["verdict"], result["cause"], result["blame"]) == ("pass", "", None)
    assert result["checks"][0]["line"] == 5
    assert [result["trace"][number - 1]["method"] for number in result["checks"][0]["entries"]] == ["logon"]


def test_a_check_that_cites_nothing_is_the_kits_error() -> None:
    """No check on the kit's own data, and no empty pass."""
    tck = scenario()
    result = run(tck, (5, lambda: tck.check("x", True, expected=1, observed=1, on=[])))

    assert (result["verdict"], result["blame"], result["checks"]) == ("error", "kit", [])
    assert "has no answer of the implementation as evidence" in result["reason"]


def test_a_check_on_the_kits_own_call_is_the_kits_error() -> None:
    """A pause of the kit's clock is no evidence either."""
    tck = scenario()
    paused = tck.call(tck.recorder.clock.start, 1.0)
    result = run(tck, (5, lambda: tck.check("x", True, expected=1, observed=1, on=[paused])))

    assert (result["verdict"], result["blame"]) == ("error", "kit")


def test_a_scenario_without_checks_is_the_kits_error() -> None:
    """Lines that all run and judge nothing are a mistake of the kit."""
    result = run(scenario(), (5, lambda: None))

    assert (result["verdict"], result["blame"], result["reason"]) == ("error", "kit", "the scenario judged nothing")


def test_a_quantified_check_over_nothing_is_inconclusive() -> None:
    """Every one of no rows has every property: that says nothing."""
    tck = scenario()
    result = run(tck, (5, lambda: tck.check_each("x", [], expected=1, nothing="there is no row")))

    assert (result["verdict"], result["reason"], result["checks"]) == ("inconclusive", "there is no row", [])


def test_a_quantified_check_shows_the_items_that_are_wrong() -> None:
    """Of many items only the wrong ones are shown, with the calls that showed them."""
    tck = scenario()
    calls = [tck.call(tck.adapter.logon, "", 0) for _ in range(3)]
    items = [(name, name != "second", name, on) for name, on in zip(["first", "second", "third"], calls, strict=True)]
    result = run(tck, (5, lambda: tck.check_each("x", items, expected="…", nothing="")))

    assert result["verdict"] == "fail"
    assert result["checks"][0]["observed"] == {"second": "second"}
    assert result["checks"][0]["entries"] == list(calls[1].entries)


@pytest.mark.parametrize(("strength", "verdict"), [("MUST", "fail"), ("SHOULD", "warning"), ("MAY", "pass")])
def test_a_check_that_does_not_hold(strength: str, verdict: str) -> None:
    """What it means depends on how binding the requirement is; the cause is the check's."""
    tck = scenario(Strength(strength))
    on = [tck.call(tck.adapter.logon, "", 0)]
    result = run(tck, (5, lambda: tck.check("x", False, expected=1, observed=2, on=on, cause="why")))

    assert result["verdict"] == verdict
    assert result["cause"] == ("" if strength == "MAY" else "why")


def test_a_refused_call_on_the_way_blocks() -> None:
    """It is named with its code and line, and is no failure of a requirement that it is not about."""
    tck = scenario()
    result = run(tck, (3, lambda: None), (4, lambda: tck.adapter.logon("no such profile", 0)), (5, lambda: None))

    assert (result["verdict"], result["cause"]) == ("inconclusive", "blocked")
    assert result["reason"] == "Could not continue at line 4: adapter.logon → MAPI_E_LOGON_FAILED (0x80040111)"
    assert outcomes(result) == ["passed", "inconclusive", "not run", "not run"]


def test_an_outcome_that_is_needed_blocks() -> None:
    """A scenario that needs the value of a refused call is blocked too."""
    tck = scenario()
    refused = tck.call(tck.adapter.logon, "no such profile", 0)
    result = run(tck, (4, lambda: refused.value))

    assert refused.refused
    assert refused.code == ResultCode.MAPI_E_LOGON_FAILED
    assert result["reason"] == "Could not continue at line 4: adapter.logon → MAPI_E_LOGON_FAILED (0x80040111)"


def test_what_the_kit_supplies_is_not_tested() -> None:
    """Nothing is said about a function that the kit itself puts together."""

    def supplied() -> None:
        raise KitSupplied("the kit builds it")

    result = run(scenario(), (4, supplied))

    assert (result["verdict"], result["cause"], result["reason"]) == ("not tested", "kit-supplied", "the kit builds it")


class _Raising(StatusTable):
    def query_columns(self, flags: int) -> tuple[int, ...]:
        raise OSError("gone")


def test_an_adapter_that_breaks_is_an_error() -> None:
    """Any exception of an adapter except a MapiError is an error that names the call, and not a failure."""
    tck = scenario(adapter=ReferenceAdapter(Parts(status_table=_Raising)))
    table = tck.adapter.logon("", 0).get_status_table(0)
    result = run(tck, (4, lambda: table.query_columns(0)))

    assert (result["verdict"], result["cause"], result["blame"]) == ("error", "raised", "adapter")
    assert result["reason"] == "table-1.query_columns(flags=0): raised: OSError: gone"
    assert outcomes(result)[1] == "error"


def test_a_mistake_in_a_step_is_the_kits_error() -> None:
    """An exception of the kit's own is never taken for the implementation's."""
    nothing: dict[str, int] = {}
    result = run(scenario(), (4, lambda: nothing["missing"]))

    assert (result["verdict"], result["blame"], result["reason"]) == ("error", "kit", "KeyError: 'missing'")


def test_every_judging_line_runs(monkeypatch: pytest.MonkeyPatch) -> None:
    """A judging line that could not decide does not keep the next from judging; a violation outweighs what stayed open."""
    declared: list[Callable[..., None]] = []
    monkeypatch.setattr(gherkin, "_declare", lambda kind, texts, function, run, constants: declared.append(run))
    tck = scenario()
    on = [tck.call(tck.adapter.logon, "", 0)]

    @gherkin.then("it is answered")
    def answered(tck: Scenario) -> None:
        """Cannot decide."""
        raise Blocked("a call was refused")

    @gherkin.then("it is thanked")
    def thanked(tck: Scenario) -> None:
        """Does not hold."""
        tck.check("thanks", False, expected=1, observed=2, on=on)

    first, second = declared
    result = run(tck, (5, lambda: first(tck=tck)), (6, lambda: second(tck=tck)))

    assert outcomes(result)[2:] == ["inconclusive", "failed"]
    assert result["lines"][2]["reason"] == "Could not continue at line 5: a call was refused"
    assert (result["verdict"], result["cause"]) == ("fail", "thanks")


def test_a_judging_line_needs_the_scenario() -> None:
    """A Then line whose function does not take the scenario could not judge, and is refused when it is declared."""
    with pytest.raises(TypeError, match="cannot judge without the scenario"):
        gherkin.then("it is well")(lambda: None)


def test_messages_are_made_from_seed_and_scenario() -> None:
    """The same scenario makes up the same things, which is what a replay rests on; another seed makes up others."""
    first, again, other = scenario(), scenario(), scenario(seed=1)

    assert (first.tag, first.random.random()) == (again.tag, again.random.random())
    assert first.tag != other.tag


def test_what_is_still_held_is_given_back() -> None:
    """At its end a scenario releases everything, the latest first, and that is recorded under no line."""
    tck = scenario()
    session = tck.adapter.logon("", 0)
    table = session.get_status_table(0)
    table.set_columns([PropertyTag.PR_ENTRYID], 0)
    table.query_rows(9, 0)
    tck.adapter.logon("", 0).release()
    result = run(tck, (5, lambda: None))
    released = [(entry["object"], entry["method"]) for entry in result["trace"] if entry["line"] == 0][-4:]

    assert released == [
        ("row_set-1", "release"),
        ("table-1", "release"),
        ("session-1", "logoff"),
        ("session-1", "release"),
    ]
