"""One scenario under way: what its steps call, check and note. One import serves a step's author."""

from mapi_tck.scenario.checks import Outcome, need
from mapi_tck.scenario.scenario import Scenario
from mapi_tck.scenario.vocabulary import given, then, when

__all__ = ["Outcome", "Scenario", "given", "need", "then", "when"]
