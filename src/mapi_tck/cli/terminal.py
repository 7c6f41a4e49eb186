"""What the commands share: reading a record that a user names, writing a text, and showing an assessment on the terminal."""

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, NoReturn, TypeVar

import click

from mapi_tck.assessment import printing
from mapi_tck.errors import UsageError, apart_hint
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    from mapi_tck.assessment import Assessment
    from mapi_tck.assessment.outputs import Shown
    from mapi_tck.record.run_record import Record

F = TypeVar("F", bound=Callable[..., object])


class EachOf(click.Choice[str]):
    """A word of an option that can be given again."""

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """The word. Several words with commas between them are a mistake, and the message says what to do."""
        option = param.opts[0] if param is not None else ""
        if hint := apart_hint(str(value), self.choices.__contains__, option):
            self.fail(f"{value!r} is several words: {hint}", param, ctx)
        return super().convert(value, param, ctx)


def form_option(*forms: str, about: str = "") -> Callable[[F], F]:
    """The option for the form of the output; the first form is the default."""
    choice = click.Choice(forms)
    words = f"The form of the output{about}."
    return click.option("--format", "form", type=choice, default=forms[0], show_default=True, help=words)


def cluster_option(command: F) -> F:
    """The option for a cluster that does the jobs."""
    words = "Run on the workers of this scheduler of dask.distributed, for example tcp://10.0.0.1:8786."
    return click.option("--cluster", default="", metavar="ADDRESS", help=words)(command)


def named_record(run_record: Path) -> "tuple[Path, Record]":
    """The record that a user names, itself or by its folder, and its path."""
    from mapi_tck.assessment.outputs import RUN_RECORD
    from mapi_tck.record.run_record import open_record

    path = run_record / RUN_RECORD if run_record.is_dir() else run_record
    return path, open_record(path)


def judged_by_rulings(run: Path) -> "tuple[Path, Record]":
    """The record that is named, and its path. Raises `UsageError` if it was judged under another reading of a ruling."""
    path, record = named_record(run)
    if record.header["options"].get("ruling"):
        raise UsageError(
            "this is a what-if, judged under another reading", str(path), "name the run that it was made from"
        )
    return path, record


def redacting(command: F) -> F:
    """The options for what an output hides."""
    pattern = click.option(
        "--redact-pattern",
        "patterns",
        multiple=True,
        metavar="REGEX",
        help="Hide this too, in each output but the terminal. May be given again.",
    )
    switch = click.option(
        "--redact/--no-redact",
        default=True,
        show_default=True,
        help="Hide absolute paths, arguments of programs, error output and secrets in each output but the terminal. The record "
        "keeps them.",
    )
    return switch(pattern(command))


def shown_as(evidence: str, previous: "Record | None", redact: bool, patterns: tuple[str, ...]) -> "Shown":
    """What outputs show, as the options say. Raises `UsageError` for a pattern that is none."""
    from mapi_tck.assessment.outputs import Shown
    from mapi_tck.record.redacted import read_patterns

    return Shown(evidence, previous, redact, read_patterns(patterns))


@contextmanager
def well_formed(*paths: Path) -> Iterator[None]:
    """Turn the error of a reader into a `UsageError`: the fields of the record have the right form, but values are wrong."""
    try:
        yield
    except (AttributeError, KeyError, TypeError, ValueError, StopIteration) as error:
        what = f"the record does not have the form of one: {type(error).__name__}: {error}"
        raise UsageError(what, " or ".join(map(str, paths)), "was it edited?") from error


@contextmanager
def writing(option: str) -> Iterator[None]:
    """Raise `UsageError` if a file cannot be written. The option names the file or its folder."""
    try:
        yield
    except OSError as error:
        raise UsageError(f"cannot write there: {error.strerror}", option) from error


def write_text(text: str, output: Path | None) -> None:
    """Write the text to the file that the option `-o` names; to standard output without one, or if it is `-`."""
    if output is None or str(output) == "-":
        click.echo(text.rstrip("\n"))
        return
    from mapi_tck.record.writing import write_whole

    with writing(f"-o {output}"):
        write_whole(output, text.encode("utf-8"))


def show(
    assessment: "Assessment", outputs: list[Path], *, previous: "Record | None" = None, aside: bool = False
) -> None:
    """Print the summary of a run, compared with an earlier one, and the paths of its reports; with `aside` to standard error."""
    from mapi_tck.assessment.outputs import reader

    printing.show(reader("text")(assessment, previous), *map(str, outputs), aside=aside)


def interrupted(command: str, stop: KeyboardInterrupt) -> NoReturn:
    """End after Ctrl-C with one line: how far the command came, and what to do. The text of `stop` says that, if it has one."""
    how_far = "".join(f" {note}" for note in getattr(stop, "__notes__", ()))
    printing.tell(f"mapi-tck: {command} interrupted{how_far}; {str(stop) or 'start it again'}")
    sys.exit(ExitCode.UNDECIDED)
