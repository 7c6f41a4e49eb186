"""The command `mapi-tck replay`: runs the scenarios of any feature file on any adapter."""

import sys
from pathlib import Path
from typing import NoReturn

import click

from mapi_tck.assessment import printing

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
@click.option(
    "--role",
    type=click.Choice(["subsystem", "transport"]),
    default="subsystem",
    show_default=True,
    help="What is under test.",
)
@click.option(
    "--declaration", type=click.Path(path_type=Path), metavar="FILE", help="The implementation's declaration."
)
@click.option("--seed", type=int, default=0, metavar="N", help="Seed of all data that the kit makes up.")
def replay(feature: Path, adapter: str, role: str, declaration: Path | None, seed: int) -> NoReturn:
    """Run the scenarios of a feature file on any adapter.

    FILE is what a search has found, say counterexamples.feature, or what you have written. It uses the kit's vocabulary
    (docs/steps.md), and each scenario has the tag of the requirement that it judges. The command prints each line and each call,
    and writes no record.
    """
    from mapi_tck.engine.replaying import replay_feature
    from mapi_tck.settings.run import make_options

    options = make_options(adapter, role=role, declaration=declaration, seed=seed)
    text, code = replay_feature(feature, options)
    printing.show(text)
    sys.exit(code)
