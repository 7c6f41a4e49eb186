"""The published schema of the run record: what runs write fits it, and it marks the same fields volatile as the kit."""

import json
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]
from kit import RUN_SCHEMA as SCHEMA
from made_records import a_record, record_lines

from mapi_tck.record.run_record import VOLATILE
from mapi_tck.verdicts import Verdict

RAISING = """
from mapi_tck.adapters.reference import Parts, ReferenceAdapter
from mapi_tck.adapters.reference.status_table import StatusTable

class Raising(StatusTable):
    def query_columns(self, flags):
        raise RuntimeError("half a character: \\ud800")

def raising():
    return ReferenceAdapter(Parts(status_table=Raising))
"""

DEAF = """
from mapi_tck.adapters.reference import ReferenceProvider

class Deaf(ReferenceProvider):
    def transport_logon(self, support, transport, flags):
        xp_logon, wanted = super().transport_logon(support, transport, flags)
        def transport_notify(flags, data):
            raise RuntimeError("half a character: \\ud800")
        xp_logon.transport_notify = transport_notify
        return xp_logon, wanted

deaf = Deaf
"""


def properties(schema: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every property that the schema describes, with its description."""
    if isinstance(schema, dict):
        described = schema.get("properties", {})
        if isinstance(described, dict):
            yield from ((name, item) for name, item in described.items() if isinstance(item, dict))
        for item in schema.values():
            yield from properties(item)
    elif isinstance(schema, list):
        for item in schema:
            yield from properties(item)


def resolved(item: dict[str, Any]) -> dict[str, Any]:
    """The property, or what it refers to."""
    return SCHEMA["$defs"][item["$ref"].rsplit("/", 1)[1]] if "$ref" in item else item


def test_the_schema_is_one() -> None:
    """It is a valid JSON Schema, and every property is described in words."""
    Draft202012Validator.check_schema(SCHEMA)

    assert not [name for name, item in properties(SCHEMA) if not resolved(item).get("description")]


def test_the_same_fields_are_volatile() -> None:
    """What the schema marks is what comparisons of records leave out."""
    marked = {name for name, item in properties(SCHEMA) if item.get("x-volatile")}

    assert marked == VOLATILE
    assert not [name for name, item in properties(SCHEMA) if name in VOLATILE and not item.get("x-volatile")]


def test_the_same_verdicts_are_known() -> None:
    """Schema and kit name the same verdicts."""
    assert [str(verdict) for verdict in Verdict] == SCHEMA["$defs"]["verdict"]["enum"]


@pytest.mark.parametrize("role", ["subsystem", "transport"])
@pytest.mark.parametrize("finished", [True, False])
def test_what_tests_make_up_fits_too(role: str, finished: bool) -> None:
    """The records made by hand, with which reports are tested, have the form that runs write."""
    made = record_lines(a_record(role=role, finished=finished))
    found = [error for line in made for error in Draft202012Validator(SCHEMA).iter_errors(line)]

    assert [error.message[:200] for error in found] == []


DECLARATION = """
[claims]
transport-kinds = ["LAN"]
flush-support = ["supported"]
asynchronous-transports = false
deferral = true
"""


@pytest.mark.parametrize(
    ("adapter", "role", "only"),
    [
        ("reference", "subsystem", "A2"),
        ("raising:raising", "subsystem", "A2"),
        ("reference", "transport", "A6"),
        ("reference", "transport", "A2"),
        ("deaf:deaf", "transport", "A6a"),
    ],
)
def test_what_a_run_writes_fits(adapter: str, role: str, only: str, tmp_path: Path) -> None:
    """Every line of a real record fits, of a run that passes and of one in which the adapter breaks, in either role."""
    (tmp_path / "raising.py").write_text(RAISING)
    (tmp_path / "deaf.py").write_text(DEAF)
    (tmp_path / "declaration.toml").write_text(DECLARATION)
    (tmp_path / "empty.ini").write_text("[pytest]\n")
    words = ["-q", "-c", "empty.ini", "-p", "no:cacheprovider", f"--mapi-adapter={adapter}", "--mapi-out=."]
    words += ["--mapi-examples=4"]  # a few cases have the form of many
    words += [f"--mapi-role={role}"] + (["--mapi-declaration=declaration.toml"] if role == "transport" else [])
    command = [sys.executable, "-m", "pytest", *words, f"--mapi-only={only}", "--mapi-only=I", "--mapi-only=B5.3"]
    done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, check=False, timeout=120)
    lines = [json.loads(line) for line in (tmp_path / "run.ndjson").read_text("utf-8").splitlines()]
    validator = Draft202012Validator(SCHEMA)

    assert done.returncode in (0, 1), done.stdout + done.stderr
    assert {"header", "scenario started", "scenario ended", "footer"} == {line["type"] for line in lines}
    for line in lines:
        # Judged by its own kind, so that a complaint is about the line and not about what it is not.
        kind = validator.evolve(schema={"$ref": f"#/$defs/{line['type'].replace(' ', '-')}", "$defs": SCHEMA["$defs"]})
        assert not [f"{error.json_path}: {error.message}" for error in kind.iter_errors(line)]
        assert validator.is_valid(line)
