"""A kit with fewer step texts: `python -m benchmarks.few_steps TEXTS.json run reference …`.

TEXTS.json lists the step texts that stay, each as [kind, text]; an empty list keeps all. The rest is the kit's command line.
"""

import json
import sys
from importlib import import_module
from pathlib import Path

from mapi_tck.scenario import vocabulary


def keep(texts: set[tuple[str, str]]) -> None:
    """Forget all other step texts: the kit's own list of them, and what pytest-bdd made of them."""
    import_module("mapi_tck.steps")
    for module, phrases in vocabulary._DECLARED.items():
        gone = [phrase for phrase in phrases if (phrase.kind, phrase.name) not in texts]
        phrases[:] = [phrase for phrase in phrases if phrase not in gone]
        names = vars(sys.modules[module])
        for phrase in gone:
            names.pop(f"__pytest_bdd_step_def_{phrase.kind}_{phrase.name}", None)


def main() -> None:
    """Run the kit."""
    texts = json.loads(Path(sys.argv.pop(1)).read_text("utf-8"))
    if texts:
        keep({(kind, text) for kind, text in texts})
    import_module("mapi_tck.__main__").main()


if __name__ == "__main__":
    main()
