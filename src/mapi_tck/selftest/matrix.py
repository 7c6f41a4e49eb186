"""The kill matrix: which requirement detects which wrong implementation, and whether for the expected reason.

The result of a self-test is one JSON object (`schemas/selftest.schema.json`). It is green if all of this is true:

- The requirements that the description of a wrong implementation names detect it, with the verdict and cause that it names.
- All other requirements end as on the reference, or are blocked.
- On an unusual implementation the requirements end as on the reference, except where its description says otherwise.
- Each requirement detects a wrong implementation.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import Final

from mapi_tck.ports import Evidence
from mapi_tck.selftest.plan import declaration_of, without_place
from mapi_tck.suite.catalogue import STEPS, Catalogue, Requirement
from mapi_tck.suite.specimens import Specimen
from mapi_tck.verdicts import Strength, Verdict
from mapi_tck.wire.codecs import Json

#: Verdict and causes of a requirement that cannot be judged because of a fault.
_BLOCKED: Final = (
    (str(Verdict.INCONCLUSIVE), frozenset({"blocked"})),
    (str(Verdict.NOT_TESTED), frozenset({"nothing-to-judge"})),
)

#: Strength → the verdict of a violated requirement.
_VIOLATED: Final = {Strength.MUST: Verdict.FAIL, Strength.SHOULD: Verdict.WARNING}

#: Verdict and causes.
Ending = tuple[str, frozenset[str]]


def _endings(answer: Json) -> dict[str, Ending]:
    return {id: (verdict, frozenset(causes)) for id, (verdict, causes) in answer["requirements"].items()}


def _words(ending: Ending) -> str:
    verdict, causes = ending
    named = sorted(causes - {""})
    return f"{verdict} ({', '.join(named)})" if named else verdict


def compared(specimen: Specimen, answer: Json, reference: Json, catalogue: Catalogue) -> Json:
    """The result of one specimen, with a line for every difference from what is expected."""
    row: dict[str, Json] = {
        "id": specimen.id,
        "adapter": specimen.adapter,
        "sentence": specimen.sentence,
        "step": specimen.step,
        "allowed_by": list(specimen.allowed_by),
        "caught": [],
        "elsewhere": [],
        "missed": [],
        "blocked": [],
        "first": None,
    }
    if "broke" in answer:
        return {**row, "missed": list(specimen.noticed_by), "problems": [f"the run ended early: {answer['broke']}"]}
    right, found = _endings(reference), _endings(answer)
    expected = _left_out(specimen, right, catalogue) | _expected(specimen)
    traits = {tuple(trait) for trait in answer["traits"]} - {tuple(trait) for trait in reference["traits"]}
    noticed = [
        item.requirement for item in specimen.expected if found.get(item.requirement) == expected[item.requirement]
    ]
    noticed = list(dict.fromkeys(noticed))
    noticed += [id for id, trait in specimen.traits if (id, trait) in traits and id not in noticed]
    own = _of_its_own_step(specimen, catalogue)
    blocked = [id for id, ending in found.items() if id not in expected and ending in _BLOCKED and ending != right[id]]
    row |= {
        "caught": [id for id in noticed if id in own],
        "elsewhere": [id for id in noticed if id not in own],
        "missed": [id for id in specimen.noticed_by if id not in noticed],
        "blocked": blocked,
        "first": answer.get("first"),
    }
    problems = [
        f"{id} ends as {_words(ending)}, expected {_words(expected.get(id, right[id]))}"
        for id, ending in found.items()
        if ending != expected.get(id, right[id]) and id not in blocked
    ]
    problems += [
        f"{id} notes the trait {trait}, which is not expected" for id, trait in sorted(traits - {*specimen.traits})
    ]
    problems += [f"{id} does not note the trait {trait}" for id, trait in specimen.traits if (id, trait) not in traits]
    if blocked and not any(verdict in ("fail", "warning") for verdict, _ in found.values()):
        problems.append(f"{', '.join(blocked)}: blocked, and nothing is violated that would explain it")
    if answer["exit"] != specimen.exit:
        problems.append(f"the exit code is {answer['exit']}, expected {int(specimen.exit)}")
    if not answer["complete"]:
        problems.append("the run is not complete")
    return {**row, "problems": problems}


def _left_out(specimen: Specimen, right: Mapping[str, Ending], catalogue: Catalogue) -> dict[str, Ending]:
    """Requirement → its expected ending, if the reference passes it and what the specimen claims excludes it."""
    declaration = declaration_of(specimen)
    left_out: dict[str, Ending] = {}
    placeless = without_place(specimen, catalogue) if specimen.denies else ()
    for id in right:
        requirement = catalogue.requirements.get(id)
        if requirement is None or right[id][0] != Verdict.PASS:
            continue
        if id in placeless or (specimen.level == "calls" and requirement.evidence is not Evidence.CALLS):
            left_out[id] = (str(Verdict.NOT_TESTED), frozenset())
        elif requirement.applies_if is not None and declaration.excludes(requirement.applies_if):
            left_out[id] = (str(Verdict.NOT_APPLICABLE), frozenset({"excluded"}))
    return left_out


def _expected(specimen: Specimen) -> dict[str, Ending]:
    expected: dict[str, Ending] = {}
    for item in specimen.expected:
        verdict, causes = expected.get(item.requirement, (str(item.verdict), frozenset()))
        expected[item.requirement] = (verdict, causes | {item.cause})
    return expected


def _of_its_own_step(specimen: Specimen, catalogue: Catalogue) -> Collection[str]:
    """The requirements that must detect the specimen and belong to its numbered step; if there are none, the first that must."""
    named = specimen.noticed_by
    own = [id for id in named if id in catalogue.requirements and catalogue.requirements[id].step == specimen.step]
    return own or named[:1]


def faulty_description(specimen: Specimen, requirements: Mapping[str, Requirement]) -> list[str]:
    """What is wrong with the description itself, in words. A violated MUST can only fail, and a violated SHOULD only warn."""
    problems = [f"there is no requirement {id}" for id in specimen.noticed_by if id not in requirements]
    problems += [
        f"{item.requirement} is a {requirements[item.requirement].strength} and cannot end as {item.verdict}"
        for item in specimen.expected
        if item.requirement in requirements
        and item.verdict is not _VIOLATED.get(requirements[item.requirement].strength)
        and (specimen.wrong or item.verdict in (Verdict.FAIL, Verdict.ERROR))
    ]
    if specimen.wrong and not specimen.noticed_by:
        problems.append("nothing is expected")
    if specimen.step not in STEPS:
        problems.append(f"there is no numbered step {specimen.step}")
    return problems


def of_role(
    specimens: Sequence[Specimen], answers: Mapping[str, Json], judged: Sequence[str], catalogue: Catalogue
) -> Json:
    """The part of the result about one role. `answers` says how each adapter ended, including the reference."""
    requirements = [
        {
            "id": id,
            "step": catalogue.requirements[id].step,
            "role": catalogue.requirements[id].role,
            "strength": str(catalogue.requirements[id].strength),
            "statement": catalogue.requirements[id].statement,
        }
        for id in judged
    ]
    reference = answers["reference"]
    if "broke" in reference:
        broke = f"the reference: {reference['broke']}"
        return {"requirements": requirements, "specimens": [], "proven": {}, "problems": [broke]}
    problems = [
        f"the reference ends {id} as {_words(ending)}"
        for id, ending in _endings(reference).items()
        if id in judged and ending[0] != Verdict.PASS
    ]
    rows = []
    for specimen in specimens:
        row = compared(specimen, answers[specimen.adapter], reference, catalogue)
        row["problems"] = [*faulty_description(specimen, catalogue.requirements), *row["problems"]]
        rows.append(row)
    proven: dict[str, list[str]] = {id: [] for id in judged}
    for row in rows:
        # Only a wrong implementation proves a requirement, not an unusual one.
        for id in () if row["allowed_by"] else (*row["caught"], *row["elsewhere"]):
            proven.setdefault(id, []).append(row["id"])
    return {"requirements": requirements, "specimens": rows, "proven": proven, "problems": problems}


def unproven(role: str, part: Json) -> list[str]:
    """The requirements of a role that no wrong implementation proves.

    Requirements on the subsystem also judge a hosted provider. They do not count here: no provider can violate some of them. They
    are proven in the role subsystem.
    """
    own = [item["id"] for item in part["requirements"] if item["role"] == role]
    return [id for id in own if not part["proven"].get(id)]


def green(result: Json) -> bool:
    """Whether every specimen ended as expected and, without a selection, every requirement is proven."""
    return all(
        not part["problems"]
        and not any(row["problems"] or row["missed"] for row in part["specimens"])
        and (result["selection"] or not unproven(role, part))
        for role, part in result["roles"].items()
    )
