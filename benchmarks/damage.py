"""Changes bytes of certification packages, and lists each change that a reader does not find.

Every byte of a small package and of its archive; of a larger one ten thousand random bytes, and five hundred of its archive. The
tests change a sample of them.
"""

import shutil
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from random import Random
from typing import Final

from mapi_tck.attestation.package import FILES, opened, unsealed, write_archive
from mapi_tck.errors import Refused

#: Of a package that is not longer each byte is changed. A choice: that takes some minutes.
SMALL: Final = 65_536
#: How many bytes of a larger one are changed, and how many of its archive.
MANY: Final = 10_000
ARCHIVED: Final = 500


def accepted(path: Path) -> bool:
    """Whether the seal of the package holds."""
    try:
        with opened(path) as folder:
            unsealed(folder)
    except Refused:
        return False
    return True


def unnoticed(package: Path, file: Path, places: Iterable[int], random: Random) -> list[str]:
    """The places of the file at which another byte is not noticed."""
    found = []
    for place in places:
        with file.open("r+b") as opened_file:
            opened_file.seek(place)
            old = opened_file.read(1)
            opened_file.seek(place)
            opened_file.write(bytes([(old[0] + random.randrange(1, 256)) % 256]))
        if accepted(package):
            found.append(f"{file.name}:{place}")
        with file.open("r+b") as opened_file:
            opened_file.seek(place)
            opened_file.write(old)
    return found


def places_in(size: int, whole: int, number: int, random: Random) -> list[int]:
    """The places to change in a file of that size. `whole` is the size of the package, `number` how many places it has."""
    if whole <= SMALL:
        return list(range(size))
    return sorted(random.sample(range(size), min(size, max(50, number * size // whole))))


def damaged(package: Path, random: Random) -> tuple[int, list[str]]:
    """Change bytes of the package and of its archive. Answers how many, and which changes were not noticed."""
    sizes = {name: (package / name).stat().st_size for name in FILES}
    whole = sum(sizes.values())
    tried, found = 0, []
    for name, size in sizes.items():
        places = places_in(size, whole, MANY, random)
        found += unnoticed(package, package / name, places, random)
        tried += len(places)
    with tempfile.TemporaryDirectory() as folder:
        archive = Path(folder) / "package.tar"
        with archive.open("xb") as file:
            write_archive(package, file)
        size = archive.stat().st_size
        places = places_in(size, whole, ARCHIVED, random)
        found += unnoticed(archive, archive, places, random)
    return tried + len(places), found


def main() -> None:
    """Change bytes of copies of the packages that the command line names."""
    bad = False
    for word in sys.argv[1:]:
        with tempfile.TemporaryDirectory() as folder:
            copy = shutil.copytree(word, Path(folder) / "copy")
            tried, found = damaged(copy, Random(16))
        print(f"{word}: {tried} bytes changed, {len(found)} changes not noticed", *found, sep="\n")
        bad = bad or bool(found)
    sys.exit(1 if bad else 0)


if __name__ == "__main__":
    main()
