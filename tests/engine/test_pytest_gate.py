"""The baseline under plain pytest, when a scenario runs several times."""

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest

from mapi_tck.engine.pytest_gate import PytestGate
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue


@pytest.mark.parametrize("verdicts", [*permutations(("pass", "inconclusive", "fail"))])
def test_the_failure_counts(verdicts: tuple[str, ...]) -> None:
    """Whichever attempt fails, the gate compares this one with the baseline, and not one that stayed undecided."""
    gate = PytestGate(RunSettings("reference"), load_catalogue())
    for attempt, verdict in enumerate(verdicts, start=1):
        report: Any = SimpleNamespace(
            nodeid=f"features/procedure_a.feature#{attempt}::test_it", mapi_tck={"result": {"verdict": verdict}}
        )
        gate.pytest_runtest_logreport(report)

    assert [result["verdict"] for result in gate.results.values()] == ["fail"]
