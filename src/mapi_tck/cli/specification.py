"""The commands about the specification itself: page-audit, spec, rulings."""

import sys
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Final, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.terminal import judged_by_rulings, named_record, redacting, shown_as, well_formed, write_text
from mapi_tck.errors import UsageError
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    from rich.console import RenderableType

#: Ending of a file → the form that it gets.
_ENDINGS: Final = {".html": "html", ".htm": "html", ".md": "markdown", ".markdown": "markdown"}

_PAGE = click.Path(path_type=Path, exists=True, dir_okay=False)

_OUTPUT = click.option(
    "-o",
    "--output",
    type=click.Path(path_type=Path, dir_okay=False),
    metavar="FILE",
    help="Where to write: a page if FILE ends with .html, Markdown if it ends with .md, else text.  [default: stdout]",
)


def _form(output: Path | None, otherwise: str = "text") -> str:
    """The form of an output, by the ending of its file."""
    return _ENDINGS.get(output.suffix.lower(), otherwise) if output else otherwise


def _write(made: "RenderableType | str | Iterator[str]", form: str, output: Path | None) -> None:
    """Write a report, and say where; without a file, or as text, print it."""
    if isinstance(made, Iterator):
        made = "".join(made)
    if output is None and form == "text":
        printing.show(made)
        return
    write_text(made if isinstance(made, str) else f"{printing.rendered(made)}\n", output)
    if output is not None and str(output) != "-":
        printing.show(str(output))


@click.command(
    epilog="""
\b
Exit codes:
  2  called wrongly, or a file is not the page
  1  a page differs from the English page, or has changed (--since)
  0  none does
"""
)
@click.argument("files", nargs=-1, required=True, type=_PAGE, metavar="FILE [FILE]...")
@click.option(
    "--since",
    metavar="PAGE|REVISION",
    help="Say what has changed on FILE instead: since an older page in the same language, since a revision, or, with the word "
    "kept, since the revision that the catalogue was written from.",
)
@_OUTPUT
def page_audit(files: tuple[Path, ...], since: str | None, output: Path | None) -> NoReturn:
    """Find what a translation of the published page mangles.

    FILE is the page as Markdown or HTML. For each numbered step the audit says which names survived, and which are lost, split,
    transliterated, re-cased or merged; whether the steps are all there and in order; and whether the direction words are paired
    with the flags as on the English page. A page with the English text beside a translation has two texts.

    With --since the command names the requirements and scenarios to look at again, because their sentences have changed. A
    change of layout is no change.
    """
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.suite.published.audit import audit
    from mapi_tck.suite.published.reading import read_page

    if since is not None:
        _since(files, since, output)
    audits = [audit(page) for file in files for page in read_page(file)]
    form = _form(output)
    _write(reader("page_audit")(audits, form), form, output)
    sys.exit(ExitCode.FAILED if any(one.alarms for one in audits) else ExitCode.CONFORMS)


def _since(files: tuple[Path, ...], since: str, output: Path | None) -> NoReturn:
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.suite.published.drift import drift
    from mapi_tck.suite.published.reading import read_page

    file, *others = files
    if others:
        raise UsageError("one page is compared with an earlier one", f"--since {since}", "name one FILE")
    found = drift(read_page(file), since)
    form = _form(output)
    _write(reader("page_drift")(found, form), form, output)
    sys.exit(ExitCode.FAILED if found.changed else ExitCode.CONFORMS)


@click.command(
    epilog="""
\b
Exit codes:
  2  called wrongly, or a file is not the page
  1  a sentence of the page is not bound
  0  otherwise
"""
)
@_OUTPUT
@click.option(
    "--page",
    type=_PAGE,
    metavar="FILE",
    help="The published page, as Markdown or HTML, in any language: its sentences stand beside the kit's words.",
)
@click.option(
    "--run",
    "run_record",
    type=click.Path(path_type=Path),
    metavar="RUN",
    help="A run record or its folder: its verdicts stand in the margin.",
)
@redacting
def spec(
    output: Path | None, page: Path | None, run_record: Path | None, redact: bool, patterns: tuple[str, ...]
) -> NoReturn:
    """Write the annotated specification.

    For each numbered step: what it demands in the kit's words, who is obliged and how strongly, the requirements, their scenarios
    as Gherkin, the rulings with both readings, and the proofs. With the English page the command also says how many of its
    sentences are bound to requirements. The page goes to -o only: the kit keeps no copy.
    """
    from mapi_tck.assessment import Assessment
    from mapi_tck.assessment.outputs import reader
    from mapi_tck.suite.published.binding import bind
    from mapi_tck.suite.published.reading import read_page

    pages = read_page(page) if page else []
    shown = next((one for one in pages if one.english), next(iter(pages), None))
    binding = bind(shown) if shown and shown.english else None
    assessment = None
    if run_record:
        path, record = named_record(run_record)
        with well_formed(path):
            assessment = Assessment(shown_as("needed", None, redact, patterns).of(record))
    form = _form(output)
    _write(reader("specification")(shown, binding, assessment, form), form, output)
    if binding and form != "text":
        printing.show(binding.summary)
    sys.exit(ExitCode.FAILED if binding and binding.unbound else ExitCode.CONFORMS)


@click.command()
@click.argument("runs", nargs=-1, type=click.Path(path_type=Path), metavar="[RUN]...")
@_OUTPUT
@redacting
def rulings(runs: tuple[Path, ...], output: Path | None, redact: bool, patterns: tuple[str, ...]) -> None:
    """List the rulings, and who follows which reading.

    A ruling decides where the specification contradicts itself. For each ruling the register has both readings, the decision and
    its reason, what rests on it, and what would change it. Each RUN, a run record or its folder, also shows which reading its
    implementation follows, and where implementations differ although each conforms.
    """
    from mapi_tck.assessment import Assessment
    from mapi_tck.assessment.outputs import reader

    read = [judged_by_rulings(run) for run in runs]
    shown = shown_as("needed", None, redact, patterns)
    form = _form(output)
    with well_formed(*(path for path, _ in read)):
        made = reader("rulings")([Assessment(shown.of(record)) for _, record in read], form)
    _write(made, form, output)


#: The commands of this module.
COMMANDS: Final = (page_audit, spec, rulings)
