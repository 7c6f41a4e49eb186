"""A program that has the scenarios judge one mutant after another, each in a copy of itself.

It reads lines `{"module": …, "place": …, "source": …}` and answers each with a line: `outcome`, and what it rests on. All that
the runs share, from importing the kit to collecting the scenarios, is done once; a copy only imports the reference anew, with
the mutated source in the place of the module's own, and runs the scenarios that come by the place.

Called as `python -m mutation.judging ROLE`.
"""

import gc
import importlib.abc
import importlib.machinery
import json
import os
import resource
import signal
import sys
import tempfile
import time
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import FrameType, ModuleType
from typing import Any, Final

import _pytest.main
import pytest

from mapi_tck.certification.starting import start_pytest
from mapi_tck.engine.connection import connect, describe
from mapi_tck.engine.node_ids import scenario_id
from mapi_tck.engine.running import Runner
from mapi_tck.engine.session import Session
from mapi_tck.ports.roles import Role
from mapi_tck.selftest.plan import DECLARATIONS
from mapi_tck.selftest.worker import Copies
from mapi_tck.settings.adapter_forms import load_host
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import features_root
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.suite.placements import Placement
from mapi_tck.wire.codecs import Json
from mutation.mutants import PACKAGE

#: A mutant that takes so many times the CPU time of the reference, and some seconds, comes to no end. Whatever waits, waits in
#: a simulated time; so it makes no difference how busy the machine is.
_TIMES: Final = 2
_SECONDS: Final = 1.0
#: Nor does it need so many bytes more than the process had before.
_BYTES: Final = 1 << 30
#: The last resort: seconds on the wall, should a mutant find a way to sleep.
_ON_THE_WALL: Final = 600


class Heard(Exception):
    """Enough was heard of the mutant."""


class Judge(Copies):
    """The plugin that has the scenarios judge the mutants that it reads."""

    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Keep what is tried against specimens; what the kit's own provider is hosted for, it is hosted for alone as well."""
        super().pytest_collection_modifyitems(config, items)
        texts = packaged_scenarios()
        items[:] = [
            item for item in items if texts[scenario_id(item.nodeid) or ""].placement in (None, Placement.ALONE)
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool:
        """Learn how the reference ends, then serve until there are no more lines."""
        began = time.process_time()
        reference = Ending()
        # A scenario that never enters the function that a mutant changes cannot tell it from the reference.
        sys.settrace(reference.enter)
        self.run(session, reference)
        sys.settrace(None)
        limit = _SECONDS + _TIMES * (time.process_time() - began)
        gc.collect()
        gc.freeze()
        for line in sys.stdin:
            asked = json.loads(line)
            answer = self.judge(session, asked, reference, limit)
            self.answers.write(json.dumps(answer) + "\n")
            self.answers.flush()
        return True

    def judge(self, session: pytest.Session, asked: dict[str, str], reference: "Ending", limit: float) -> Json:
        """Run the scenarios against the mutant in a copy of this process, until one ends otherwise than with the reference."""
        with tempfile.TemporaryFile() as said, tempfile.TemporaryFile() as found:
            child = os.fork()
            if not child:
                try:
                    os.dup2(said.fileno(), 2)
                    _limit(limit)
                    answer = self._of_the_copy(session, asked, reference)
                    os.write(found.fileno(), json.dumps(answer).encode())
                except BaseException as error:
                    os.write(2, f"\n{type(error).__name__}: {error}".encode("utf-8", "backslashreplace"))
                    os._exit(1)
                finally:
                    # Whatever happened: this copy must not go on to read the next line.
                    os._exit(0)
            code = os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
            found.seek(0)
            text = found.read()
            if not code and text:
                return json.loads(text)
            if code in (-signal.SIGPROF, -signal.SIGALRM):
                return {"outcome": "timeout"}
            said.seek(0)
            last = said.read().decode("utf-8", "replace").strip().rpartition("\n")[2]
            return {"outcome": "broke", "why": last or f"the process ended with {code}"}

    def _of_the_copy(self, session: pytest.Session, asked: dict[str, str], reference: "Ending") -> Json:
        sys.meta_path.insert(0, Mutated(asked["module"], asked["source"]))
        for name in [name for name in sys.modules if name == PACKAGE or name.startswith(f"{PACKAGE}.")]:
            del sys.modules[name]
        try:
            connection = connect(self.settings)
            describe(connection)
            connection.drop()
        except (Exception, SystemExit) as error:
            return {"outcome": "does not start", "why": " ".join(f"{type(error).__name__}: {error}".split())}
        chosen = reference.coming_by(asked["module"], asked["place"])
        session.items = [item for item in session.items if scenario_id(item.nodeid) in chosen]
        ending = Ending(reference)
        self.run(session, ending)
        if ending.otherwise is not None:
            return {"outcome": "killed", **ending.otherwise}
        noted = {trait for trait in reference.traits if trait[0] in chosen}
        traits = sorted({trait[1:] for trait in ending.traits ^ noted})
        return {"outcome": "noted", "traits": [list(trait) for trait in traits]} if traits else {"outcome": "survived"}

    def run(self, session: pytest.Session, ending: "Ending") -> None:
        """Run the scenarios against the reference that can be imported now."""
        plugin: Any = session.config.pluginmanager.get_plugin("mapi-tck runner")
        runner: Runner = plugin
        runner.settings = self.settings
        runner.own = connect(self.settings)
        runner.host = load_host()
        session.config.pluginmanager.register(ending)
        with suppress(Heard):
            _pytest.main.pytest_runtestloop(session)
        session.config.pluginmanager.unregister(ending)


class Ending:
    """How the scenarios end, and the first that ends otherwise than with the reference: then it is enough."""

    def __init__(self, reference: "Ending | None" = None) -> None:
        self.reference = reference
        self.verdicts: dict[str, str] = {}
        #: (scenario, requirement, id)
        self.traits: set[tuple[str, str, str]] = set()
        #: (module, function) of the reference → the scenarios that have entered it.
        self.entered: dict[tuple[str, str], set[str]] = {}
        self._scenario = ""
        self.otherwise: dict[str, str] | None = None

    def pytest_runtest_logstart(self, nodeid: str) -> None:
        """A scenario begins. While the reference is watched, it begins with nothing remembered: it enters what it rests on."""
        self._scenario = scenario_id(nodeid) or ""
        if self.reference is None:
            _forget()

    def enter(self, frame: FrameType, _event: str, _argument: object) -> None:
        """A function is called: note it if it is the reference's."""
        module = frame.f_globals.get("__name__", "")
        if module.startswith(PACKAGE):
            place = (module.removeprefix(f"{PACKAGE}."), frame.f_code.co_qualname)
            self.entered.setdefault(place, set()).add(self._scenario)

    def coming_by(self, module: str, place: str) -> set[str]:
        """The scenarios that enter this function; all, if none is named: then it is the import that runs what is changed."""
        return self.entered.get((module, place), set()) if place else set(self.verdicts)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """A scenario has ended."""
        result = getattr(report, "mapi_tck", None)
        if result is None:
            return
        self.verdicts[result["scenario"]] = result["verdict"]
        self.traits |= {(result["scenario"], result["requirement"], trait["id"]) for trait in result["traits"]}
        if self.reference is not None and self.reference.verdicts[result["scenario"]] != result["verdict"]:
            self.otherwise = {key: result[key] for key in ("requirement", "verdict", "cause", "scenario")}

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_logfinish(self) -> None:
        """Go on to the next scenario only if there is need."""
        if self.otherwise is not None:
            raise Heard


class Mutated(importlib.abc.MetaPathFinder, importlib.abc.Loader):
    """Finds one module of the reference, and gives it a source of its own."""

    def __init__(self, module: str, source: str) -> None:
        self.name = f"{PACKAGE}.{module}"
        self.source = source

    def find_spec(
        self, fullname: str, path: Sequence[str] | None, target: ModuleType | None = None
    ) -> importlib.machinery.ModuleSpec | None:
        """The module, if it is that one."""
        return importlib.machinery.ModuleSpec(fullname, self) if fullname == self.name else None

    def exec_module(self, module: ModuleType) -> None:
        """Run the mutated source."""
        exec(compile(self.source, self.name, "exec"), vars(module))


def _forget() -> None:
    """Empty what functions of the reference keep of earlier calls."""
    for name, module in list(sys.modules.items()):
        if name.startswith(PACKAGE):
            for thing in vars(module).values():
                if hasattr(thing, "cache_clear"):
                    thing.cache_clear()


def _limit(seconds: float) -> None:
    with Path("/proc/self/statm").open() as sizes:
        pages = int(sizes.read().split()[0])
    bytes_ = pages * resource.getpagesize() + _BYTES
    resource.setrlimit(resource.RLIMIT_AS, (bytes_, bytes_))
    signal.setitimer(signal.ITIMER_PROF, seconds)
    signal.alarm(_ON_THE_WALL)


def main(role: Role) -> None:
    """Load and collect everything, then serve."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    # Whatever a mutant prints is nobody's answer.
    os.dup2(os.open(os.devnull, os.O_WRONLY), 1)
    with tempfile.TemporaryDirectory() as folder:
        settings = RunSettings("reference", role, declaration=DECLARATIONS[role])
        plugin: Any = Judge(settings, answers)
        start_pytest(Session(settings), features_root(), Path(folder), ["--capture=no"], [plugin])


if __name__ == "__main__":
    main(Role(sys.argv[1]))
