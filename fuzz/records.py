"""Run records: what a record says is believed only if its own lines support it."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from fuzz import scenarios
from fuzz.finding import Fault, Found, Kind, one_line
from fuzz.support import conforming, supported
from fuzz.texts import as_bytes, edited, edits
from fuzz.values import changed, changes
from mapi_tck.adapters.replay import replay
from mapi_tck.adapters.wrong import wrong
from mapi_tck.assessment import Assessment
from mapi_tck.assessment.outputs import reader
from mapi_tck.assessment.printing import rendered
from mapi_tck.claims.declaration import Parameters
from mapi_tck.cli.terminal import well_formed
from mapi_tck.engine.connection import Connection, describe
from mapi_tck.engine.recording import header
from mapi_tck.errors import UsageError
from mapi_tck.ports import Role
from mapi_tck.record.run_record import RunRecord, open_record, read_record
from mapi_tck.suite.catalogue import load_catalogue

#: The scenarios in the record: two pass, the others fail or are left open with the wrong implementation below.
PLAN: Final = 5
WRONG: Final = "directions-swapped"
#: One record in so many is also replayed and shown as text. Both take longer than to read it.
_THOROUGHLY: Final = 8

#: Pairs of words; one of a pair in place of the other changes the meaning of a line.
_TURNED: Final = (
    ('"verdict":"fail"', '"verdict":"pass"'),
    ('"verdict":"pass"', '"verdict":"fail"'),
    ('"verdict":"fail"', '"verdict":"not applicable"'),
    ('"verdict":"fail"', '"verdict":"not tested"'),
    ('"cause":"', '"cause":"excluded'),
    ('"holds":"does not hold"', '"holds":"holds"'),
    ('"holds":"holds"', '"holds":"undecided"'),
    ('"outcome":"failed"', '"outcome":"passed"'),
    ('"blame":null', '"blame":"kit"'),
    ('"checks":[{', '"checks":[],"x":[{'),
    ('"fail":', '"pass":'),
    ('"strength":"MUST"', '"strength":"MAY"'),
    ('"type":"scenario ended"', '"type":"scenario started"'),
    ('"attempt":1', '"attempt":2'),
)
_WORDS: Final = (
    "pass",
    "fail",
    "error",
    "inconclusive",
    "not tested",
    "holds",
    "does not hold",
    "undecided",
    "passed",
    "excluded",
    "kit",
    "MAY",
)


class Records(Kind):
    """Records. An input is a list of changes of a record of a run, one after the other."""

    name = "record"

    def inputs(self) -> st.SearchStrategy[Any]:
        """Changes of lines, of their order, and of the file as a whole."""
        line = st.integers(0, 2 * PLAN + 1)
        change = st.one_of(
            st.tuples(st.just("json"), line, changes(_WORDS)),
            st.tuples(st.just("json"), line, changes(_WORDS)),
            st.tuples(st.just("text"), line, edits(_WORDS, 2)),
            st.tuples(st.just("turn"), line, st.sampled_from(_TURNED).map(list)),
            st.tuples(st.just("turn"), line, st.sampled_from(_TURNED).map(list)),
            st.tuples(st.sampled_from(["drop", "twice", "last"]), line, st.none()),
            st.tuples(
                st.just("put"),
                line,
                st.sampled_from(["", "{}", "[]", "null", "0", '"x"', "\x00", "\ufeff", "{" * 3000]),
            ),
            st.tuples(st.just("cut"), st.integers(0, 1000), st.none()),
            st.tuples(
                st.just("harmless"), line, st.sampled_from(["mark", "blank", "spaces", "reversed", "carriage return"])
            ),
        )
        return st.lists(change.map(list), min_size=1, max_size=3)

    def judge(self, given: Any) -> None:
        """Read the record, and compare what the kit makes of it with what its lines say."""
        path = self.folder / "run.ndjson"
        honest = record_lines()
        data = _changed(honest, given)
        path.write_bytes(data)
        try:
            with well_formed(path):
                opened, whole = open_record(path), read_record(path)
                assessment = Assessment(opened)
                code = int(assessment.exit_code)
                thorough = sum(data) % _THOROUGHLY == 0
                text = rendered(reader("text")(assessment)) if thorough else ""
        except UsageError as error:
            one_line(str(error))
            if all(change[0] == "harmless" for change in given) and "mark" not in [change[2] for change in given]:
                raise Found(Fault.BLAME, f"the record says the same, and is refused: {error}") from error
            return
        if "\x1b" in text or opened.ended.keys() != whole.ended.keys():
            raise Found(Fault.MESSAGE, "the two ways to read a record differ, or its text steers the terminal")
        strength = {item["id"]: item["strength"] for item in opened.header["requirements"]}
        results = [one for id in whole.ended for one in whole.times(id)]
        for one in results:
            supported(one, strength[one["requirement"]])
        if thorough:
            self._replay(path, whole)
        if code == 0:
            conforming(opened.header, results, finished=opened.footer is not None)
        if all(change[0] in ("cut", "harmless") for change in given):
            self._same(results, code, finished=opened.footer is not None)

    def _replay(self, path: Path, whole: RunRecord) -> None:
        """Judge the calls of the record again: nothing passes without support."""
        role = Role(whole.header["options"]["role"])
        connection = Connection(lambda: replay(str(path), Parameters(), role))  # type: ignore[arg-type, return-value]
        known = {text.id: text for text in (*scenarios.chosen(role), *scenarios.laws(role))}
        for id in whole.ended:
            if id in known:
                result = scenarios.run(known[id], connection, role)
                supported(result, scenarios.runner(role).catalogue.requirements[result["requirement"]].strength)
        connection.drop()

    def _same(self, results: Sequence[Any], code: int, *, finished: bool) -> None:
        """A record that was only cut off or written differently has the verdicts that it had."""
        verdicts = {
            line["scenario"]: line["verdict"]
            for line in map(json.loads, record_lines())
            if line["type"] == "scenario ended"
        }
        for one in results:
            if one["verdict"] != verdicts[one["scenario"]]:
                raise Found(
                    Fault.INVENTED, f"{one['scenario']} is {one['verdict']}, and was {verdicts[one['scenario']]}"
                )
        if finished and code != 1:
            raise Found(Fault.INVENTED, f"the exit code is {code}, and was 1")


@cache
def record_lines() -> tuple[str, ...]:
    """The lines of a small record: some scenarios of a wrong subsystem, and of the header only what these need."""
    role, catalogue = Role.SUBSYSTEM, load_catalogue()
    connection = Connection(lambda: wrong(WRONG, Parameters(), role))  # type: ignore[arg-type, return-value]
    texts = [text for text in scenarios.chosen(role) if len(text.lines) < 9]
    results = [scenarios.run(text, connection, role) for text in texts]
    results.sort(key=lambda one: len(json.dumps(one)))
    failed, passed = ([one for one in results if one["verdict"] == verdict] for verdict in ("fail", "pass"))
    tried = [scenarios.run(text, connection, role) for text in scenarios.laws(role)[2:5]]
    law = min((one for one in tried if one["verdict"] == "pass"), key=lambda one: len(json.dumps(one)))
    kept = [*failed[: PLAN - 3], *passed[:2], law]
    plan = [one["scenario"] for one in kept]
    about = {one["requirement"] for one in kept}
    head: Any = header(
        scenarios.runner(role).settings, catalogue, describe(connection), plan, ["mapi-tck", "run", f"wrong:{WRONG}"]
    )
    connection.drop()
    head["requirements"] = [item for item in head["requirements"] if item["id"] in about]
    head["scenarios"] = [item for item in head["scenarios"] if item["id"] in plan]
    files = {item["file"] for item in head["scenarios"]}
    head["features"] = [
        {**item, "text": f"Feature: {item['name']}\n"} for item in head["features"] if item["file"] in files
    ]
    head["rulings"], head["proof"]["proven"], head["asked"] = head["rulings"][:1], {}, plan
    head["steps"] = {
        step: text for step, text in head["steps"].items() if any(item["step"] == step for item in head["requirements"])
    }
    head["procedures"] = {}
    totals = {
        verdict: sum(one["verdict"] == verdict for one in kept) for verdict in sorted({one["verdict"] for one in kept})
    }
    lines: list[Any] = [head]
    for one in kept:
        lines += [{"type": "scenario started", "scenario": one["scenario"], "started": "2026-11-20T10:00:00Z"}, one]
    ended = {"planned": PLAN, "ended_scenarios": PLAN, "totals": totals, "ended": "2026-11-20T10:00:09Z"}
    lines.append({"type": "footer", **ended})
    return tuple(json.dumps(line, separators=(",", ":")) for line in lines)


def _changed(lines: Sequence[str], given: Sequence[Any]) -> bytes:
    """The record with these changes."""
    found = list(lines)
    end, cut, before = "\n", 1000, b""
    for what, place, value in given:
        at = min(place, len(found) - 1) if found else 0
        match what:
            case _ if not found:
                break
            case "json":
                try:
                    found[at] = json.dumps(changed(json.loads(found[at]), value), separators=(",", ":"))
                except (ValueError, RecursionError):  # an earlier change has left no JSON
                    continue
            case "text":
                found[at] = edited(found[at], value)
            case "turn":
                found[at] = found[at].replace(*value)
            case "drop":
                del found[at]
            case "twice":
                found.insert(at, found[at])
            case "last":
                found.append(found.pop(at))
            case "put":
                found.insert(at, value)
            case "cut":
                cut = min(cut, place)
            case _ if value == "mark":
                before = b"\xef\xbb\xbf"
            case _ if value == "blank":
                found.insert(at, "")
            case _ if value == "carriage return":
                end = "\r\n"
            case _:
                found[at] = _rewritten(found[at], value)
    data = before + as_bytes("".join(line + end for line in found))
    return data[: len(data) * cut // 1000]


def _rewritten(line: str, how: str) -> str:
    try:
        message = json.loads(line)
    except (ValueError, RecursionError):
        return line
    if how == "reversed" and isinstance(message, dict):
        message = dict(reversed(message.items()))
    return json.dumps(message, ensure_ascii=how != "reversed")
