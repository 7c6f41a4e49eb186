"""The plugins, and the virtual environment that has them."""

import subprocess
import sys
import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Final

import mapi_tck
from compat.interpreters import ENVIRONMENTS, install

FILE: Final = Path(__file__).resolve().with_name("plugins.toml")
#: The environment in a checkout. `make` makes it.
ENVIRONMENT: Final = ENVIRONMENTS / "plugins"
#: A file in the environment that lets it see the kit and what the kit needs.
_PATHS: Final = "kit.pth"


@dataclass(frozen=True)
class Plugin:
    """One plugin of pytest."""

    #: Its name on PyPI.
    package: str
    #: The names of its entry points.
    loads: tuple[str, ...]
    #: The words that turn it on.
    words: tuple[str, ...]
    #: Whether it may leave scenarios out.
    leaves_out: bool = False


@cache
def plugins() -> tuple[Plugin, ...]:
    """All plugins, in the order of the file."""
    tables = tomllib.loads(FILE.read_text("utf-8"))["plugin"]
    return tuple(
        Plugin(one["package"], tuple(one["loads"]), tuple(one["words"]), "leaves_out" in one) for one in tables
    )


def python(environment: Path = ENVIRONMENT) -> Path:
    """The Python of the environment."""
    return environment / "bin" / "python"


def prepare(environment: Path = ENVIRONMENT) -> None:
    """Make the environment: the plugins are installed into it, and the kit is that of the Python that runs this."""
    subprocess.run([sys.executable, "-m", "venv", "--clear", "--without-pip", environment], check=True)
    install(environment, "--quiet", *(plugin.package for plugin in plugins()))
    # A path in a .pth file comes after the environment's own packages.
    own = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    kit = str(Path(mapi_tck.__file__).parent.parent)
    (next((environment / "lib").glob("python3.*")) / "site-packages" / _PATHS).write_text(
        "\n".join([kit, *own]), "utf-8"
    )
