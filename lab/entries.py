"""The table of the lab: what there is to certify, what each entry needs, and how it is built."""

import os
import shutil
import subprocess
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from pathlib import Path
from typing import Final

from mapi_tck.errors import UsageError, apart_hint, did_you_mean
from mapi_tck.ports import Role

#: The checkout.
ROOT: Final = Path(__file__).resolve().parent.parent
TABLE: Final = Path(__file__).with_name("implementations.toml")
#: Seconds that a build may take. A choice: the largest takes some seconds on an idle machine.
BUILD_LIMIT: Final = 600
#: The need for the rights of root.
_RIGHTS: Final = "root"
#: The exit code of a command that cannot build here, because something is missing. Other test tools take 77 for "skipped".
_CANNOT: Final = 77
#: Where programs are too. Debian keeps Wine's out of the path.
_PLACES: Final = "/usr/lib/wine"


class Missing(Exception):
    """Something that an entry needs is not on this machine."""


@dataclass(frozen=True, slots=True)
class Entry:
    """An implementation that the lab certifies: a row of `implementations.toml`, which explains the keys."""

    name: str
    adapter: str
    role: Role = Role.SUBSYSTEM
    folder: str = "."
    declaration: str = ""
    arguments: tuple[str, ...] = ()
    prepare: str = ""
    needs: Mapping[str, str] = field(default_factory=dict)

    @property
    def start(self) -> Path:
        """The folder in which it is built and run."""
        return ROOT / self.folder

    @property
    def words(self) -> tuple[str, ...]:
        """What stands after `mapi-tck run`."""
        declared = ("--declaration", self.declaration) if self.declaration else ()
        return (self.adapter, "--role", str(self.role), *declared, *self.arguments)

    def missing(self) -> str:
        """What of its needs is not here, and how to get it; "" if all is."""
        lacking = {name: how for name, how in self.needs.items() if not _is_here(name)}
        return ", ".join(f"{name} is missing ({how})" for name, how in lacking.items())

    def build(self) -> str:
        """Build it. Answers why that failed; "" if it did not. Raises `Missing` if it cannot be built here."""
        if not self.prepare:
            return ""
        try:
            done = subprocess.run(  # noqa: S602 - the user names the table, and a row is a command of the shell
                self.prepare,
                shell=True,
                cwd=self.start,
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                errors="replace",
                timeout=BUILD_LIMIT,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return f"{self.prepare} took more than {BUILD_LIMIT} seconds"
        if done.returncode == 0:
            return ""
        said = (done.stderr.strip() or done.stdout.strip()).rpartition("\n")[2]
        if done.returncode == _CANNOT:
            raise Missing(said)
        return f"{self.prepare} failed with exit code {done.returncode}: {said}"


def _is_here(name: str) -> bool:
    if name == _RIGHTS:
        return os.geteuid() == 0
    if "/" in name:
        return Path(name).exists()
    return shutil.which(name, path=f"{os.environ.get('PATH', os.defpath)}{os.pathsep}{_PLACES}") is not None


def read(table: Path) -> dict[str, Entry]:
    """The entries by name. Raises `UsageError` for a table that is wrong."""
    try:
        rows = tomllib.loads(table.read_text("utf-8"))
    except (OSError, ValueError) as error:
        raise UsageError(f"cannot read the table: {error}", str(table)) from error
    return {name: _entry(name, row, f"{table}: [{name}]") for name, row in rows.items()}


def _entry(name: str, row: object, where: str) -> Entry:
    known = {one.name: str for one in fields(Entry)} | {"arguments": list, "needs": dict}
    del known["name"]
    if not isinstance(row, dict) or "adapter" not in row:
        raise UsageError("an entry is a table with an adapter", where)
    for key, value in row.items():
        if key not in known:
            raise UsageError(f"unknown key {key}", where, did_you_mean(key, known))
        if not isinstance(value, known[key]):
            raise UsageError(f"{key} has the wrong type", where, "the head of the table explains it")
    role = row.get("role", str(Role.SUBSYSTEM))
    if role not in [*Role]:
        raise UsageError(f"unknown role {role}", where, did_you_mean(role, map(str, Role)))
    words = tuple(str(word) for word in row.get("arguments", ()))
    return Entry(**{"name": name, **row, "role": Role(role), "arguments": words})


def chosen(entries: Mapping[str, Entry], names: tuple[str, ...]) -> list[Entry]:
    """The entries that are named; all if none is. Raises `UsageError` for a name that there is not."""
    for name in names:
        if name not in entries:
            hint = apart_hint(name, entries.__contains__) or did_you_mean(name, entries, "--list shows all")
            raise UsageError(f"{name} is not in the table", hint=hint)
    return [entry for name, entry in entries.items() if not names or name in names]
