"""Shows how far a run is: on a terminal one live line, elsewhere a line for each group of items that has ended.

While a long group is under way, there is a line now and then.
"""

import os
import sys
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from contextlib import ExitStack, redirect_stdout, suppress
from dataclasses import dataclass, field
from functools import partial
from io import StringIO
from typing import Any, Final, Self

import pytest
from rich.console import Console
from rich.live import Live
from rich.text import Text

from mapi_tck.assessment import printing
from mapi_tck.assessment.words import plural
from mapi_tck.engine.recording import RunRecorder
from mapi_tck.foreign import visible
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.codecs import Json

#: How many times a second the live line is drawn. A choice: often enough for the eye, too seldom to slow a run down.
_DRAWN: Final = 4
#: Seconds before the live line says how long the rest takes. A choice: an estimate from fewer seconds would change all the time.
_SOON: Final = 2.0
#: Seconds without a line, after which an item that ends is worth a line of its own. A choice: a person who watches a log wonders
#: after a minute, and a run of half an hour has no more lines than a reader can skip.
_SILENT: Final = 10.0


@dataclass(slots=True)
class _Group:
    """The items of one group."""

    planned: int
    #: What one item counts in the percentage.
    weight: int
    #: Outcome → how many items ended so.
    outcomes: Counter[str] = field(default_factory=Counter)
    ended: int = 0
    #: How long the items that have ended took together.
    seconds: float = 0.0


@dataclass(frozen=True, slots=True)
class _Item:
    """An item. `since` is the time at which it began, by the monotonic clock."""

    group: str
    name: str
    since: float


class Progress:
    """Counts items that end with an outcome, and shows how many have ended. Each item belongs to a group, say a feature file.

    The live line counts the items of each outcome that is not in `fine`. It shows the number for `bad` even if it is 0. With
    `aside` everything goes to standard error.
    """

    def __init__(self, noun: str, bad: str, fine: tuple[str, ...], *, aside: bool = False) -> None:
        self.noun, self.bad, self.fine, self.aside = noun, bad, fine, aside
        self.groups: dict[str, _Group] = {}
        self.outcomes = Counter({bad: 0})
        #: The item that began last. If the caller only says how items end, it is the one that ended last.
        self._latest = _Item("", "", 0.0)
        self._under_way: dict[str, _Item] = {}
        self._began = 0.0
        #: When the last line was printed, by the monotonic clock.
        self._said = 0.0
        self._screen: Console | None = None
        self._end = ExitStack()
        stream = sys.stderr if aside else sys.stdout
        if stream.isatty() and os.environ.get("TERM", "dumb") != "dumb":
            # The live line has a descriptor of its own, because pytest redirects those of the standard streams.
            copy = os.fdopen(os.dup(stream.fileno()), "w", encoding=stream.encoding, errors="replace")
            self._screen = printing.console(printing.protected(self._end.enter_context(copy)), live=True)

    def __enter__(self) -> Self:
        return self

    def __exit__(self, _: object, error: BaseException | None, __: object) -> None:
        """Remove the live line. After an interruption add a note to it: how many items had ended."""
        self._end.close()
        if self.done:
            self.say("")
        if isinstance(error, KeyboardInterrupt) and self.groups:
            error.add_note(f"after {self.done} of {plural(self.total, self.noun)}")

    def start(self, planned: Mapping[str, int], weights: Mapping[str, int] | None = None) -> None:
        """Begin to show. `planned` is group → number of items; `weights` is group → what one item counts, 1 if not given."""
        self.groups = {name: _Group(number, (weights or {}).get(name, 1)) for name, number in planned.items()}
        self._began = self._said = time.monotonic()
        self._latest = _Item("", "", self._began)
        if self._screen is not None:
            draw = partial(self._line, self._screen)
            live = Live(
                console=self._screen,
                get_renderable=draw,
                refresh_per_second=_DRAWN,
                transient=True,
                redirect_stdout=False,
                redirect_stderr=False,
            )
            self._end.enter_context(live)
            self._screen.show_cursor()  # a process that dies would leave it hidden

    def begin(self, group: str, name: str) -> None:
        """Note that an item begins."""
        self._latest = self._under_way[name] = _Item(group, name, time.monotonic())

    def end(self, group: str, name: str, outcome: str) -> None:
        """Note that an item has ended. If `begin` was not called for it, it began when the item before it ended."""
        own, now = self.groups[group], time.monotonic()
        begun = self._under_way.pop(name, None)
        own.seconds += now - (begun or self._latest).since
        self._latest = self._latest if begun else _Item(group, name, now)
        own.outcomes[outcome] += 1
        own.ended += 1
        self.outcomes[outcome] += 1
        if own.ended == own.planned or now - self._said >= _SILENT:
            order = (*self.fine[:1], self.bad, *sorted(own.outcomes))
            found = sorted(own.outcomes.items(), key=lambda item: order.index(item[0]))
            counts = ", ".join(f"{number} {word}" for word, number in found)
            so_far = "" if own.ended == own.planned else f"{own.ended} of "
            self.say(f"{group:<{max(map(len, self.groups))}}  {so_far}{plural(own.planned, self.noun)}: {counts}")

    def say(self, line: str) -> None:
        """Print a line, unless there is a live line."""
        self._said = time.monotonic()
        if self._screen is None:
            printing.show(line, aside=self.aside)

    @property
    def done(self) -> int:
        """How many items have ended."""
        return sum(group.ended for group in self.groups.values())

    @property
    def total(self) -> int:
        """How many items are planned."""
        return sum(group.planned for group in self.groups.values())

    def part(self) -> tuple[float, str]:
        """How much of the item under way is done: a number from 0 to 1, and words."""
        return 0.0, ""

    def _line(self, screen: Console) -> Text:
        with suppress(OSError):  # the terminal may be gone
            screen.width = os.get_terminal_size(screen.file.fileno()).columns or printing.NARROWEST
        latest = self._latest
        part, words = self.part()
        whole = sum(group.weight * group.planned for group in self.groups.values())
        ended = sum(group.weight * group.ended for group in self.groups.values())
        share = (ended + (self.groups[latest.group].weight * part if part else 0)) / whole
        text = Text(f"{words or f'{self.done}/{self.total}'}  {share:.0%}", no_wrap=True, overflow="ellipsis")
        text.append(self._left(latest, part))
        for outcome, number in dict(self.outcomes).items():
            if outcome not in self.fine:
                text.append(f"  {number} {outcome}", "bold red" if number and outcome == self.bad else "")
        return text.append(f"  {visible(latest.name)}", "dim")

    def _left(self, latest: _Item, part: float) -> str:
        """How long the rest takes, in words, if each group goes on as it began; "" if too little is known."""
        now = time.monotonic()
        spent = sum(group.seconds for group in self.groups.values())
        if now - self._began < _SOON or not spent:
            return ""
        left = 0.0
        for name, group in self.groups.items():
            usual = group.seconds / group.ended if group.ended else spent / self.done
            if name == latest.group:
                if not group.ended and not part:
                    return ""
                usual = usual if group.ended else (now - latest.since) / part
                left -= usual * part
            left += usual * (group.planned - group.ended)
        # Items of several processes are under way at the same time.
        minutes, seconds = divmod(round(left * (now - self._began) / spent), 60)
        return f"  {minutes}:{seconds:02} left"


class Quiet:
    """A plugin that keeps what pytest's own reporter writes, the errors of collection, and those of pytest itself."""

    def __init__(self) -> None:
        self.said = StringIO()
        self.errors: list[str] = []
        #: The errors of pytest itself, or of a plugin.
        self.internal: list[str] = []
        self.config: pytest.Config | None = None
        #: Whether Ctrl-C ended the run.
        self.interrupted = False

    def tell(self, *, ran: bool) -> None:
        """Write the errors to standard error. If there are none, and nothing `ran`, write what the reporter wrote."""
        said = "" if ran or self.internal else self.said.getvalue().lstrip("\n")
        for line in ("\n".join(self.errors) or said).splitlines():
            printing.tell(line)

    @pytest.hookimpl(trylast=True)
    def pytest_configure(self, config: pytest.Config) -> None:
        """Let the reporter write to `said`. It has written nothing yet."""
        self.config = config
        if config.pluginmanager.has_plugin("terminalreporter"):
            config.get_terminal_writer()._file = self.said

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """Keep the error if something could not be collected."""
        if report.failed:
            self.errors.append(report.longreprtext)

    def pytest_internalerror(self, excrepr: object) -> None:
        """Keep the error of pytest itself, or of a plugin."""
        self.internal.append(str(excrepr))

    def pytest_keyboard_interrupt(self) -> None:
        """Note Ctrl-C. pytest calls this hook also if something could not be collected: then there are errors."""
        self.interrupted = not self.errors and not self.stopped

    @property
    def stopped(self) -> bool:
        """Whether the kit itself has stopped the run."""
        return False


class RunProgress(Progress, Quiet):
    """The progress of a run that a recorder records. It is a plugin of pytest, and takes the place of pytest's own reporter."""

    def __init__(self, recorder: RunRecorder, *, aside: bool = False) -> None:
        fine = (Verdict.PASS, Verdict.NOT_APPLICABLE, Verdict.NOT_TESTED)
        Progress.__init__(self, "scenario", Verdict.FAIL, fine, aside=aside)
        Quiet.__init__(self)
        self.recorder = recorder
        #: Scenario → what the header says of it.
        self._texts: dict[str, Json] = {}
        self._thorough = False
        #: The files whose scenarios are laws.
        self._searched: set[str] = set()
        recorder.writer.follow = self.follow
        if aside:
            self._end.enter_context(redirect_stdout(sys.stderr))

    def __exit__(self, kind: object, error: BaseException | None, trace: object) -> None:
        """Remove the live line. Show errors, or what pytest said if no scenario ran; nothing of it after Ctrl-C."""
        super().__exit__(kind, error, trace)
        if not self.interrupted:
            self.tell(ran=self.recorder.begun)

    @property
    def stopped(self) -> bool:
        """Whether the kit itself has stopped the run, because the record could not be written or the implementation changed."""
        return bool(self.recorder.stopped) or self.recorder.failure is not None

    def follow(self, line: Mapping[str, Json]) -> None:
        """Show what a line of the record says. The recorder has just written it."""
        if line["type"] == "header":
            self._begin_run(line)
        elif line["type"] == "run resumed":
            assert self.recorder.kept is not None
            self._begin_run(self.recorder.kept.header, self.recorder.kept.left)
        elif line["type"] == "scenario started":
            text = self._texts[line["scenario"]]
            self.begin(text["file"], text["name"])
        elif line["type"] == "scenario ended":
            text = self._texts[line["scenario"]]
            if self._thorough and "search" in line:
                cases = plural(len(line["search"]["examples"]), "case")
                self.say(f"{self._law}  {cases}: {line['verdict']}  {text['name']}")
            self.end(text["file"], text["name"], line["verdict"])

    def _begin_run(self, header: Mapping[str, Any], left: Sequence[str] | None = None) -> None:
        """Begin to show a run. If it goes on, `left` are the scenarios that are left, each once for each attempt."""
        options = header["options"]
        self._thorough = options["thorough"]
        self._texts = {text["id"]: text for text in header["scenarios"]}
        planned = [self._texts[id] for id in (header["plan"] * options["repeat"] if left is None else left)]
        self._searched = {text["file"] for text in planned if "search" in text["tags"]}
        # A thorough search of one law takes minutes, so the percentage counts cases, not laws.
        weights = dict.fromkeys(self._searched, int(options["examples"])) if self._thorough else {}
        self.start(Counter(text["file"] for text in planned), weights)

    @property
    def _law(self) -> str:
        files = [self.groups[file] for file in self._searched]
        return f"law {sum(file.ended for file in files) + 1}/{sum(file.planned for file in files)}"

    def part(self) -> tuple[float, str]:
        """How many cases of the law under way were tried."""
        runner: Any = self.config and self.config.pluginmanager.get_plugin("mapi-tck runner")
        number, planned, smaller = getattr(runner and runner.watchdog.scenario, "case", (0, 0, 0))
        if not number:  # a scenario that is no law; or a law in a worker process, whose cases are not known here
            return 0.0, self._law if self._thorough and self._latest.group in self._searched else ""
        if smaller:  # a case has failed, and the search looks for the smallest one; how long that takes is unknown
            return 0.0, f"{self._law}, {plural(smaller, 'smaller case')}"
        return min(number / planned, 1.0), f"{self._law}, case {number}/{planned}"
