"""Carries out a self-test: runs the scenarios against every specimen of each role."""

import json
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from mapi_tck import __version__
from mapi_tck.certification.pool.pool import Pool
from mapi_tck.certification.pool.processes import PROCESSES
from mapi_tck.engine.progress import Progress
from mapi_tck.engine.recording import now
from mapi_tck.errors import UsageError, apart_hint, did_you_mean
from mapi_tck.ports import Role
from mapi_tck.record.writing import write_whole
from mapi_tck.selftest.matrix import green, of_role
from mapi_tck.selftest.plan import Laws, judged_requirements
from mapi_tck.suite.catalogue import STEPS, Catalogue, load_catalogue
from mapi_tck.suite.features import on_step, suite_digest
from mapi_tck.suite.proof import FORM
from mapi_tck.suite.specimens import Specimen, load_specimens
from mapi_tck.wire.codecs import Json

_PROGRAM: Final = "mapi_tck.selftest.endings"
#: The one for many jobs, and so many are many. A choice: what it saves is then more than what it takes before.
_PROGRAM_FOR_MANY: Final = "mapi_tck.selftest.reach"
_MANY: Final = 30

#: What the specimens are compared with.
REFERENCE: Final = "reference"

#: The files that a self-test writes.
RESULT: Final = "selftest.json"
PAGE: Final = "selftest.html"

#: The two outcomes of a specimen that the progress shows.
_EXPECTED: Final = "as expected"
_UNEXPECTED: Final = "not as expected"


def review(roles: Sequence[Role], only: Sequence[str], unusual: bool = False) -> None:
    """Raise `UsageError` for a word of `only` that names no specimen of these roles, or with `unusual` no unusual one."""
    every = [specimen for role in roles for specimen in load_specimens(role) if not (unusual and specimen.wrong)]

    def known(word: str) -> bool:
        return any(_named(word, specimen) for specimen in every)

    for word in only:
        if not known(word):
            ids = [specimen.id for specimen in every]
            hint = apart_hint(word, known, "--only") or did_you_mean(
                word, ids, "a fault, a requirement or a numbered step"
            )
            raise UsageError(f"{word} names no specimen", "--only", hint)


def selftest(
    roles: Sequence[Role], only: Sequence[str], workers: int, cluster: str = "", unusual: bool = False
) -> Json:
    """Run the scenarios against the specimens of these roles, show the progress, and answer the result.

    Without `only` all specimens are run, with it those that one of its words names. A word is the id of a specimen, or a
    requirement or numbered step that must detect the specimen. `workers` and `cluster` are those of the pool. With `unusual` only
    the unusual ones are run, with as many cases of each law as a usual run tries.
    """
    catalogue = load_catalogue()
    review(roles, only, unusual)
    chosen = {role: specimens for role in roles if (specimens := _chosen(role, only, unusual))}
    result: dict[str, Json] = {
        "form": FORM,
        "kit": {"version": __version__, "suite_digest": suite_digest()},
        "selection": bool(only) or unusual,
        "started": now(),
        "steps": dict(STEPS),
        "roles": {},
    }
    every = [specimen for specimens in chosen.values() for specimen in specimens]
    with Progress("implementation", _UNEXPECTED, (_EXPECTED,)) as progress, Pool(workers, cluster) as pool:
        progress.start(Counter(map(_group, every)))
        answers = _answers(pool, chosen, progress, catalogue, Laws.ALL if unusual else Laws.FEW)
    for role, specimens in chosen.items():
        judged = judged_requirements(role, catalogue)
        result["roles"][str(role)] = of_role(specimens, answers[role], judged, catalogue)
    return {**result, "ended": now(), "green": green(result)}


def _answers(
    pool: Pool, chosen: Mapping[Role, Sequence[Specimen]], progress: Progress, catalogue: Catalogue, laws: Laws
) -> dict[Role, dict[str, Json]]:
    """For each role, how each adapter ended, including the reference. If the reference broke, all ends there."""
    by_job: dict[Try, Specimen | None] = {}
    for role, specimens in chosen.items():
        program = _PROGRAM if len(specimens) < _MANY else _PROGRAM_FOR_MANY
        by_job[Try(role, REFERENCE, laws, program)] = None
        by_job.update((Try(role, one.adapter, laws, program), one) for one in specimens)
    answers: dict[Role, dict[str, Json]] = {role: {} for role in chosen}
    waiting: list[Specimen] = []
    for job, answer in pool.each(answer_to, list(by_job), lost):
        answers[job.role][job.adapter] = answer
        if job.adapter == REFERENCE and "broke" in answer:
            unfinished = {role: found for role, found in answers.items() if len(found) <= len(chosen[role])}
            for found in unfinished.values():
                found[REFERENCE] = answer  # nothing can be compared
            break
        specimen = by_job[job]
        waiting += [] if specimen is None else [specimen]
        for ended in [one for one in waiting if REFERENCE in answers[one.role]]:
            waiting.remove(ended)
            row = of_role([ended], answers[ended.role], [], catalogue)["specimens"][0]
            outcome = _UNEXPECTED if row["problems"] or row["missed"] else _EXPECTED
            progress.end(_group(ended), ended.adapter, outcome)
    return answers


@dataclass(frozen=True, slots=True)
class Try:
    """A job: run the scenarios of the role against the adapter."""

    role: Role
    adapter: str
    #: How much of the laws an unusual one is tried with.
    laws: Laws
    #: The prepared process that does the job.
    program: str


def answer_to(job: Try) -> Json:
    """Do the job in a prepared process."""
    return PROCESSES.ask(job.program, str(job.role), {"adapter": job.adapter, "laws": job.laws})


def lost(_: Try, reason: str) -> Json:
    """The answer to a job whose process was lost."""
    return {"broke": reason}


def _group(specimen: Specimen) -> str:
    return f"{specimen.role} {specimen.step}"


def _chosen(role: Role, only: Sequence[str], unusual: bool) -> list[Specimen]:
    every = [item for item in load_specimens(role) if not (unusual and item.wrong)]
    return [item for item in every if not only or any(_named(word, item) for word in only)]


def _named(word: str, specimen: Specimen) -> bool:
    if word in (specimen.id, specimen.adapter) or word in specimen.noticed_by:
        return True
    requirements = load_catalogue().requirements
    return any(id in requirements and on_step(word, requirements[id]) for id in specimen.noticed_by)


def write(result: Json, path: Path) -> None:
    """Write the result as JSON."""
    write_whole(path, (json.dumps(result, ensure_ascii=False, indent=1) + "\n").encode())
