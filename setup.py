"""The description that a package index shows: the README with links that lead somewhere outside of the repository, too.

`Source` in `[project.urls]` says where the repository is published. Then links and pictures lead there. Without it the words of a
link stay, and a picture becomes its description. All else about the package is in pyproject.toml.
"""

import re
import tomllib
from pathlib import Path

from setuptools import setup

_HERE = Path(__file__).resolve().parent

#: A block of code, which stays as it is.
_CODE = re.compile(r"(^```.*?^```$)", re.MULTILINE | re.DOTALL)
#: A link or an address that is a path in the repository.
_LINK = re.compile(r"(?<!!)\[([^]]*)\]\((?![a-z]+:|#)([^)\s]+)\)")
_PICTURE = re.compile(r"<picture>.*?alt=\"([^\"]*)\".*?</picture>", re.DOTALL)
_PLACE = re.compile(r"((?:src|srcset)=\")(?![a-z]+:)([^\"]+)\"")


def description(readme: str, source: str = "") -> str:
    """The README for a package index. `source` is the address of the repository, if it is published."""
    parts = _CODE.split(readme)
    return "".join(part if number % 2 else _outside(part, source.rstrip("/")) for number, part in enumerate(parts))


def _outside(text: str, source: str) -> str:
    if not source:
        return _LINK.sub(r"\1", _PICTURE.sub(r"*\1*", text))
    text = _LINK.sub(rf"[\1]({source}/blob/HEAD/\2)", text)
    return _PICTURE.sub(lambda found: _PLACE.sub(rf'\1{source}/raw/HEAD/\2"', found[0]), text)


if __name__ == "__main__":
    _project = tomllib.loads((_HERE / "pyproject.toml").read_text("utf-8"))["project"]
    setup(
        long_description=description((_HERE / "README.md").read_text("utf-8"), _project["urls"].get("Source", "")),
        long_description_content_type="text/markdown",
    )
