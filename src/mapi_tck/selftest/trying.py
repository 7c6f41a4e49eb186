"""Carries out a self-test: runs the scenarios against every specimen of each role."""

import json
from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Final

from mapi_tck import __version__
from mapi_tck.engine.progress import Progress
from mapi_tck.engine.recording import now
from mapi_tck.errors import UsageError, did_you_mean
from mapi_tck.ports import Role
from mapi_tck.record.writing import write_whole
from mapi_tck.selftest.matrix import green, of_role
from mapi_tck.selftest.plan import judged_requirements
from mapi_tck.selftest.pool import Pool
from mapi_tck.suite.catalogue import STEPS, load_catalogue
from mapi_tck.suite.features import on_step, suite_digest
from mapi_tck.suite.proof import FORM
from mapi_tck.suite.specimens import Specimen, load_specimens
from mapi_tck.wire.codecs import Json

_PROGRAM: Final = "mapi_tck.selftest.endings"

#: The files that a self-test writes.
RESULT: Final = "selftest.json"
PAGE: Final = "selftest.html"

#: The two outcomes of a specimen that the progress shows.
_EXPECTED: Final = "as expected"
_UNEXPECTED: Final = "not as expected"


def review(roles: Sequence[Role], only: Sequence[str]) -> None:
    """Raise `UsageError` for a word of `only` that names no specimen of these roles."""
    every = [specimen for role in roles for specimen in load_specimens(role)]
    for word in only:
        if not any(_named(word, specimen) for specimen in every):
            ids = [specimen.id for specimen in every]
            hint = did_you_mean(word, ids, "a fault, a requirement or a numbered step")
            raise UsageError(f"{word} names no specimen", "--only", hint)


def selftest(roles: Sequence[Role], only: Sequence[str], workers: int) -> Json:
    """Run the scenarios against the specimens of these roles, show the progress, and answer the result.

    Without `only` all specimens are run, with it those that one of its words names. A word is the id of a specimen, or a
    requirement or numbered step that must detect the specimen.
    """
    catalogue = load_catalogue()
    review(roles, only)
    chosen = {role: _chosen(role, only) for role in roles}
    result: dict[str, Json] = {
        "form": FORM,
        "kit": {"version": __version__, "suite_digest": suite_digest()},
        "selection": bool(only),
        "started": now(),
        "steps": dict(STEPS),
        "roles": {},
    }
    with Progress("implementation", _UNEXPECTED, (_EXPECTED,)) as progress:
        progress.start(Counter(_group(specimen) for specimens in chosen.values() for specimen in specimens))
        for role, specimens in chosen.items():
            if not specimens:
                continue
            with Pool(_PROGRAM, role, workers) as pool:
                answers = {"reference": pool.ask({"adapter": "reference"})}
                for specimen, answer in pool.each(
                    lambda specimen: pool.ask({"adapter": specimen.adapter}),
                    specimens if "broke" not in answers["reference"] else (),
                ):
                    answers[specimen.adapter] = answer
                    row = of_role([specimen], answers, [], catalogue)["specimens"][0]
                    outcome = _UNEXPECTED if row["problems"] or row["missed"] else _EXPECTED
                    progress.end(_group(specimen), specimen.adapter, outcome)
            judged = judged_requirements(role, catalogue)
            result["roles"][str(role)] = of_role(specimens, answers, judged, catalogue)
    return {**result, "ended": now(), "green": green(result)}


def _group(specimen: Specimen) -> str:
    return f"{specimen.role} {specimen.step}"


def _chosen(role: Role, only: Sequence[str]) -> list[Specimen]:
    return [item for item in load_specimens(role) if not only or any(_named(word, item) for word in only)]


def _named(word: str, specimen: Specimen) -> bool:
    if word in (specimen.id, specimen.adapter) or word in specimen.noticed_by:
        return True
    requirements = load_catalogue().requirements
    return any(id in requirements and on_step(word, requirements[id]) for id in specimen.noticed_by)


def write(result: Json, path: Path) -> None:
    """Write the result as JSON."""
    write_whole(path, (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode())
