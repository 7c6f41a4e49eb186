"""Command lines: each ends with a documented exit code, and a mistake of a user is one line."""

import io
import os
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from typing import Any, Final
from unittest.mock import patch

from hypothesis import strategies as st

from fuzz.claims import BASELINE, DECLARATION
from fuzz.features import SEEDS
from fuzz.finding import Fault, Found, Kind, one_line
from fuzz.records import record_lines
from fuzz.texts import HOSTILE
from mapi_tck.cli.main import cli, main
from mapi_tck.errors import HandshakeError

#: Files in the folder in which the commands are called.
FILES: Final = {
    "declaration.toml": DECLARATION,
    "baseline.toml": BASELINE,
    "own.feature": SEEDS[0],
    "done/run.ndjson": "".join(f"{line}\n" for line in record_lines()),
    "cut/run.ndjson": "".join(f"{line}\n" for line in record_lines()[:4]),
    "no.toml": "a = [",
    "empty": "",
}
_VALUES: Final = (
    *FILES, "done", "cut", "nowhere", "reference", "wrong:directions-swapped", "wrong:", "unusual:x", "stdio:sh",
    "replay:done", "replay:nowhere", "isolated:reference", "isolated:", "os:getcwd", "a b:c", "subsystem", "transport",
    "topic", "full", "calls", "A4", "A4a", "X", "ST2", "alone", "1/2", "0/0", "3/2", "1", "0", "-1", "9" * 30, "json",
    "html=page.html", "markdown=-", "junit=", "xml", "D-01", "D-01=letter", "D-99=x", "svg", "[", "(?P<x>a)", "shell",
    "bash", "update", "2027-01-31", "mail team", "",
)  # fmt: skip
#: Exit codes that the documents name.
_CODES: Final = range(6)
#: Work of a command that would take long, or that another kind of inputs is about. It is left out: the line is what is judged.
_LEFT_OUT: Final = (
    "mapi_tck.certification.certifying.certify",
    "mapi_tck.certification.resuming.resume",
    "mapi_tck.certification.replaying.replay_feature",
    "mapi_tck.selftest.trying.selftest",
    "mapi_tck.cli.serve.serve_named",
    "mapi_tck.lint.lint",
    "mapi_tck.lint.paths.lint_paths",
)


def _commands() -> dict[tuple[str, ...], list[str]]:
    """The words of each command, and its options."""
    found: dict[tuple[str, ...], list[str]] = {}
    every: dict[str, Any] = dict(cli.commands)
    for name, command in every.items():
        parts: dict[tuple[str, ...], Any] = {
            (name, inner): one for inner, one in getattr(command, "commands", {}).items()
        }
        parts = parts or {(name,): command}
        for words, part in parts.items():
            found[words] = [option for parameter in part.params for option in parameter.opts if option.startswith("-")]
    return found


class CommandLines(Kind):
    """Command lines. An input is the list of words behind `mapi-tck`."""

    name = "command line"

    def __init__(self, folder: Path) -> None:
        super().__init__(folder)
        for name, text in FILES.items():
            (folder / name).parent.mkdir(exist_ok=True)
            (folder / name).write_text(text, "utf-8")

    def inputs(self) -> st.SearchStrategy[Any]:
        """A command with some of its options and other words."""
        # No word names a place outside the folder: reports are written there.
        hostile = [word for word in HOSTILE if not set(word) & {"/", "\x00", "\ud800"}]
        value = st.one_of(st.sampled_from(_VALUES), st.sampled_from(_VALUES), st.sampled_from(hostile))

        def line(words: tuple[str, ...], options: list[str]) -> st.SearchStrategy[list[str]]:
            option = st.sampled_from([*options, "--help", "--x", "-n", "--", "--out"])
            part = st.one_of(
                value.map(lambda one: [one]), st.tuples(option, value).map(list), option.map(lambda one: [one])
            )
            return st.lists(part, max_size=5).map(lambda parts: [*words, *(word for one in parts for word in one)])

        return st.one_of(*(line(*pair) for pair in _commands().items()), st.lists(value, max_size=3))

    def judge(self, given: Any) -> None:
        """Call the command in this process."""
        stdout, stderr = io.StringIO(), io.StringIO()
        with _called_in(self.folder), redirect_stdout(stdout), redirect_stderr(stderr):
            try:
                main(given)
            except SystemExit as ended:
                code = ended.code
        told = stderr.getvalue()
        if code not in _CODES or not isinstance(code, int):
            raise Found(Fault.CRASH, f"exit code {code}")
        if "Traceback" in told:
            raise Found(Fault.CRASH, told.strip().splitlines()[-1])
        if code == 2 and given:
            if stdout.getvalue():
                raise Found(Fault.MESSAGE, "exit code 2, and something stands on standard output")
            one_line(told.removesuffix("\n"))
        if code == 0 and not stdout.getvalue() and not told and given[:1] not in (["serve"], ["diff"]):
            raise Found(Fault.MESSAGE, "exit code 0, and not a word")


@contextmanager
def _called_in(folder: Path) -> Iterator[None]:
    """The folder is the current one, standard input is empty, and long work is left out."""
    here, path = Path.cwd(), list(sys.path)
    with ExitStack() as stack:
        for name in _LEFT_OUT:
            stack.enter_context(patch(name, side_effect=HandshakeError("the work is left out here")))
        stack.enter_context(patch("sys.stdin", io.StringIO()))
        os.chdir(folder)
        try:
            yield
        finally:
            os.chdir(here)
            sys.path[:] = path
