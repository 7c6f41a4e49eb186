"""Refusals and early returns in the laws about flushes: what no page permits is found, and what a page permits is not."""

from pathlib import Path
from typing import Any

import pytest
from kit import ADAPTERS, REFERENCE, Run, run

from mapi_tck import steps  # noqa: F401 - declares the phrases
from mapi_tck.adapters.reference import ReferenceAdapter
from mapi_tck.claims.declaration import Parameters
from mapi_tck.ports import Adapter
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.search.corpus import corpus_cases, row_cases
from mapi_tck.search.dimensions import load_dimensions
from mapi_tck.search.examples import Example, read
from mapi_tck.search.laws import LAWS
from mapi_tck.search.plan import Surroundings
from mapi_tck.search.searching import perform
from mapi_tck.settings.adapter_forms import resolve
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.verdicts import Verdict

FLUSHED = LAWS["every flush transfers what it is for, once and in order, and nothing else"]
RETURNED = LAWS["every synchronous flush has transferred what it is for when it returns"]
HONEST = LAWS["success is answered only if every message was transferred"]
DUE = LAWS["every message is transferred that a flush was for"]
TABLE = load_dimensions()
COMMON = (
    "combinations.feature::for_any_three_values_that_come_together_a_flush_transfers_what_it_is_for_and_nothing_else"
)


def tried(adapter: Adapter, example: Example, requirement: str = "FQ26") -> Scenario:
    """The scenario of the case, after it has been run."""
    tck = Scenario("refusals", load_catalogue().requirements[requirement], adapter, Parameters())
    perform(tck, example)
    return tck


def named(form: str) -> Adapter:
    """The adapter with this form."""
    created: Any = resolve(form, Parameters()).create()
    return created  # type: ignore[no-any-return] # an adapter of the role subsystem


def of(done: Run) -> Any:
    """What the record holds of the law about each three values."""
    return next(result for result in done.results("FQ26") if "search" in result)


REFUSING = (
    "modem-target-refused",
    "more-than-200-messages-refused",
    "empty-target-not-found",
    "failed-target-is-refused-for-ever",
)


@pytest.mark.parametrize("specimen", REFUSING)
def test_a_refusal_without_reason_breaks_the_law(specimen: str) -> None:
    """A row ends with a flush that was refused although all far ends are well."""
    adapter = named(f"wrong:{specimen}")
    endings = (tried(adapter, example).ending for example in row_cases(FLUSHED, Surroundings()))

    assert any(verdict is Verdict.FAIL and cause == "flush-accepted" for verdict, cause, _ in endings)


PERMITTED = (
    "busy-at-first",
    "busy-to-asynchronous-requests",
    "codes-of-its-own",
    "second-flush-is-refused",
    "pauses-after-a-failure",
    "tries-again-only-later",
    "asynchronous-transports-want-force",
    "no-direction-is-refused",
    "modem-needs-its-user",
    "critical-error-ends-a-transport",
)


@pytest.mark.parametrize("specimen", PERMITTED)
def test_a_refusal_that_a_page_permits_breaks_no_law(specimen: str) -> None:
    """In every seventh row all can be judged, and all holds."""
    adapter = named(f"unusual:{specimen}")
    endings = {tried(adapter, example).ending for example in list(row_cases(FLUSHED, Surroundings()))[::7]}

    assert {verdict for verdict, *_ in endings} == {Verdict.PASS}


def test_a_refused_flush_leaves_the_other_laws_undecided() -> None:
    """That nothing was flushed says nothing about what a flush transfers."""
    lines = [
        "Given a profile with the transports",
        "| transport | kind | FlushQueues   |",
        "| Office    | LAN  | not supported |",
        "Given messages that wait",
        "| transport | outgoing | incoming |",
        "| Office    | 1        | 1        |",
        "When client 1 logs on",
        "When client 1 flushes the outgoing and incoming queues through the spooler for Office with FLUSH_FORCE",
        f"Then {DUE.last.text}",
    ]
    verdict, cause, reason = tried(named("wrong:force-refused"), read(lines), "A6e").ending

    assert (verdict, cause) == (Verdict.INCONCLUSIVE, "blocked")
    assert "flush_queues" in reason and "MAPI_E_UNKNOWN_FLAGS" in reason


@pytest.mark.parametrize("name", ["one_second", "five_seconds", "thirty_seconds"])
def test_a_wait_that_is_cut_off_is_seen(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rows at slow far ends last longer than this, in simulated time; and the reference waits."""
    monkeypatch.syspath_prepend(str(ADAPTERS))
    adapter = named(f"impatient:{name}")
    broken = [example for example in row_cases(RETURNED, Surroundings()) if not _holds(adapter, example)]

    assert broken
    assert all(_holds(ReferenceAdapter(), example) for example in broken)


def _holds(adapter: Adapter, example: Example) -> bool:
    return tried(adapter, example, "FQ1").ending[0] is not Verdict.FAIL


def test_what_a_mail_system_has_taken_over_is_no_early_return() -> None:
    """What has left its queue when a flush returns arrives in the end (ruling D-61)."""
    adapter = named("unusual:mail-system-takes-over")

    assert all(_holds(adapter, example) for example in list(row_cases(RETURNED, Surroundings()))[::7])


def test_an_early_return_is_found_for_a_target_alone() -> None:
    """Rows have targets, with and without FLUSH_NO_UI."""
    adapter = named("wrong:target-flush-returns-early")
    rows = row_cases(RETURNED, Surroundings())
    broken = [row for example, row in rows.items() if not _holds(adapter, example)]

    assert {row["way"] for row in broken} == {"for Office"}
    assert {row["FLUSH_NO_UI"] for row in broken} == {"yes", "no"}


def test_a_warning_does_not_claim_success() -> None:
    """MAPI_W_PARTIAL_COMPLETION says that something is left, so it needs no failing code."""
    adapter = named("unusual:partial-completion-is-a-warning")
    endings = [tried(adapter, example, "FQ5").ending[0] for example in corpus_cases(HONEST, Surroundings())]

    assert Verdict.PASS in endings
    assert Verdict.WARNING not in endings


def test_rows_that_cannot_be_opened_leave_the_law_undecided(tmp_path: Path) -> None:
    """The reports say how many triples were tried and not judged, and which call was refused."""
    done = run(
        "impatient:few_open", *REFERENCE, "--only", COMMON, "--format", "markdown", out=tmp_path / "out", cwd=ADAPTERS
    )
    result = of(done)
    values = result["search"]["values"]

    assert result["verdict"] == "inconclusive"
    assert "open_entry → MAPI_E_NOT_FOUND" in result["reason"]
    assert values["met"] + values["unjudged"] == values["possible"]
    said = f"{values['unjudged']} more were tried, but could not be judged; the usual reason: {values['because']}"
    assert said in (tmp_path / "out" / "summary.md").read_text("utf-8").replace("\\", "")
    assert "open_entry" in values["because"]


def test_in_real_time_no_row_is_long(tmp_path: Path) -> None:
    """An adapter in real time does not wait for hundreds of slow messages."""
    done = run("isolated:reference", *REFERENCE, "--only", COMMON, "--examples", "60", out=tmp_path / "out")
    rows = row_cases(FLUSHED, Surroundings())
    short = [example for example, row in rows.items() if not TABLE.is_long(row)]

    assert [read(case["lines"]) for case in of(done)["search"]["examples"]] == short[:60]
