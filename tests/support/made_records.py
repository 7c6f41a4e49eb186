"""Run records made by hand: with one of everything that a report has to show, and with any text in the fields."""

from collections import Counter
from collections.abc import Callable
from typing import Any, cast

from mapi_tck.record.lines import (
    Header,
    RecordedCall,
    RecordedCheck,
    RecordedIdentity,
    RecordedLine,
    RecordedScenario,
    ScenarioEnded,
)
from mapi_tck.record.origin import marked
from mapi_tck.record.run_record import FORM, RunRecord
from mapi_tck.record.words import LineOutcome
from mapi_tck.suite.catalogue import PROCEDURES, STEPS
from mapi_tck.wire.codecs import Json

#: Changes a text of a record, for example into a hostile one.
Mark = Callable[[str], str]


FEATURE = """Feature: {name}

  Rule: Step A6
    Scenario: {first}
      Given a profile with transports
        | transport | kind |
        | {cell} | LAN |
      When procedure A is carried out
      Then every outgoing queue is empty
"""


#: id → step, strength, role, evidence, whether it is judged.
REQUIREMENTS = {
    "I2": ("I", "MUST", "subsystem", "calls", True),
    "A1a": ("A1", "MUST", "subsystem", "calls", True),
    "A1b": ("A1", "MUST", "client", "calls", False),
    "A2a": ("A2", "SHOULD", "subsystem", "calls", True),
    "A6a": ("A6", "MUST", "subsystem", "queues", True),
    "A6b": ("A6", "MUST", "subsystem", "ui", True),
    "A6c": ("A6", "MUST", "subsystem", "queues", True),
    "A6d": ("A6", "MUST", "subsystem", "queues", True),
    "A6e": ("A6", "MUST", "subsystem", "queues", True),
    "A7a": ("A7", "MUST", "subsystem", "objects", True),
    "B5.2a": ("B5.2", "MUST", "subsystem", "calls", True),
    "B5.3a": ("B5.3", "MAY", "subsystem", "calls", True),
    "FQ1": ("B5.3", "MUST", "subsystem", "calls", True),
    "C1": ("C", "SHOULD", "subsystem", "ui", True),
}


#: Further requirements in role transport.
OF_CONVERSATION = {
    "XP1": ("X", "MUST", "transport", "calls", True),
    "XP21": ("X2", "MUST", "transport", "calls", True),
}


#: Requirement → verdict, cause, reason and blame of each of its scenarios.
RESULTS: dict[str, list[tuple[str, str, str, str | None]]] = {
    "I2": [("pass", "", "", None)],
    "A1a": [("pass", "", "", None), ("pass", "", "", None)],
    "A2a": [("warning", "extra-column", "extra-column does not hold", None)],
    "A6a": [("fail", "topic-letter-direction", "empty does not hold", None)] * 8,
    "A6b": [("inconclusive", "not-observable", "not observable: its evidence is ui", None)],
    "A6c": [("fail", "topic-letter-direction", "empty does not hold", None)],
    "A6d": [("fail", "topic-letter-direction", "empty does not hold", None)],
    "A6e": [("fail", "topic-letter-direction", "empty does not hold", None)],
    "A7a": [("error", "died", "status_object-1.release(): died: exit status 139", "adapter or implementation")],
    "B5.2a": [("inconclusive", "blocked", "blocked by session-1.open_entry → MAPI_E_NO_ACCESS at line 8", None)],
    "B5.3a": [("pass", "", "", None)],
    "FQ1": [("not applicable", "excluded", "the declaration excludes it: flush-async-ok is not claimed", None)],
    "C1": [("warning", "prompt", "prompt does not hold", None)],
}
RESULTS_OF_CONVERSATION: dict[str, list[tuple[str, str, str, str | None]]] = {
    "XP1": [("pass", "", "", None)],
    "XP21": [("fail", "no-flush-bit", "no-flush-bit does not hold", None)],
}


def requirements_of(role: str) -> dict[str, tuple[str, str, str, str, bool]]:
    """The requirements of a record of that role."""
    return REQUIREMENTS | (OF_CONVERSATION if role == "transport" else {})


def results_of(role: str) -> dict[str, list[tuple[str, str, str, str | None]]]:
    """The results of the scenarios of a record of that role, by requirement."""
    return RESULTS | (RESULTS_OF_CONVERSATION if role == "transport" else {})


def entry(mark: Mark, number: int, method: str, answer: str, **more: Any) -> RecordedCall:
    """One trace entry."""
    usual: RecordedCall = {
        "number": number,
        "line": 8,
        "within": None,
        "caller": "kit",
        "interface": "status_object",
        "object": mark("status_object-1"),
        "method": method,
        "arguments": {"flags": 2},
        "call": mark(f"status_object-1.{method}(ui_param=0, target=NULL, flags=FLUSH_UPLOAD|FLUSH_NO_UI)"),
        "supplier": "implementation",
        "code": 0,
        "value": None,
        "answer": mark(answer),
        "broke": None,
        "seconds": 0.0123,
    }
    return cast(RecordedCall, {**usual, **more})


def trace(mark: Mark, broke: bool) -> list[RecordedCall]:
    """A trace with a row set, an answer of the test bed and, if `broke`, a last call without an answer."""
    subject = {"tag": 0x3001001F, "value": mark("Hello")}
    rows = {"rows": [[{"tag": 0x3E030003, "value": 37}, subject]], "row_set": "row_set-1"}
    entries = [
        entry(mark, 1, "query_rows", "S_OK: 1 row", interface="table", object="table-1", value=rows),
        *(entry(mark, number, "flush_queues", "S_OK") for number in range(2, 8)),
        entry(mark, 8, "queue", "m-1, m-2", interface="test_bed", object="test_bed", supplier="test bed", code=None),
        entry(mark, 9, "hr_query_all_rows", "done", interface="table", object="table-1", supplier="kit", code=None),
    ]
    if broke:
        last = entry(mark, 10, "release", "died: exit status 139", code=None, broke="died")
        entries.append(last)
    return entries


def conversation_trace(mark: Mark) -> list[RecordedCall]:
    """The trace of a flush through a host: the client's call, the spooler's calls within it, and the transport's callbacks."""
    logon, support, message = mark("xp_logon-1"), mark("support-1"), mark("incoming_message-1")
    new = {"support": {"support": support}, "transport": {"name": mark("Office"), "kind": "LAN"}, "flags": 0}
    held = {"values": [{"tag": 0x3E040003, "value": 0x110001}, {"tag": 0x3E0F001E, "value": mark("Ready")}]}
    busy = {"values": [{"tag": 0x3E040003, "value": 0x510001}]}
    back = {"interface": "support", "object": support, "caller": "implementation", "supplier": "kit", "code": None}
    to_provider = {"interface": "xp_logon", "object": logon, "code": None}
    filled = {"interface": "incoming_message", "object": message, "caller": "implementation", "supplier": "kit"}
    return [
        entry(mark, 1, "arrive", "done", interface="test_bed", object="test_bed-1", supplier="test bed", line=5),
        entry(
            mark, 2, "transport_logon", "xp_logon-1, flags 0", interface="provider", object="provider", line=5,
            arguments=new, value={"xp_logon": logon, "flags": 0},
        ),
        entry(mark, 3, "modify_status_row", "done", **back, within=2, arguments=held, line=5),
        entry(mark, 4, "flush_queues", "S_OK", supplier="host"),
        entry(mark, 5, "flush_queues", "done", **to_provider, within=4),
        entry(mark, 6, "modify_status_row", "done", **back, within=5, arguments=busy),
        entry(mark, 7, "submit_message", "MAPI_E_BUSY", **to_provider | {"code": 0x80040115}, within=4),
        entry(mark, 8, "start_message", "reference 1", **to_provider, within=4),
        entry(mark, 9, "save_changes", "done", **filled, within=8),
        entry(mark, 10, "spooler_notify", "done", **back, within=8),
        entry(mark, 11, "get_props", "S_OK", interface="transport_status", object="transport_status-1"),
    ]  # fmt: skip


def lines(mark: Mark, verdict: str) -> list[RecordedLine]:
    """The lines of one scenario and how they ended."""
    outcomes: dict[str, LineOutcome] = {"pass": "passed", "fail": "failed", "warning": "failed", "error": "error"}
    last = outcomes.get(verdict, "inconclusive")
    texts: list[tuple[int, str, str, LineOutcome]] = [
        (5, "Given", "a profile with transports", "passed"),
        (8, "When", "procedure A is carried out", "passed"),
        (9, "Then", "every outgoing queue is empty", last),
        (10, "And", "nothing is lost", "not run" if verdict == "error" else "passed"),
    ]
    return [
        {"number": n, "keyword": k, "text": mark(t), "outcome": o, "reason": mark("why"), "seconds": 0.5}
        for n, k, t, o in texts
    ]


def result(
    mark: Mark, id: str, requirement: str, given: tuple[str, str, str, str | None], spoken: bool = False
) -> ScenarioEnded:
    """The line *scenario ended* of one scenario. If `spoken`, its trace is that of a flush through a host."""
    verdict, cause, reason, blame = given
    ran = cause not in ("excluded", "not-observable")
    judged = verdict in ("pass", "fail", "warning")
    check: RecordedCheck = {
        "id": mark(cause or "queue-empty"),
        "holds": "holds" if verdict == "pass" else "does not hold",
        "expected": {"outgoing": [mark("nothing")]},
        "observed": mark("m-1 still waits"),
        "entries": [2, 3, 4, 5, 6, 8],
        "line": 9,
        "cause": mark(cause or "queue-empty"),
    }
    return {
        "type": "scenario ended",
        "scenario": id,
        "requirement": requirement,
        "verdict": verdict,
        "cause": mark(cause) if cause and cause != "excluded" else cause,
        "reason": mark(reason) if reason else "",
        "blame": blame,
        "lines": lines(mark, verdict) if ran else [],
        "checks": [check] if judged else [],
        "traits": [{"id": "late", "text": mark("empties its queue late"), "entries": [2]}] if verdict == "pass" else [],
        "seconds": 1.25,
        "trace": [] if not ran else conversation_trace(mark) if spoken else trace(mark, verdict == "error"),
    }


def scenario(mark: Mark, requirement: str, number: int, role: str = "subsystem") -> RecordedScenario:
    """What the header says of one scenario. In role transport each four numbers are the placements of one scenario."""
    file = f"procedure_{'b' if requirement.startswith(('B', 'F')) else 'a'}.feature"
    placement = None
    if role == "transport" and not requirement.startswith("XP"):
        placement = ("alone", "first", "last", "between")[number % 4]
        number //= 4
    at = f"@{placement}" if placement else ""
    return {
        "id": mark(f"{file}{at}::{requirement}_holds_{number}"),
        "file": file,
        "line": 4,
        "rule": mark("Step"),
        "name": mark(f"{requirement} holds in case {number}"),
        "values": [mark("LAN")] if number else [],
        "tags": [requirement],
        "requirement": requirement,
        "walkthrough": requirement == "A1a",
        "placement": placement,
    }


def header(
    mark: Mark, role: str = "subsystem", source: str = "imapistatus-flushqueues.md", *, own: bool = True, **changes: Any
) -> Header:
    """A header with every field filled in. The source is not marked: only the name of a page becomes a link."""
    scenarios = [scenario(mark, id, n, role) for id, results in results_of(role).items() for n in range(len(results))]
    shown = [name for name in PROCEDURES if name != "X" or role == "transport"]
    steps = {step: text for step, text in STEPS.items() if not step.startswith("X") or role == "transport"}
    ids = [item["id"] for item in scenarios]
    text = FEATURE.format(name="Procedure A", first="A1a holds", cell="plain")
    usual: Header = {
        "type": "header",
        "form": FORM,
        "kit": {"version": "0.1.0", "suite_digest": "sha256:" + "5" * 64},
        "specification": {
            "title": mark("the title"),
            "topic": mark("the topic"),
            "pages": mark("the pages"),
            "repository": mark("the repository"),
            "folder": mark("the folder"),
            "revision": mark("the revision"),
            "dated": mark("the dated"),
        },
        "adapter": mark("wrong:topic-letter"),
        "implementation": {
            "implementation": mark("Example MAPI"),
            "version": mark("4.2"),
            "vendor": mark("Example Ltd"),
            "digest": mark("sha256:" + "a" * 64),
            "observes": ["calls", "objects", "queues"],
        },
        "declaration": {
            "implementation": {"name": mark("Example"), "version": mark("4"), "vendor": mark("Ltd")},
            "claims": {
                "unicode-status-table": True,
                "flush-support": ["supported"],
                "deferral": False,
                "transports": {mark("LAN"): {"kind": "LAN", "asynchronous": False}},
            },
            "parameters": {"call_limit": 30.0, "profile": mark("default")},
            "path": mark("declaration.toml"),
        },
        "proof": {
            "tried": "2026-11-20T09:00:00Z",
            "proven": {"A1a": ["no-status-table"], "A2a": [mark("columns-kept")]},
        },
        "options": {
            "role": role,
            "profile": "full",
            "level": "full",
            "only": [],
            "strict": False,
            "seed": 7,
            "examples": 50,
            "thorough": False,
            "example_store": None,
        },
        "environment": {"python": "3.11.2", "system": mark("Linux"), "pytest": "9.2.0"},
        "command": ["mapi-tck", "run", mark("wrong:topic-letter")],
        "started": "2026-11-20T10:00:00Z",
        "steps": steps,
        "procedures": {name: list(PROCEDURES[name]) for name in shown},
        "requirements": [
            {
                "id": id,
                "step": step,
                "statement": mark(f"The implementation keeps what {id} promises, for every transport of the profile."),
                "strength": strength,
                "role": whose,
                "source": source,
                "evidence": evidence,
                "rulings": ["D-01"] if step == "A6" else [],
                "applies_if": None,
                "profile": "topic",
                "unjudged": "" if judged else mark("it is the client's own obligation"),
                "needs": None,
                "note": mark("Worth knowing."),
                "place": mark("Notes to callers, FLUSH_NO_UI"),
            }
            for id, (step, strength, whose, evidence, judged) in requirements_of(role).items()
        ],
        "rulings": [
            {
                "id": id,
                "title": mark(f"title of {id}"),
                "letter": mark(f"letter of {id}"),
                "other": mark(f"other of {id}"),
                "decision": mark(f"decision of {id}"),
                "reason": mark(f"reason of {id}"),
            }
            for id in ("D-01", "D-40")
        ],
        "features": [
            {"file": f"procedure_{letter}.feature", "name": mark(f"Procedure {letter}"), "text": text}
            for letter in "ab"
        ],
        "scenarios": scenarios,
        "asked": ids,
        "plan": ids,
    }
    made = cast(Header, {**usual, **changes})
    return marked(made) if own else made


def a_record(
    mark: Mark = str, *, finished: bool = True, only: tuple[str, ...] = (), role: str = "subsystem", **changes: Any
) -> RunRecord:
    """A record with one of everything. `mark` changes every text that does not come from the kit itself.

    A record that is not `finished` lacks the results of its last two scenarios: one was under way, one had not started. With
    `only` the plan has the scenarios of these requirements alone, and nothing else was asked for.
    """
    head = header(mark, role, **changes)
    if only:
        head["plan"] = head["asked"] = [item["id"] for item in head["scenarios"] if item["requirement"] in only]
    record = RunRecord(head)
    given = [(id, one) for id, results in results_of(role).items() for one in results]
    for item, (requirement, one) in zip(head["scenarios"], given, strict=True):
        if item["id"] not in head["plan"]:
            continue
        record.started.append(item["id"])
        spoken = role == "transport" and (item["walkthrough"] or requirement.startswith("XP"))
        record.ended[item["id"]] = result(mark, item["id"], requirement, one, spoken)
    if finished:
        record.footer = {
            "type": "footer",
            "planned": len(head["plan"]),
            "ended_scenarios": len(record.ended),
            "totals": dict(Counter(one["verdict"] for one in record.ended.values())),
            "ended": "2026-11-20T10:01:00Z",
        }
    else:
        del record.ended[record.started.pop()]
        del record.ended[record.started[-1]]
    return record


def violate(record: RunRecord, requirement: str, cause: str) -> None:
    """Make the requirement's scenarios of the record fail for this cause, with all that belongs to a failure."""
    for id, one in record.ended.items():
        if one["requirement"] == requirement:
            record.ended[id] = result(str, id, requirement, ("fail", cause, f"{cause} does not hold", None))
    if record.footer:
        record.footer["totals"] = dict(Counter(one["verdict"] for one in record.ended.values()))


def identity(record: RunRecord) -> RecordedIdentity:
    """The implementation that the record names."""
    found = record.header["implementation"]
    assert found is not None
    return found


def record_lines(record: RunRecord) -> list[Json]:
    """The record as the lines that a run writes; a test may break them."""
    found: list[Json] = [record.header]
    for id in record.started:
        found.append({"type": "scenario started", "scenario": id, "started": "2026-11-20T10:00:00Z"})
        found += [record.ended[id]] if id in record.ended else []
    return found + ([record.footer] if record.footer else [])
