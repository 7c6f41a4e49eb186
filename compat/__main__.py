"""The command: sessions beside each plugin and each two plugins. `python -m compat --help`."""

import sys
import tempfile
from collections.abc import Iterator
from itertools import combinations
from pathlib import Path

import click

from compat.plugins import ENVIRONMENT, Plugin, plugins, prepare, python
from compat.sessions import USES, Ended, session, trouble
from mapi_tck.assessment import printing
from mapi_tck.foreign import message


@click.command()
@click.option("--prepare", "only_prepare", is_flag=True, help="Only make the virtual environment with the plugins.")
@click.option("--alone", is_flag=True, help="Leave out the pairs.")
def main(only_prepare: bool, alone: bool) -> None:
    """Run the kit's plugin beside popular ones: each alone in each way to use pytest, and each two together.

    Exits with 1 if a session has other verdicts than the kit alone, or passes.
    """
    if only_prepare or not python().exists():
        prepare()
    if only_prepare:
        return
    wrong = 0
    number = 0
    with tempfile.TemporaryDirectory(prefix="mapi-tck-compat-") as folder:
        alone_first = {use: _in(Path(folder) / f"kit-{use}", (), use) for use in USES}
        whole = alone_first["plain"]
        for number, (chosen, use) in enumerate(_sessions(alone), 1):
            found = trouble(_in(Path(folder) / str(number), chosen, use), whole, chosen, use)
            if found:
                wrong += 1
                printing.tell(f"{' and '.join(plugin.package for plugin in chosen)}, {use}: {message(found)}")
    printing.show(f"{number} sessions beside {len(plugins())} plugins in {ENVIRONMENT.name}, {wrong} of them wrong")
    sys.exit(1 if wrong else 0)


def _sessions(alone: bool) -> Iterator[tuple[tuple[Plugin, ...], str]]:
    for plugin in plugins():
        for use in USES:
            yield (plugin,), use
    if not alone:
        for pair in combinations(plugins(), 2):
            yield pair, "plain"


def _in(folder: Path, chosen: tuple[Plugin, ...], use: str) -> Ended:
    folder.mkdir()
    return session(folder, chosen, use)


if __name__ == "__main__":
    main()
