"""Every report of a record is the same, read from the file or from memory; also if the record is hostile, cut, or from a pipe."""

import json
import os
import threading
from collections.abc import Iterable
from pathlib import Path
from typing import Any, cast

import pytest
from hostile_records import a_small_record, marks, texts
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st
from kit import write_lines
from made_records import a_record, record_lines

from mapi_tck.assessment.outputs import FORMATS, reader
from mapi_tck.errors import UsageError
from mapi_tck.record.lines import Footer
from mapi_tck.record.long_line import LongLine
from mapi_tck.record.run_record import Record, open_record, read_record
from mapi_tck.record.writing import written, written_pieces

#: Values that JSON can write. A text of many kibibytes is longer than what is read at a time.
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(allow_nan=False), st.text()),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(st.text(max_size=3), inner, max_size=4)),
    max_leaves=12,
)


def made(name: str, record: Record) -> bytes:
    """The report of that name."""
    data = reader(name)(record)
    pieces: Iterable[Any] = (data,) if isinstance(data, str | bytes) else data
    return b"".join(piece if isinstance(piece, bytes) else piece.encode() for piece in pieces)


def same(path: Path) -> None:
    """Both ways to read the file give the same: every line, and every report."""
    opened, whole = open_record(path), read_record(path)

    assert (opened.header, opened.started, opened.footer) == (whole.header, whole.started, whole.footer)
    assert opened.digest == whole.digest
    assert list(opened.results) == list(whole.results)
    assert list(opened.ended) == list(whole.ended)
    for id in whole.ended:
        assert (opened.violates(id), opened.searches(id)) == (whole.violates(id), whole.searches(id))
        assert list(opened.times(id)) == list(whole.times(id))
    for name in FORMATS:
        assert made(name, opened) == made(name, whole), name


@pytest.mark.parametrize("role", ["subsystem", "transport"])
@pytest.mark.parametrize("finished", [True, False])
def test_a_record_with_one_of_everything(role: str, finished: bool, tmp_path: Path) -> None:
    """Every verdict and every kind of evidence, finished or not, is the same in every format."""
    same(write_lines(tmp_path / "run.ndjson", record_lines(a_record(role=role, finished=finished))))


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(texts, st.sampled_from(["subsystem", "transport"]))
def test_hostile_records(tmp_path: Path, words: list[str], role: str) -> None:
    """Texts that are no words, markup or half a character change nothing about that."""
    record = a_small_record(marks(words), role)
    path = tmp_path / "run.ndjson"
    path.write_bytes(b"".join(map(written, record_lines(record))))
    same(path)


def test_several_times(tmp_path: Path) -> None:
    """Of a scenario that ran several times the evidence is that of the worst time."""
    record = a_record(only=("A6c", "A1a"))
    record.header["options"]["repeat"] = 2
    lines: list[Any] = [record.header]
    for id, result in record.ended.items():
        held = [{**check, "holds": "holds", "cause": ""} for check in result["checks"]]
        run = [{**line, "outcome": "passed", "reason": ""} for line in result["lines"]]
        passed = {**result, "verdict": "pass", "cause": "", "reason": "", "checks": held, "lines": run, "attempt": 1}
        for line in (passed, {**result, "attempt": 2}):
            lines += [{"type": "scenario started", "scenario": id, "started": "2026-11-20T10:00:00Z"}, line]
    unstable = sum(result["verdict"] != "pass" for result in record.ended.values())
    totals = {"inconclusive": unstable, "pass": len(record.ended) - unstable}
    lines.append({**cast(Footer, record.footer), "totals": totals})
    path = write_lines(tmp_path / "run.ndjson", lines)

    same(path)
    assert {one["cause"] for one in open_record(path).outcomes} >= {"unstable"}


def test_a_record_that_was_cut_anywhere(tmp_path: Path) -> None:
    """A cut after the header leaves what was written before it, also within a character; both ways refuse the same cuts."""
    data = b"".join(map(written, record_lines(a_small_record(lambda word: f"{word} ✗"))))
    header = data.index(b"\n") + 1
    path = tmp_path / "run.ndjson"
    for place in (0, 1, header - 2, header, *range(header + 1, len(data), 97)):
        path.write_bytes(data[:place])
        if place < header - 1:
            with pytest.raises(UsageError):
                open_record(path)
            with pytest.raises(UsageError):
                read_record(path)
        else:
            whole = data[:place].count(b'\n{"type":"scenario ended"')
            cut = 0 if data[:place].endswith(b"\n") or json_ends(data[:place]) else 1
            assert len(open_record(path).ended) in (whole, whole - cut)
            assert len(open_record(path).ended) == len(read_record(path).ended)


def json_ends(data: bytes) -> bool:
    """Whether the last line is whole."""
    try:
        json.loads(data.rpartition(b"\n")[2])
    except ValueError:
        return False
    return True


def test_evidence_stays_readable(tmp_path: Path) -> None:
    """A pipe can be read once only, and a file may be replaced; the evidence is there all the same."""
    path = write_lines(tmp_path / "run.ndjson", record_lines(a_record()))
    data = path.read_bytes()
    pipe = tmp_path / "pipe"
    os.mkfifo(pipe)
    feeding = threading.Thread(target=pipe.write_bytes, args=(data,))
    feeding.start()
    piped, opened = open_record(pipe), open_record(path)
    feeding.join()
    path.unlink()
    path.write_text("something else\n")

    assert list(piped.results) == list(opened.results)
    assert piped.digest == opened.digest


@given(st.dictionaries(st.text(max_size=5), values, max_size=6), st.integers(1, 40), st.booleans())
@example({"list": ["x" * 100] * 9, "number": 123456}, 1, True)
def test_a_long_line_is_the_same_json(value: dict[str, Any], size: int, spaced: bool) -> None:
    """Decoded piece by piece, a line says the same as at once, wherever it is cut; and it is written the same."""
    text = json.dumps(value, ensure_ascii=False, indent=" " if spaced else None).replace("\n", " ")
    data = text.encode("utf-8", "backslashreplace")

    assert LongLine(data[at : at + size] for at in range(0, len(data), size)).decoded() == json.loads(data)
    usual: Any = value
    plain = json.dumps(value, ensure_ascii=False, separators=(",", ":")).encode("utf-8", "backslashreplace")
    assert b"".join(written_pieces(usual)) == plain + b"\n"


@given(st.text(alphabet='{}[]",:0ae \t', max_size=12))
@example('{"a":1,}')
@example('{"a":[1,]}')
@example('{"a":1}}')
@example("[1]")
def test_a_long_line_that_is_no_json(text: str) -> None:
    """What is not JSON is refused, piece by piece as at once."""
    data = text.encode()
    try:
        expected = json.loads(data)
    except ValueError:
        with pytest.raises(ValueError):
            LongLine(bytes([byte]) for byte in data).decoded()
    else:
        assert LongLine(bytes([byte]) for byte in data).decoded() == expected
