"""The command: sessions beside each plugin and each two plugins. `python -m compat --help`."""

import random
import sys
import tempfile
from collections.abc import Iterator
from contextlib import suppress
from itertools import combinations
from pathlib import Path

import click

from compat import interpreters
from compat.plugins import Plugin, plugins, prepare, python
from compat.sessions import USES, Ended, session, trouble
from mapi_tck.assessment import printing
from mapi_tck.foreign import message


@click.command()
@click.option(
    "--prepare", "only_prepare", is_flag=True, help="Only make the environments, also those for other interpreters."
)
@click.option(
    "--sessions", "most", type=click.IntRange(1), help="Only so many of the sessions, drawn at random.  [default: all]"
)
@click.option("--seed", default=0, show_default=True, help="The seed of the draw.")
def main(only_prepare: bool, most: int | None, seed: int) -> None:
    """Run the kit's plugin beside popular ones: each alone in each way to use pytest, and each two together.

    Exits with 1 if a session has other verdicts than the kit alone, or passes.
    """
    if only_prepare or not python().exists():
        prepare()
    if only_prepare:
        interpreters.prepare()
        return
    every = list(_sessions())
    if most is not None:
        every = random.Random(seed).sample(every, min(most, len(every)))
    wrong = number = 0
    with tempfile.TemporaryDirectory(prefix="mapi-tck-compat-") as folder, suppress(KeyboardInterrupt):
        whole = _in(Path(folder) / "kit", (), "plain")
        for number, (chosen, use) in enumerate(every, 1):
            found = trouble(_in(Path(folder) / str(number), chosen, use), whole, chosen, use)
            if found:
                wrong += 1
                printing.tell(f"{' and '.join(plugin.package for plugin in chosen)}, {use}: {message(found)}")
    printing.show(f"{number} sessions beside {len(plugins())} plugins, {wrong} of them wrong")
    sys.exit(1 if wrong else 0)


def _sessions() -> Iterator[tuple[tuple[Plugin, ...], str]]:
    for plugin in plugins():
        for use in USES:
            yield (plugin,), use
    for pair in combinations(plugins(), 2):
        yield pair, "plain"


def _in(folder: Path, chosen: tuple[Plugin, ...], use: str) -> Ended:
    folder.mkdir()
    return session(folder, chosen, use)


if __name__ == "__main__":
    main()
