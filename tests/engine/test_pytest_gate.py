"""The baseline under plain pytest, when a scenario runs several times."""

from itertools import permutations
from types import SimpleNamespace
from typing import Any

import pytest
from made_records import result

from mapi_tck.engine.places import places_named
from mapi_tck.engine.pytest_gate import PytestGate
from mapi_tck.settings.run import RunSettings
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.features import packaged_scenarios


@pytest.mark.parametrize("verdicts", [*permutations(("pass", "inconclusive", "fail"))])
def test_the_failure_counts(verdicts: tuple[str, ...], pytestconfig: pytest.Config) -> None:
    """Whichever attempt fails, the gate compares this one with the baseline, and not one that stayed undecided."""
    gate = PytestGate(pytestconfig, RunSettings("reference"), load_catalogue())
    id = next(iter(packaged_scenarios()))
    for attempt, verdict in enumerate(verdicts, start=1):
        ended = result(str, id, "A1a", (verdict, "", "", None))
        report: Any = SimpleNamespace(
            nodeid=f"{attempt}", mapi_tck={"results": [ended], "of_kit": True, "identity": None, "files": {}}
        )
        gate.pytest_runtest_logreport(report)

    assert [one["verdict"] for one in gate.worst().values()] == ["fail"]


@pytest.mark.parametrize("added", ["", "[UTC]", "[1-2]", "@group", "[UTC]@group"])
@pytest.mark.parametrize("attempt", ["", "#2"])
def test_what_others_add_to_a_node_id_hides_no_scenario(added: str, attempt: str) -> None:
    """A process that knows only the node ids finds the scenario of each, also of a placed one and of an outline's example."""
    for id in packaged_scenarios():
        file, _, name = id.partition("::")
        nodeid = f"features/{file}{attempt}::test_{name}{added}"

        assert places_named([nodeid])[nodeid] == (id, 1)
