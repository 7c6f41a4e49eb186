"""Judges the recorded calls of a record again, and compares all that comes out of it with what the record claims."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import pytest

from mapi_tck.assessment.words import plural
from mapi_tck.certification.starting import last_line, start_pytest
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.progress import Quiet
from mapi_tck.engine.recording import RUN_RECORD, RunRecorder
from mapi_tck.engine.session import Session
from mapi_tck.errors import HandshakeError
from mapi_tck.record.run_record import Record, open_record, steady
from mapi_tck.settings.run import REPLAY, make_settings
from mapi_tck.suite.catalogue import features_root, load_catalogue

#: Fields of a header that a replay has its own of.
_OWN: Final = ("adapter", "kit", "baseline")
#: Settings that a replay does not take over: they change no verdict of a scenario.
_NOT_REPLAYED: Final = ("strict", "example_store")
#: How many scenarios a message names. A choice.
_NAMED: Final = 3


def rejudged(path: Path, kept: Path | None = None) -> list[str]:
    """Where the record differs from what this kit makes of its recorded calls, each in one line; empty if nowhere.

    The record must be of this kit's suite. `kept` is a file for the record of the replay. Raises `HandshakeError` if pytest
    fails, and `KeyboardInterrupt` after Ctrl-C.
    """
    claimed = open_record(path)
    settings = make_settings(f"{REPLAY}{path}")
    connection = connect(settings)
    quiet = Quiet()
    with tempfile.TemporaryDirectory(prefix="mapi-tck-") as made:
        out = Path(made)
        try:
            identity = describe(connection)
            assert connection.known is not None
            recorder = RunRecorder(settings, load_catalogue(), identity, out, (), connection.known.files)
            arguments = ("-p", "no:cacheprovider")
            code = start_pytest(Session(settings, connection), features_root(), out, arguments, [recorder, quiet])
        finally:
            connection.drop()
        if quiet.interrupted:
            raise KeyboardInterrupt
        if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or not recorder.begun:
            why = last_line(quiet.internal[-1]) if quiet.internal else f"exit code {int(code)}"
            raise HandshakeError(f"the record could not be judged again: {why}")
        if kept is not None:
            shutil.copyfile(out / RUN_RECORD, kept)
        return [*_of_headers(claimed, judged := open_record(out / RUN_RECORD)), *_of_results(claimed, judged)]


def _of_headers(claimed: Record, judged: Record) -> Iterator[str]:
    sides = []
    for record in (claimed, judged):
        header: dict[str, Any] = {name: held for name, held in steady(record.header).items() if name not in _OWN}
        header["options"] = {name: held for name, held in header["options"].items() if name not in _NOT_REPLAYED}
        sides.append(header)
    differing = sorted(name for name in {*sides[0], *sides[1]} if sides[0].get(name) != sides[1].get(name))
    if differing:
        yield f"the header of the record is not what this kit writes: {', '.join(differing)}"


def _of_results(claimed: Record, judged: Record) -> Iterator[str]:
    verdicts, evidence = [], []
    for id in {**claimed.ended, **judged.ended}:
        if id not in claimed.ended or id not in judged.ended:
            verdicts.append(id)
            continue
        one, two = claimed.ended[id], judged.ended[id]
        if one["verdict"] != two["verdict"]:
            verdicts.append(id)
            continue
        if [*map(_comparable, claimed.times(id))] != [*map(_comparable, judged.times(id))]:
            evidence.append(id)
    if verdicts:
        yield f"the calls of {_some(verdicts)} give another verdict than the record claims"
    if evidence:
        yield f"the calls of {_some(evidence)} give other lines or checks than the record claims"


def _comparable(result: Any) -> Any:
    return steady({name: held for name, held in result.items() if name != "claimed"})


def _some(ids: list[str]) -> str:
    named = ", ".join(ids[:_NAMED])
    return f"{plural(len(ids), 'scenario')} ({named}{', …' if len(ids) > _NAMED else ''})"
