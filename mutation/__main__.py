"""The command: makes the mutants, has the features judge them, and compares the survivors with those that are listed."""

import difflib
import random
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import click

from mapi_tck.errors import TckError
from mutation.figures import by_module, table, write
from mutation.mutants import MODULES, Mutant, mutants_of, source_of
from mutation.outcomes import Judged, Outcome, judge
from mutation.survivors import differences, load


@click.command()
@click.option(
    "--module", "modules", multiple=True, type=click.Choice(MODULES), help="Only this module; may be repeated."
)
@click.option("--sample", type=click.IntRange(1), help="Only so many mutants, drawn at random.")
@click.option("--seed", default=0, show_default=True, help="Of the sample.")
@click.option("-n", "size", default=2, show_default=True, type=click.IntRange(1), help="Processes at a time.")
@click.option("--show", metavar="ID", help="Only this mutant, with its difference and how it ends.")
@click.option("--out", default="mapi-tck-mutation.json", show_default=True, type=click.Path(path_type=Path))
def main(modules: Sequence[str], sample: int | None, seed: int, size: int, show: str | None, out: Path) -> None:
    """Exits with 1 if a mutant survives that is not listed, or a listed one does not survive any more."""
    listed = load()
    mutants = [mutant for module in modules or MODULES for mutant in mutants_of(module, source_of(module))]
    if show is not None:
        _show(mutants, show)
        return
    chosen = mutants
    selection: dict[str, Any] = {"modules": list(modules)} if modules else {}
    if sample is not None and sample < len(mutants):
        picked = set(random.Random(seed).sample(range(len(mutants)), sample))
        chosen = [mutant for place, mutant in enumerate(mutants) if place in picked]
        selection |= {"sample": sample, "seed": seed}
    ended: dict[Mutant, Judged] = {}
    for number, one in enumerate(judge(chosen, size), 1):
        ended[one.mutant] = one
        if one.outcome is Outcome.SURVIVED and one.mutant.key not in listed:
            click.echo(f"{one.mutant.id} {one.mutant.module}: {one.mutant.change}", err=True)
        elif number % 100 == 0:
            click.echo(f"{number} of {len(chosen)}", err=True)
    judged = [ended[mutant] for mutant in chosen]
    write(out, judged, listed, selection)
    click.echo(table(by_module(judged, listed)))
    click.echo(f"{out}")
    wrong = differences(judged, listed, mutants)
    for line in wrong:
        click.echo(line)
    sys.exit(1 if wrong else 0)


def _show(mutants: Sequence[Mutant], id: str) -> None:
    mutant = next((mutant for mutant in mutants if mutant.id == id), None)
    if mutant is None:
        raise click.UsageError(f"no mutant has the id {id}; a run's result file lists them")
    before, after = source_of(mutant.module).splitlines(), mutant.source.splitlines()
    name = f"adapters/reference/{mutant.module}.py"
    click.echo("\n".join(difflib.unified_diff(before, after, name, name, lineterm="", n=6)))
    (judged,) = judge([mutant], 1)
    click.echo(f"\n{mutant.change}\n{judged.outcome} in role {judged.role}")
    if judged.outcome is Outcome.KILLED:
        click.echo(f"{judged.requirement} {judged.verdict} ({judged.cause}): {judged.scenario}")
    for word in (judged.why, *(f"{requirement} notes {trait}" for requirement, trait in judged.traits)):
        if word:
            click.echo(word)


try:
    main()
except TckError as error:
    sys.exit(f"mutation: {error}")
