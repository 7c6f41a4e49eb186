"""Which wrong implementations prove each requirement, as the last self-test on this machine has shown.

A run record holds this. If no self-test of this version of the suite has passed here, the record holds the wrong implementations
that a self-test would try.
"""

import json
import os
from pathlib import Path
from typing import Final

from mapi_tck.ports import Role
from mapi_tck.record.lines import RecordedProof
from mapi_tck.record.writing import write_whole
from mapi_tck.suite.features import suite_digest
from mapi_tck.suite.specimens import noticed
from mapi_tck.wire.codecs import Json

#: The version of the form of a self-test's result.
FORM: Final = 1


def _kept() -> Path:
    folder = os.environ.get("XDG_CACHE_HOME") or "~/.cache"
    digest = suite_digest().rpartition(":")[2][:16]
    return Path(folder).expanduser() / "mapi-tck" / f"selftest-{digest}.json"


def keep(result: Json) -> Path | None:
    """Keep a green self-test of everything for later runs. Answers the file, or `None` if nothing was kept."""
    if result["selection"] or not result["green"] or len(result["roles"]) < len(Role):
        return None
    path = _kept()
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write_whole(path, json.dumps(result).encode())
    except OSError:
        return None
    return path


def kept() -> Json | None:
    """The last green self-test of this version of the suite that was kept here."""
    try:
        result = json.loads(_kept().read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return result if isinstance(result, dict) and result.get("form") == FORM else None


def proofs(role: Role) -> RecordedProof:
    """Which wrong implementations prove each requirement in the role, as a run record's header holds it.

    `tried` is the time of the self-test; it is `null` if there was none, and then all wrong implementations are named.
    """
    result = kept()
    if result is not None:
        return {"tried": result["ended"], "proven": result["roles"][str(role)]["proven"]}
    proven: dict[str, list[str]] = {}
    for specimen, requirements in noticed(role):
        for id in requirements:
            proven.setdefault(id, []).append(specimen)
    return {"tried": None, "proven": proven}
