"""A challenge as Markdown: requirement, test, kit, implementation, why the test is thought to be wrong, and the material."""

from collections.abc import Iterator

from mapi_tck.assessment import Assessment, JudgedRequirement
from mapi_tck.record.lines import RecordedScenario
from mapi_tck.record.run_record import Record
from mapi_tck.suite.readings import READINGS

from .words.evidence import page_address, where
from .words.markup import code, fenced, plain
from .words.reasons import in_words
from .words.wording import plural


def render(record: Record, requirement: str, because: str, digest: str, folder: str) -> str:
    """The challenge. `record` is the part of the record that is bundled, `digest` that of its file, `folder` the bundle's."""
    run = Assessment(record)
    item = next(one for one in run.requirements if one.id == requirement)
    parts = [
        f"# Challenge of {plain(item.id)}",
        f"A vendor thinks that the kit judges {plain(item.id)} wrongly. `docs/certificates.md` says how a challenge is decided.",
        "## 1. The requirement",
        f"{plain(item.id)}, {item.strength}, step {plain(item.step)}: {plain(item.statement)}",
        f"It rests on {plain(where(item.source, item.place))}: <{page_address(item.source, item.place)}>",
        *_rulings(run, item),
        "## 2. The tests",
        *(_test(run, scenario) for scenario in run.texts.values() if scenario["id"] in record.ended),
        "## 3. The kit",
        _listed(
            f"mapi-tck {plain(run.header['kit']['version'])}, suite {code(run.header['kit']['suite_digest'])}",
            f"specification: revision {code(run.header['specification']['revision'])}"
            if "specification" in run.header
            else "specification: not named",
        ),
        "## 4. The implementation",
        _listed(*_implementation(run)),
        "## 5. Why the test is wrong",
        "\n".join(f"> {plain(line)}" for line in because.splitlines()),
        "## 6. The material",
        _listed(*_material(run, item, digest, folder)),
    ]
    return "\n\n".join(parts) + "\n"


def _listed(*items: str) -> str:
    return "\n".join(f"- {item}" for item in items)


def _rulings(run: Assessment, item: JudgedRequirement) -> Iterator[str]:
    for ruling in run.rulings:
        if ruling["id"] in item.rulings:
            yield f"### Ruling {plain(ruling['id'])}: {plain(ruling['title'])}"
            yield _listed(
                f"to the letter: {plain(ruling['letter'])}",
                f"the other reading: {plain(ruling['other'])}",
                f"the kit decides: {plain(ruling['decision'])}",
                f"because: {plain(ruling['reason'])}",
            )


def _test(run: Assessment, scenario: RecordedScenario) -> str:
    result = run.record.evidence(scenario["id"])
    lines = [f"{line['outcome']:<13}{line['keyword'].strip()} {line['text']}" for line in result["lines"]]
    ended = f"{result['verdict']}{': ' + in_words(result['reason']) if result['reason'] else ''}"
    calls = f"{plural(len(result['trace']), 'call')} recorded"
    return f"### {plain(scenario['name'])}\n\n{code(scenario['id'])} ended with {plain(ended)} ({calls}).\n\n{fenced(lines)}"


def _implementation(run: Assessment) -> Iterator[str]:
    identity, options = run.record.identity, run.options
    yield f"{plain(identity['implementation'])} {plain(identity['version'])} of {plain(identity['vendor'])}"
    yield f"digest {code(identity['digest'] or 'none')}"
    yield f"adapter {code(run.header['adapter'])}"
    yield f"role {options['role']}, profile {options['profile']}, level {options['level']}"


def _material(run: Assessment, item: JudgedRequirement, digest: str, folder: str) -> Iterator[str]:
    record = f"{folder}/run.ndjson"
    yield f"{code('run.ndjson')} has the recorded calls of these tests, digest {code(digest)}"
    yield f"{code(f'mapi-tck run replay:{record} --out again')} judges them again"
    readings = [one for one in READINGS if one.partition("=")[0] in item.rulings and run.options["role"] == "subsystem"]
    for reading in readings:
        yield f"{code(f'mapi-tck report {record} --ruling {reading}')} judges them under the other reading"
    if not readings:
        yield "no other reading of a ruling can judge them"
