"""The command: makes the mutants, lets the features judge them, and compares the survivors with those that are listed."""

import difflib
import random
import sys
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Final

import click

from mapi_tck.assessment import printing
from mapi_tck.cli.terminal import EachOf, interrupted
from mapi_tck.engine.progress import Progress
from mapi_tck.errors import TckError
from mutation.figures import by_module, summary, table, write
from mutation.mutants import MODULES, Mutant, mutants_of, source_of
from mutation.outcomes import Judged, Outcome, judge
from mutation.survivors import differences, load

#: The word of the progress for a mutant that survives although the list of survivors lacks it.
_NOT_LISTED: Final = "not listed"


class _Command(click.Command):
    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; Ctrl-C ends it with one line."""
        try:
            return super().invoke(ctx)
        except KeyboardInterrupt as stop:
            interrupted("mutation", stop)


@click.command(cls=_Command)
@click.option("--module", "modules", multiple=True, type=EachOf(MODULES), help="Only this module. May be given again.")
@click.option("--sample", type=click.IntRange(1), help="The number of mutants, drawn at random.  [default: all]")
@click.option("--seed", default=0, show_default=True, help="Seed of the sample.")
@click.option("-n", "size", default=2, show_default=True, type=click.IntRange(1), help="Number of processes.")
@click.option("--cluster", default="", metavar="ADDRESS", help="Use the workers of this scheduler of dask.distributed.")
@click.option("--show", metavar="ID", help="Only this mutant: show the change and how it ends.")
@click.option("--out", default="mapi-tck-mutation.json", show_default=True, type=click.Path(path_type=Path))
def main(
    modules: Sequence[str], sample: int | None, seed: int, size: int, cluster: str, show: str | None, out: Path
) -> None:
    """Change the reference in every place, one change at a time, and let the scenarios judge each changed one.

    Exits with 1 if a mutant survives that is not listed, or if a listed one does not survive any more.
    """
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
    judged: list[Judged] = []
    with Progress("mutant", _NOT_LISTED, tuple(Outcome)) as progress:
        progress.start(Counter(mutant.module for mutant in chosen))
        for one in judge(chosen, size, cluster):
            judged.append(one)
            survives = one.outcome is Outcome.SURVIVED and one.mutant.key not in listed
            if survives:
                progress.say(f"{one.mutant.id} {one.mutant.module}: {one.mutant.change}")
            progress.end(one.mutant.module, one.mutant.id, _NOT_LISTED if survives else one.outcome)
    places = {mutant: place for place, mutant in enumerate(chosen)}
    judged.sort(key=lambda one: places[one.mutant])
    write(out, judged, listed, selection)
    wrong = differences(judged, listed, mutants)
    figures = by_module(judged, listed)
    printing.show(*table(figures).splitlines(), *summary(figures["all"]).splitlines(), str(out), *wrong)
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
