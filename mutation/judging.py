"""A program that judges mutants of the reference by the scenarios (`mapi_tck.selftest.forking`).

A job is `{"module": …, "place": …, "source": …}`: the mutated source of a module, and the function that differs. The answer has
the `outcome`, and what it rests on.

Called as `python -m mutation.judging ROLE`.
"""

import importlib.abc
import importlib.machinery
import sys
import time
from collections.abc import Sequence
from contextlib import suppress
from types import FrameType, ModuleType
from typing import IO, Any, Final

import _pytest.main
import pytest

from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.places import Place, places_of, scenario_of
from mapi_tck.engine.running import Runner
from mapi_tck.engine.watching import reported
from mapi_tck.ports import Role
from mapi_tck.selftest.forking import Copies, Death, serve
from mapi_tck.settings.adapter_forms import load_host
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.suite.placements import Placement
from mapi_tck.wire.codecs import Json
from mutation.mutants import PACKAGE

#: A mutant does not end if it takes longer than so many times the CPU time of the reference plus so many seconds. A choice. The
#: reference waits in simulated time, so a busy machine makes no difference.
_TIMES: Final = 2
_SECONDS: Final = 1.0


class Enough(Exception):
    """A scenario has ended differently from the reference: no more are needed."""


class Judge(Copies):
    """Runs the scenarios against one mutant for each job, until one ends differently from the reference."""

    def __init__(self, settings: RunSettings, jobs: IO[str], answers: IO[str]) -> None:
        super().__init__(settings, jobs, answers)
        self.reference = Ending()

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep the scenarios of the self-test. Of those that host a provider, keep the ones with one transport."""
        super().pytest_collection_modifyitems(config, items)
        texts = packaged_scenarios()
        items[:] = [item for item in items if texts[scenario_of(item) or ""].placement in (None, Placement.ALONE)]

    def prepare(self, session: pytest.Session) -> None:
        """Learn how the reference ends, and which of its functions each scenario enters."""
        began = time.process_time()
        sys.settrace(self.reference.enter)
        self.run(session, self.reference)
        sys.settrace(None)
        self.cpu_limit = _SECONDS + _TIMES * (time.process_time() - began)

    def do(self, session: pytest.Session, job: Json) -> Json:
        """Import the reference anew, with the mutated source in the place of the module's own, and judge it."""
        sys.meta_path.insert(0, Mutated(job["module"], job["source"]))
        for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]
        try:
            connection = connect(self.settings)
            describe(connection)
            connection.drop()
        except (Exception, SystemExit) as error:
            return {"outcome": "does not start", "why": " ".join(f"{type(error).__name__}: {error}".split())}
        # A scenario that never enters the function that a mutant changes cannot tell it from the reference.
        chosen = self.reference.entering(job["module"], job["place"])
        session.items = [item for item in session.items if scenario_of(item) in chosen]
        ending = Ending(self.reference)
        self.run(session, ending)
        if ending.different is not None:
            return {"outcome": "killed", **ending.different}
        noted = {trait for trait in self.reference.traits if trait[0] in chosen}
        traits = sorted({trait[1:] for trait in ending.traits ^ noted})
        return {"outcome": "noted", "traits": [list(trait) for trait in traits]} if traits else {"outcome": "survived"}

    def answer_for(self, death: Death) -> Json:
        """The outcome of a mutant that did not end, or that broke the process."""
        return {"outcome": "timeout"} if death.hung else {"outcome": "broke", "why": str(death)}

    def run(self, session: pytest.Session, ending: "Ending") -> None:
        """Run the scenarios against the reference that can be imported now."""
        plugin: Any = session.config.pluginmanager.get_plugin("mapi-tck runner")
        runner: Runner = plugin
        runner.settings = self.settings
        runner.own = connect(self.settings)
        runner.host = load_host()
        ending.places = places_of(session.items)
        session.config.pluginmanager.register(ending)
        with suppress(Enough):
            _pytest.main.pytest_runtestloop(session)
        session.config.pluginmanager.unregister(ending)


class Ending:
    """A pytest plugin that notes how scenarios end, and stops the run at the first that ends differently from the reference."""

    def __init__(self, reference: "Ending | None" = None) -> None:
        self.reference = reference
        self.verdicts: dict[str, str] = {}
        #: (scenario, requirement, id)
        self.traits: set[tuple[str, str, str]] = set()
        #: (module, function) of the reference → the scenarios that have entered it.
        self.entered: dict[tuple[str, str], set[str]] = {}
        #: Node id → the scenario that the item runs.
        self.places: dict[str, Place] = {}
        self._scenario = ""
        #: The result of the scenario that ended differently.
        self.different: dict[str, str] | None = None

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A scenario begins. With the reference, empty its caches first, so that the scenario enters all functions it needs."""
        self._scenario = self.places[nodeid].scenario
        if self.reference is None:
            _forget()

    def enter(self, frame: FrameType, _event: str, _argument: object) -> None:
        """A function is called: note it if it belongs to the reference."""
        module = frame.f_globals.get("__name__", "")
        if module.startswith(PACKAGE):
            place = (module.removeprefix(f"{PACKAGE}."), frame.f_code.co_qualname)
            self.entered.setdefault(place, set()).add(self._scenario)

    def entering(self, module: str, place: str) -> set[str]:
        """The scenarios that enter this function. All scenarios if none is named: then the changed code runs at the import."""
        return self.entered.get((module, place), set()) if place else set(self.verdicts)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A scenario has ended."""
        carried = reported(report)
        if carried is None:
            return
        (result,) = carried["results"]
        self.verdicts[result["scenario"]] = result["verdict"]
        self.traits |= {(result["scenario"], result["requirement"], trait["id"]) for trait in result["traits"]}
        if self.reference is not None and self.reference.verdicts[result["scenario"]] != result["verdict"]:
            self.different = {key: result[key] for key in ("requirement", "verdict", "cause", "scenario")}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logfinish(self) -> None:
        """Go on to the next scenario only if that is needed."""
        if self.different is not None:
            raise Enough


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module of the reference and loads it from another source."""

    def __init__(self, module: str, source: str) -> None:
        self.name = f"{PACKAGE}.{module}"
        self.source = source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module, if it is the mutated one."""
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutated source."""
        exec(compile(self.source, self.name, "exec"), vars(module))


def _forget() -> None:
    """Empty the caches of the reference's functions."""
    for name, module in list(sys.modules.items()):
        if name.startswith(PACKAGE):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


if __name__ == "__main__":
    serve(Judge, Role(sys.argv[1]))
