"""What keeps a run from being certified, each reason in one line."""

import json
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.assessment.words import plural
from mapi_tck.errors import UsageError
from mapi_tck.ports import Role
from mapi_tck.record.run_record import UNSTABLE, Record
from mapi_tck.selftest.matrix import green
from mapi_tck.selftest.plan import judged_requirements
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import suite_digest
from mapi_tck.suite.proof import kept
from mapi_tck.verdicts import ExitCode
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.schema_checks import Fits, compile_check

#: The folder and the file that `mapi-tck selftest` writes to.
_FOLDER: Final = Path("mapi-tck-selftest")
_RESULT: Final = "selftest.json"
#: The beginning of the form of a replayed record.
_REPLAY: Final = "replay:"
_SCHEMA: Final = Path(__file__).resolve().parent.parent / "schemas" / "selftest.schema.json"


def grounds_against(record: Record) -> list[str]:
    """Why the run cannot be certified, by what its record says; empty if it can."""
    return [*_of_settings(record), *_of_verdict(record)]


def _of_settings(record: Record) -> Iterator[str]:
    header, options = record.header, record.header["options"]
    if header["adapter"].startswith(_REPLAY):
        yield "the record is of a replay: name the record that was replayed"
    if ruling := options.get("ruling"):
        yield f"the record is a what-if ({ruling}): name the run that it was made from"
    if header.get("baseline"):
        yield "the run has a baseline: a certificate excuses no deviation"
    if options["only"] or options.get("shard"):
        said = f"--only {' '.join(options['only'])}" if options["only"] else f"--shard {options.get('shard')}"
        yield f"the run is a selection ({said})"
    if not record.identity["digest"]:
        yield "the record has no digest of the implementation: a certificate would not say what it is about"


def _of_verdict(record: Record) -> Iterator[str]:
    run = Assessment(record)
    if run.selection and not run.options["only"] and not run.options.get("shard"):
        yield f"the run is a selection: {len(record.planned)} of {len(run.header['asked'])} scenarios"
    if not run.complete:
        yield f"the run is not finished: {len(record.ended)} of {len(record.planned)} scenarios ended"
    unstable = [id for id, one in record.ended.items() if one["cause"] == UNSTABLE]
    if unstable:
        yield f"{plural(len(unstable), 'scenario')} did not always end the same, one is {unstable[0]}"
    if run.disputed:
        yield f"{plural(len(run.disputed), 'scenario')} ended otherwise than the replayed record claims"
    if run.exit_code not in (ExitCode.CONFORMS, ExitCode.KNOWN):
        yield f"the verdict is: {run.verdict} ({run.rule})"


def disagreements(record: Record, others: Mapping[str, Record]) -> list[str]:
    """Where further runs are not runs of the same, or end otherwise. `others` maps a name for messages to the record."""
    return [line for name, other in others.items() for line in _disagreement(record, name, other)]


def _disagreement(record: Record, name: str, other: Record) -> Iterator[str]:
    same = {"declaration": ("claims", "parameters"), "options": ("role", "profile", "level")}
    if record.identity != other.identity:
        yield f"{name}: the implementation is another one"
    if record.header["kit"] != other.header["kit"]:
        yield f"{name}: the kit or its suite is another one"
    differs = [
        key
        for part, keys in same.items()
        for key in keys
        if record.header[part][key] != other.header[part][key]  # type: ignore[literal-required] # the keys above
    ]
    if differs:
        yield f"{name}: the {' and '.join(differs)} differ"
        return
    ended = {id: one["verdict"] for id, one in record.ended.items()}
    otherwise = [id for id, one in other.ended.items() if ended.get(id, one["verdict"]) != one["verdict"]]
    if otherwise:
        yield f"{name}: {plural(len(otherwise), 'scenario')} ended otherwise, one is {otherwise[0]}"


def find_selftest(named: Path | None) -> Json:
    """The result of a self-test: the file or folder that is named, else the one that this machine keeps, else the usual one here.

    Raises `UsageError` if there is none.
    """
    hint = "mapi-tck selftest makes one in some minutes"
    if named is None and (found := kept()) is not None:
        return found
    path = named or _FOLDER
    path = path / _RESULT if path.is_dir() else path
    where = f"--selftest {path}" if named is not None else ""
    try:
        result: Json = json.loads(path.read_text("utf-8"))
    except OSError as error:
        what = "there is no self-test of this suite" if named is None else f"cannot read it: {error.strerror}"
        raise UsageError(what, where, hint) from error
    except (ValueError, RecursionError) as error:
        raise UsageError("this is not the result of a self-test", where or str(path), hint) from error
    return result


def against_selftest(result: Json, suite: str) -> list[str]:
    """Why the self-test does not show that the suite with this digest works; empty if it does."""
    if not _fits()(result):
        return ["the self-test does not have the form of one: was it edited?"]
    reasons = []
    if result["kit"]["suite_digest"] != suite:
        reasons.append("the self-test is of another suite than the run")
    if result["selection"] or set(result["roles"]) != set(map(str, Role)):
        reasons.append("the self-test is a selection")
    if not result["green"] or not green(result):
        reasons.append("the self-test is not green")
    if not reasons and suite == suite_digest() and not all(_judges_all(role, result) for role in Role):
        reasons.append("the self-test lacks requirements of this suite")
    return reasons


def _judges_all(role: Role, result: Json) -> bool:
    part = result["roles"][str(role)]
    return [item["id"] for item in part["requirements"]] == judged_requirements(role, load_catalogue())


@cache
def _fits() -> Fits:
    schema = json.loads(_SCHEMA.read_text("utf-8"))
    definitions = schema.pop("$defs")
    plain = {key: value for key, value in schema.items() if not key.startswith("$")}
    return compile_check(_without_unique(plain), _without_unique(definitions))


def _without_unique(schema: Json) -> Json:
    """The schema without a keyword that the kit's checker does not know, and that decides nothing here."""
    if isinstance(schema, dict):
        return {key: _without_unique(held) for key, held in schema.items() if key != "uniqueItems"}
    return [_without_unique(held) for held in schema] if isinstance(schema, list) else schema


def against_suite(record: Record) -> list[str]:
    """Why this kit cannot judge the record again; empty if it can."""
    made, own = record.header["kit"], suite_digest()
    if made["suite_digest"] == own:
        return []
    short = len("sha256:") + 12
    judged = f"the run was judged by mapi-tck {made['version']} with the suite {made['suite_digest'][:short]}"
    return [f"{judged}, this kit has the suite {own[:short]}: use the kit that made it"]
