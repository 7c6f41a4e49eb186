"""A program that runs the scenarios against one adapter after another, each time in a copy of itself.

It reads lines `{"adapter": …}` and answers each with a line that says how the run ended: `requirements` (id → verdict and
causes), `traits`, `exit`, `complete`; or `broke`, when there is no verdict because the copy died. Everything that the runs
share, from importing the kit to collecting the scenarios, has been done before the first copy is made.

Called as `python -m mapi_tck.selftest.worker ROLE`.
"""

import gc
import json
import os
import signal
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import IO, Any, Final

import _pytest.main
import pytest

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.certification.starting import start_pytest
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.recording import RunRecorder
from mapi_tck.engine.session import Session
from mapi_tck.engine.watchdog import Watchdog
from mapi_tck.ports.roles import Role
from mapi_tck.record.lines import RecordLine
from mapi_tck.record.run_record import RecordWriter, RunRecord, add_line
from mapi_tck.selftest.plan import DECLARATIONS, declaration_of, tried_scenarios
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import features_root, load_catalogue
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.suite.specimens import load_specimens
from mapi_tck.wire.codecs import Json

#: A run that takes longer hangs, whatever the limits of its calls say; in seconds.
LIMIT: Final = 300
#: Whether results hold their calls: verdicts and causes are all that a self-test asks, and calls take time to tell.
traced = False
#: Plugins that only tell somebody what goes on, once the scenarios are collected: here nobody listens.
_MUTE: Final = ("terminalreporter", "logging-plugin", "pytest_bdd.plugin")


class Kept(RecordWriter):
    """Keeps the record instead of writing it."""

    def __init__(self) -> None:
        super().__init__(Path("kept"))
        self.record: RunRecord | None = None

    def write(self, line: RecordLine) -> None:
        """Add one line."""
        self.record = add_line(self.record, line)


class Copies:
    """The plugin that, in place of running the scenarios once, runs them in a copy of the process for every line it reads."""

    def __init__(self, settings: RunSettings, answers: IO[str]) -> None:
        self.settings = settings
        self.answers = answers

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep the scenarios that are tried against specimens."""
        from mapi_tck.engine.node_ids import scenario_id

        kept = set(tried_scenarios(self.settings.role, load_catalogue()))
        items[:] = [item for item in items if scenario_id(item.nodeid) in kept]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Serve until there are no more lines."""
        # Once in this process itself: whatever is found and remembered on the way, no copy has to find again.
        load_specimens(self.settings.role)
        for name in _MUTE:
            session.config.pluginmanager.unregister(name=name)
        run(session, self.settings)
        gc.disable()
        gc.freeze()
        for line in sys.stdin:
            answer = self._in_a_copy(session, json.loads(line)["adapter"])
            self.answers.write(json.dumps(answer) + "\n")
            self.answers.flush()
        return True

    def _options(self, adapter: str) -> RunSettings:
        """What the run is to be like: a specimen may have claims and a level of its own."""
        for specimen in load_specimens(self.settings.role):
            if specimen.adapter == adapter:
                own = declaration_of(specimen)
                return replace(self.settings, adapter=adapter, declaration=own, level=specimen.level)
        return replace(self.settings, adapter=adapter)

    def _in_a_copy(self, session: pytest.Session, adapter: str) -> Json:
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as found:
            child = os.fork()
            if not child:
                self._be_the_copy(session, adapter, said.fileno(), found.fileno())
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            found.seek(0)
            text = found.read()
            if code or not text:
                said.seek(0)
                last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
                return {"broke": last or f"the process ended with {code}"}
            return json.loads(text)

    def _be_the_copy(self, session: pytest.Session, adapter: str, said: int, found: int) -> None:
        code = 1
        try:
            signal.alarm(LIMIT)
            os.dup2(said, 2)
            answer = json.dumps(run(session, self._options(adapter)))
            os.write(found, answer.encode())
            code = 0
        except BaseException as error:
            os.write(2, f"\n{type(error).__name__}: {error}".encode("utf-8", "backslashreplace"))
        finally:
            # Whatever happened: this copy must not go on to read the next line.
            os._exit(code)


def run(session: pytest.Session, settings: RunSettings) -> Json:
    """Run the collected scenarios against the adapter, and say how that ended."""
    runner: Any = session.config.pluginmanager.get_plugin("mapi-tck runner")
    runner.settings = settings
    runner.traced = traced
    runner.own = connection = connect(settings)
    runner.watchdog = Watchdog(settings.declaration.parameters.call_limit, session.config)
    runner.watchdog.start()
    if settings.level != "full":
        session.items = [item for item in session.items if _asked_for(item, settings)]
    recorder = RunRecorder(settings, runner.catalogue, describe(connection), Path())
    recorder.writer = kept = Kept()
    connection.drop()
    session.config.pluginmanager.register(recorder)
    recorder.pytest_runtestloop(session)
    _pytest.main.pytest_runtestloop(session)
    recorder.pytest_sessionfinish(pytest.ExitCode.OK)
    session.config.pluginmanager.unregister(recorder)
    runner.watchdog.over.set()
    assert kept.record is not None
    return ending(Assessment(kept.record))


def _asked_for(item: pytest.Item, settings: RunSettings) -> bool:
    from mapi_tck.engine.node_ids import scenario_id

    id = scenario_id(item.nodeid)
    return id is not None and settings.asks_for(packaged_scenarios()[id], load_catalogue())


def ending(assessment: Assessment) -> Json:
    """How a run ended, requirement by requirement."""
    return {
        "requirements": {item.id: [str(item.verdict), sorted(causes(item))] for item in assessment.requirements},
        "traits": sorted(
            {
                (item.id, trait["id"])
                for item in assessment.requirements
                for result in item.results
                for trait in result["traits"]
            }
        ),
        "exit": int(assessment.exit_code),
        "complete": assessment.complete,
    }


def causes(requirement: JudgedRequirement) -> set[str]:
    """Why the scenarios that have the requirement's verdict have it."""
    return {result["cause"] for result in requirement.results if result["verdict"] == requirement.verdict}


def main(role: Role) -> None:
    """Load and collect everything, then serve."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever an adapter prints is nobody's answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with tempfile.TemporaryDirectory() as folder:
        settings = RunSettings("reference", role, declaration=DECLARATIONS[role])
        plugin: Any = Copies(settings, answers)
        start_pytest(Session(settings), features_root(), Path(folder), ["--capture=no"], [plugin])


if __name__ == "__main__":
    main(Role(sys.argv[1]))
