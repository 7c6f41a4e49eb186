"""The files that a release consists of, built from a copy of the checkout."""

import os
import shutil
import subprocess
import sys
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

#: What tools leave in a checkout: folders, and files in the others.
MADE_FOLDERS = ("__pycache__", "*_cache", "*.egg-info", "build", "mapi-tck-run", ".*")
MADE_FILES = ("*.pyc", "*.o", "*.d", "c_provider", "c_provider_sanitize")


@dataclass(frozen=True)
class Distributions:
    """The two files that a release consists of."""

    wheel: Path
    sdist: Path


def run(*command: str | Path, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a command as a user would, with nothing of this test session around it."""
    environment = {
        name: value for name, value in os.environ.items() if not name.startswith(("PYTEST", "PYTHON", "COV"))
    }
    return subprocess.run(
        [str(word) for word in command], cwd=cwd, env=environment, capture_output=True, text=True, check=False
    )


def made(path: Path) -> bool:
    """Whether tools left this in a checkout."""
    return any(path.match(pattern) for pattern in (MADE_FOLDERS if path.is_dir() else MADE_FILES))


def built(checkout: Path, folder: Path) -> Distributions:
    """Build both in the folder, from a copy of the checkout."""
    source = folder / "source"
    # In a copy: building in the checkout would write into the link tree that an editable install lives in.
    shutil.copytree(checkout, source, ignore=lambda path, names: {name for name in names if made(Path(path) / name)})
    # Without isolation no network is needed; an environment that came with an old setuptools has to fetch a newer one.
    isolation = ["--no-isolation"] if int(version("setuptools").partition(".")[0]) >= 77 else []
    done = run(sys.executable, "-m", "build", *isolation, "--outdir", folder / "dist", source, cwd=folder)

    assert done.returncode == 0, done.stdout[-2000:] + done.stderr[-2000:]

    return Distributions(*(next((folder / "dist").glob(pattern)) for pattern in ("*.whl", "*.tar.gz")))
