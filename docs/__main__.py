"""Writes the generated pages of this folder again, and the files that pages show: `python -m docs`, or `make docs`.

`python -m docs --check` writes nothing, names what is not current, and exits with 1 if anything is.
"""

import re
import sys
from pathlib import Path
from typing import Final

from mapi_tck.catalogue import load_catalogue
from mapi_tck.lint.step_page import steps_page
from mapi_tck.outputs import reader
from mapi_tck.suite import packaged_scenarios

FOLDER: Final = Path(__file__).resolve().parent

#: What stands between such marks is the file that the first one names.
_SHOWN: Final = re.compile(r"(<!-- shown: (\S+) -->\n)```(\w+)\n.*?```(\n<!-- end -->)", re.DOTALL)


def pages() -> dict[Path, str]:
    """Every page that is generated, wholly or in part, with the text that it should have."""
    made: dict[Path, str] = {
        FOLDER / "requirements.md": reader("traceability")(load_catalogue(), packaged_scenarios().values()),
        FOLDER / "steps.md": steps_page(),
    }
    for path in sorted(FOLDER.glob("*.md")):
        text = path.read_text("utf-8")
        if path not in made and _SHOWN.search(text):
            made[path] = _SHOWN.sub(_shown, text)
    return made


def _shown(mark: re.Match[str]) -> str:
    code = (FOLDER.parent / mark[2]).read_text("utf-8")
    return f"{mark[1]}```{mark[3]}\n{code}```{mark[4]}"


def main(arguments: list[str]) -> int:
    """Write what is not current, or with `--check` only name it."""
    check = arguments == ["--check"]
    if arguments and not check:
        sys.stderr.write("usage: python -m docs [--check]\n")
        return 2
    stale = {path: text for path, text in pages().items() if not path.exists() or path.read_text("utf-8") != text}
    for path, text in stale.items():
        sys.stdout.write(f"{path.relative_to(FOLDER.parent)} {'is not current' if check else 'written'}\n")
        if not check:
            path.write_text(text, "utf-8")
    return 1 if check and stale else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
