"""The command that calls every method of an adapter once."""

import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, Final, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.settings_command import SettingsCommand
from mapi_tck.cli.terminal import form_option
from mapi_tck.verdicts import ExitCode

if TYPE_CHECKING:
    from rich.console import RenderableType

    from mapi_tck.certification.smoke import Smoke, Tried
    from mapi_tck.certification.smoke_bed import Fault

EXIT_CODES: Final = """
\b
Exit codes:
  0  every method was called, and nothing is wrong
  2  called wrongly; nothing has run
  3  methods were not reached, because a call before them was refused
  4  an answer was no proper answer, the test bed is wrong, or nothing started
"""


@click.command(cls=SettingsCommand, epilog=EXIT_CODES, settings=("role", "declaration"))
@click.argument("adapter")
@form_option("text", "json")
def smoke(adapter: str, form: str, **given: Any) -> NoReturn:
    """Call every method of an adapter once, within seconds.

    Says whether the adapter starts, whether each answer has the right shape, and what the test bed does not offer. For an answer
    that is wrong it shows the request, what came back, and a right answer to compare with. Also says whether the test bed shows
    the messages that are there, and whether `reset` removes them. It judges no requirement.
    """
    from mapi_tck.certification.smoke import Outcome, smoke
    from mapi_tck.settings.run import make_settings

    found = smoke(make_settings(adapter, **given))
    if form == "json":
        click.echo(_as_json(found))
    else:
        printing.show(*_text(found))
    if found.having(Outcome.BROKE) or found.faults:
        sys.exit(ExitCode.BROKE)
    sys.exit(ExitCode.UNDECIDED if found.having(Outcome.NOT_REACHED) else ExitCode.CONFORMS)


def _as_json(found: "Smoke") -> str:
    import json
    from dataclasses import asdict

    return json.dumps(asdict(found), indent=1, ensure_ascii=False)


def _text(found: "Smoke") -> "Iterator[RenderableType]":
    from mapi_tck.certification.smoke import Outcome

    vendor = f" ({found.vendor})" if found.vendor else ""
    yield f"Started: {found.implementation} {found.version}{vendor}. It observes: {', '.join(found.observes)}."
    counts = [f"{len(found.having(outcome))} {outcome}" for outcome in Outcome if found.having(outcome)]
    yield f"{len(found.tried)} methods: {', '.join(counts)}"
    headings = {
        Outcome.REFUSED: "Refused. The answer has the right shape. Whether the refusal is right, `mapi-tck run` judges.",
        Outcome.NOT_OFFERED: "Not offered. These methods are optional. What needs them stays undecided.",
        Outcome.NOT_REACHED: "Not reached.",
    }
    for outcome, heading in headings.items():
        if group := found.having(outcome):
            yield ""
            yield heading
            yield printing.columns(*((one.method, one.detail) for one in group), indent=2)
    for one in found.having(Outcome.BROKE):
        yield ""
        yield f"{one.method} gave no proper answer. To blame: the {one.blame}."
        yield printing.columns(*_evidence(one), indent=2)
    for fault in found.faults:
        yield ""
        yield f"{fault.method} does not do what it is for. To blame: the adapter, or the implementation behind it."
        yield printing.columns(*_shown(fault), indent=2)


def _shown(fault: "Fault") -> Iterator[tuple[str, str]]:
    yield "wrong", fault.wrong
    yield from zip(("calls", *[""] * len(fault.calls)), fault.calls, strict=False)
    yield "expected", fault.expected
    if fault.example:
        yield "a right one", fault.example


def _evidence(one: "Tried") -> Iterator[tuple[str, str]]:
    yield "wrong", one.detail
    if one.request:
        yield "request", one.request
    if one.answer:
        yield "answer", one.answer
    if one.example:
        yield "a right one", one.example


#: The commands of this module.
COMMANDS: Final = (smoke,)
