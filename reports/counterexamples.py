"""The cases that broke a law, as a feature file: regression tests in the kit's own words, for `mapi-tck replay` and pytest."""

from typing import Final

from mapi_tck.assessment import Assessment
from mapi_tck.foreign import visible
from mapi_tck.record.run_record import Record

from .words.evidence import counterexample
from .words.reasons import named
from .words.wording import placed

_HEAD: Final = """\
# mapi-tck searched for cases that break a law. Each scenario is the smallest case found that breaks its law.
# Run it on any adapter: mapi-tck replay counterexamples.feature ADAPTER{role}
# To run it with the tests of your own project, see docs/search.md, "A regression test".
Feature: Cases that the search has found
"""


def render(record: Record) -> str:
    """The feature file; "" where no law was broken."""
    assessment = Assessment(record)
    parts: list[str] = []
    for finding in assessment.findings:
        if not record.searches(finding.result["scenario"]):
            continue
        lines = counterexample(finding.evidence)
        if lines is None:
            continue
        text = finding.scenario
        where = placed(text)
        tags = visible(f"@{text['requirement']}" + (f" @{text['placement']}" if text["placement"] else ""))
        name = f"{text['name']}: not in this case{f', {where}' if where else ''}"
        parts += [
            "",
            f"  # {visible(finding.result['verdict'])}: {visible(named(finding.result['cause']))}",
            f"  {tags}",
        ]
        parts += [f"  Scenario: {visible(name)}", *(f"    {visible(line)}" for line in lines)]
    if not parts:
        return ""
    role = f" --role {assessment.role}" if str(assessment.role) != "subsystem" else ""
    return _HEAD.format(role=role) + "\n".join(parts) + "\n"
