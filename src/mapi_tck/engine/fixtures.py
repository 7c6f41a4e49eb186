"""The fixtures of a run: the adapter under test, and the scenario under way.

Every project that has the kit installed loads this module, so the fixtures import what they need when they run.
"""

from collections.abc import Iterator
from typing import Any, Final

import pytest

from mapi_tck.errors import UsageError
from mapi_tck.ports import Adapter

#: The runner of this process.
RUNNER: Final = pytest.StashKey[Any]()


@pytest.fixture(scope="session")
def mapi_adapter(request: pytest.FixtureRequest) -> Iterator[Any]:
    """The adapter under test. A project that makes its own overrides this fixture in the conftest of its root folder."""
    connection = request.config.stash[RUNNER].own
    if connection is None:
        what = "--mapi-adapter=fixture needs a fixture mapi_adapter in the conftest of the project's root folder"
        raise UsageError(what)
    yield connection
    connection.drop()


@pytest.fixture
def tck(request: pytest.FixtureRequest, mapi_adapter: Adapter) -> Iterator[Any]:
    """The scenario under way: what its steps call, check and note."""
    from mapi_tck.engine.items import CONNECTION, SCENARIO, text_of
    from mapi_tck.engine.places import attempt_of

    runner = request.config.stash[RUNNER]
    connection = runner.connection(mapi_adapter)
    request.node.stash[CONNECTION] = connection
    text = text_of(request.node, runner.catalogue)
    if text is None:
        raise UsageError("the fixture tck belongs to the kit's own scenarios, and to those tagged with one requirement")
    yield runner.new_scenario(text, connection.adapter, attempt_of(request.node))
    # pytest keeps all items to the end. The scenario's result is on the report now, so the item need not keep the scenario.
    if SCENARIO in request.node.stash:
        del request.node.stash[SCENARIO]
