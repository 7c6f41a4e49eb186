"""The command `mapi-tck replay`: runs the scenarios of any feature file on any adapter."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from mapi_tck.assessment import printing
from mapi_tck.settings.run import command_options

EXIT_CODES = """
\b
Exit codes, the first that applies:
  2  called wrongly; nothing has run
  1  a MUST fails (with --strict: or a SHOULD), or the baseline does not hold
  4  an error of the kit or the adapter
  3  undecided, incomplete or stopped early; or a what-if (--ruling)
  5  conforms but for known deviations (--baseline)
  0  conforms, or the selection holds
"""


@click.command(epilog=EXIT_CODES)
@click.argument("feature", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("adapter")
@command_options("role", "declaration", "seed")
def replay(feature: Path, adapter: str, **given: Any) -> NoReturn:
    """Run the scenarios of a feature file on any adapter.

    FILE is what a search has found, say counterexamples.feature, or what you have written. It uses the kit's vocabulary
    (docs/steps.md), and each scenario has the tag of the requirement that it judges. The command prints each line and each call,
    and writes no record.
    """
    from mapi_tck.certification.replaying import replay_feature
    from mapi_tck.settings.run import make_settings

    text, code = replay_feature(feature, make_settings(adapter, **given))
    printing.show(text)
    sys.exit(code)
