"""What broke a law, as a feature file: regression tests in the kit's own vocabulary, for `mapi-tck replay` and for pytest."""

from pathlib import Path
from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.record.lines import ScenarioEnded
from mapi_tck.record.run_record import RunRecord
from mapi_tck.record.writing import write_whole
from mapi_tck.search import examples

from .words.visible import visible
from .words.wording import placed

_HEAD: Final = """\
# Each scenario broke a law when mapi-tck searched for one that does, and is the smallest that did.
# Run it on any adapter: mapi-tck replay counterexamples.feature ADAPTER{role}
# In a project of your own, below its tests: see docs/search.md, "A regression test".
Feature: What the search has found
"""


def counterexample(result: ScenarioEnded) -> list[str] | None:
    """The lines of Gherkin of what broke the law that the result is about; `None` where nothing did."""
    search = result.get("search")
    if not search or search["counterexample"] is None:
        return None
    return examples.gherkin(
        examples.ExampleLine(line["keyword"], line["text"], tuple(map(tuple, line["table"])))
        for line in search["counterexample"]["lines"]
    )


def feature(record: RunRecord) -> str:
    """The feature file; empty where no law was broken."""
    assessment = Assessment(record)
    parts: list[str] = []
    for finding in assessment.findings:
        lines = counterexample(finding.result)
        if lines is None:
            continue
        text = finding.scenario
        where = placed(text)
        tags = f"@{text['requirement']}" + (f" @{text['placement']}" if text["placement"] else "")
        name = f"{text['name']}: not in this case{f', {where}' if where else ''}"
        parts += ["", f"  # {visible(finding.result['verdict'])}: {visible(finding.result['reason'])}", f"  {tags}"]
        parts += [f"  Scenario: {visible(name)}", *(f"    {visible(line)}" for line in lines)]
    if not parts:
        return ""
    role = f" --role {assessment.role}" if str(assessment.role) != "subsystem" else ""
    return _HEAD.format(role=role) + "\n".join(parts) + "\n"


def write(record: RunRecord, path: Path) -> None:
    """Write the file, if there is anything to write; one of an earlier run goes."""
    text = feature(record)
    if text:
        write_whole(path, text.encode("utf-8"))
    else:
        path.unlink(missing_ok=True)
