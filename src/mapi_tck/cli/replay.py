"""The command `mapi-tck replay`: the scenarios of any feature file, on any adapter."""

import sys
from pathlib import Path
from typing import Any, NoReturn

import click

from mapi_tck.settings.options import command_options

EXIT_CODES = """
\b
Exit codes, the first that applies:
  2  called wrongly; nothing has run
  1  a MUST is violated (or, with --strict, a SHOULD), or an entry of the baseline no longer holds
  4  an error of kit or adapter
  3  undecided, incomplete or stopped early; or nothing but a what-if (--ruling)
  5  conforms but for known deviations (--baseline)
  0  conforms, or the selection holds
"""


@click.command(epilog=EXIT_CODES)
@click.argument("feature", metavar="FILE", type=click.Path(path_type=Path, exists=True, dir_okay=False))
@click.argument("adapter")
@command_options("role", "declaration", "seed")
def replay(feature: Path, adapter: str, **given: Any) -> NoReturn:
    """Run the scenarios of a feature FILE on any ADAPTER: what a search has found, or what you have written.

    FILE uses the kit's vocabulary (docs/steps.md); each scenario is tagged with the requirement that it judges. Nothing is
    recorded: every line and every call is printed.
    """
    from mapi_tck.certification.replaying import replay_feature
    from mapi_tck.settings.run import make_settings

    text, code = replay_feature(feature, make_settings(adapter, **given))
    click.echo(text)
    sys.exit(code)
