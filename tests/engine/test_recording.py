"""The recorder: which implementation a header names, and what happens to results that come early, late or not at all."""

from pathlib import Path
from typing import Any

import pytest
from made_records import result

from mapi_tck.engine.places import places_named
from mapi_tck.engine.recording import RunRecorder
from mapi_tck.record.lines import RecordedIdentity
from mapi_tck.record.run_record import read_record
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import packaged_scenarios, requirement_of

MINE: RecordedIdentity = {"implementation": "mine", "version": "1", "vendor": "", "digest": None, "observes": ["calls"]}


def report(nodeid: str, when: str, scenario: str = "", identity: RecordedIdentity | None = None) -> pytest.TestReport:
    """What pytest reports of an item; with a scenario its result is on it."""
    made: Any = pytest.TestReport(nodeid, (nodeid, None, nodeid), {}, "failed", "crashed", "call")
    made.when = when
    if scenario:
        requirement = requirement_of(packaged_scenarios()[scenario], load_catalogue())
        ended = result(str, scenario, requirement, ("pass", "", "", None))
        made.mapi_tck = {"results": [ended], "of_kit": True, "identity": identity, "files": {}}
    return made  # type: ignore[no-any-return]


def finished(recorder: RunRecorder, reports: list[pytest.TestReport]) -> None:
    """Let the recorder see these reports, and the end of the session."""
    for one in reports:
        recorder.pytest_runtest_logstart(one.nodeid)
        hook = recorder.pytest_runtest_logreport(one)
        next(hook)
        hook.close()
    recorder.pytest_sessionfinish(pytest.ExitCode.TESTS_FAILED)


def test_the_header_waits_for_a_result_that_names_the_implementation(tmp_path: Path) -> None:
    """If the first scenario's process dies, the header names the implementation that a later result names."""
    settings = RunSettings("fixture")
    texts = [text for text in packaged_scenarios().values() if settings.asks_for(text, load_catalogue())][:2]
    nodeids = {text.id: f"features/{text.id.replace('::', '::test_', 1)}" for text in texts}
    recorder = RunRecorder(settings, load_catalogue(), None, tmp_path)
    recorder._note_plan(places_named(nodeids.values()))
    dead, alive = nodeids
    finished(recorder, [report(nodeids[dead], "???"), report(nodeids[alive], "call", alive, MINE)])
    record = read_record(tmp_path / "run.ndjson")

    assert record.header["implementation"] == MINE
    assert record.ended[dead]["cause"] == "died"
    assert record.ended[alive]["verdict"] == "pass"
    assert record.footer is not None
