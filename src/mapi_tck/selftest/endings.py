"""A program that runs the scenarios against one adapter for each job, and answers how the run ended (`forking`).

A job is `{"adapter": …, "laws": …}`; `laws` says how much of the laws an unusual implementation is tried with.
The answer has `requirements` (id → verdict and causes), `traits`, `first`
(the requirement of the failure that reports show first), `exit` and `complete`. If the copy
gave no answer, it has `broke` with the reason.

Called as `python -m mapi_tck.selftest.endings ROLE`.
"""

import sys
from collections.abc import Callable, Collection
from dataclasses import replace
from pathlib import Path
from typing import Any

import _pytest.main
import pytest

from mapi_tck.assessment import Assessment
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.places import scenario_of, text_in
from mapi_tck.engine.recording import RunRecorder
from mapi_tck.engine.watchdog import Watchdog
from mapi_tck.ports import Role
from mapi_tck.record.lines import RecordLine
from mapi_tck.record.run_record import RunRecord, add_line
from mapi_tck.record.writing import RecordWriter
from mapi_tck.selftest.forking import Copies, Death, serve
from mapi_tck.selftest.plan import CASES, Laws, declaration_of
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.suite.specimens import load_specimens
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json


class Kept(RecordWriter):
    """Keeps the record in memory instead of writing it.

    A law that holds decides nothing: the written scenarios do. Of few cases it may be that none could be judged.
    """

    def __init__(self, laws: Laws) -> None:
        super().__init__(Path("kept"))
        self.record: RunRecord | None = None
        self._decides_nothing = {Verdict.PASS} if laws is Laws.ALL else {Verdict.PASS, Verdict.INCONCLUSIVE}

    def write(self, line: RecordLine, otherwise: Callable[[], RecordLine] | None = None) -> RecordLine:
        """Add one line."""
        if line["type"] == "scenario ended" and line["verdict"] in self._decides_nothing and _is_law(line["scenario"]):
            line = {**line, "verdict": Verdict.NOT_TESTED, "cause": "nothing-to-judge"}
        self.record = add_line(self.record, line)
        return line


def _is_law(scenario: str) -> bool:
    text = packaged_scenarios().get(scenario)
    return text is not None and text.searches


class Endings(Copies):
    """Runs the scenarios against one adapter for each job."""

    #: The verdicts whose results hold their calls: none. Verdicts and causes are enough here, and traces take time.
    traced: Collection[Verdict] = ()
    leaves_no_trace = True
    laws = Laws.ALL

    def prepare(self, session: pytest.Session) -> None:
        """Load the specimens, and run the scenarios against the reference. This fills caches that all copies then share."""
        load_specimens(self.settings.role)
        self.run(session, replace(self.settings, examples=CASES), Laws.FEW)

    def do(self, session: pytest.Session, job: Json) -> Json:
        """Run the scenarios against the adapter of the job. A specimen may have claims and a level of its own."""
        settings, laws = replace(self.settings, adapter=job["adapter"]), Laws.NONE
        for specimen in load_specimens(settings.role):
            if specimen.adapter == settings.adapter:
                settings = replace(settings, declaration=declaration_of(specimen), level=specimen.level)
                if not specimen.wrong:
                    laws = Laws(job["laws"])
        few = laws is Laws.FEW and settings.role is not Role.CLIENT  # what is made up for clients is no law
        return self.run(session, replace(settings, examples=CASES) if few else settings, laws)

    def answer_for(self, death: Death) -> Json:
        """Answer why there are no verdicts."""
        return {"broke": str(death)}

    def run(self, session: pytest.Session, settings: RunSettings, laws: Laws) -> Json:
        """Run the collected scenarios against the adapter of the settings, and answer how the run ended."""
        runner: Any = session.config.pluginmanager.get_plugin("mapi-tck runner")
        runner.settings = settings
        runner.traced = self.traced
        runner.own = connection = connect(settings)
        runner.watchdog = Watchdog(settings.declaration.parameters.call_limit, session.config)
        runner.watchdog.start()
        items = session.items
        if settings.level != "full" or False in settings.declaration.claims.values():
            plan = settings.whole_plan(packaged_scenarios().values(), load_catalogue())
            session.items = [item for item in items if scenario_of(item) in plan]
        texts = ((item, text_in(item)) for item in session.items)
        session.items = [item for item, text in texts if text is None or laws.has(text)]
        recorder = RunRecorder(settings, runner.catalogue, describe(connection), Path())
        recorder.writer = kept = Kept(laws)
        connection.drop()
        session.config.pluginmanager.register(recorder)
        try:
            recorder.pytest_runtestloop(session)
            _pytest.main.pytest_runtestloop(session)
            recorder.pytest_sessionfinish(pytest.ExitCode.OK)
        finally:
            # The next job may run in this process.
            session.config.pluginmanager.unregister(recorder)
            session.items, session.testsfailed = items, 0
            runner.watchdog.over.set()
        assert kept.record is not None
        return self.ending(Assessment(kept.record))

    def ending(self, assessment: Assessment) -> Json:
        """The answer about a run that ended. The causes of a requirement are those of its results that have its verdict."""
        traits = {
            (item.id, trait["id"])
            for item in assessment.requirements
            for one in item.results
            for trait in one["traits"]
        }
        return {
            "requirements": {
                item.id: [
                    str(item.verdict),
                    sorted({one["cause"] for one in item.results if one["verdict"] == item.verdict}),
                ]
                for item in assessment.requirements
            },
            "traits": sorted(traits),
            "first": next((finding.requirement.id for finding in assessment.findings if finding.violates), None),
            "exit": int(assessment.exit_code),
            "complete": assessment.complete,
        }


if __name__ == "__main__":
    serve(Endings, Role(sys.argv[1]))
