"""The part of pytest-bdd's plugin that scenarios need to run.

pytest-bdd's whole plugin also loads a generator of test code with its template engine, and notes each line again for reports that
the kit does not use. The kit loads the whole plugin only if the user gives pytest arguments or plugins.
"""

from typing import Any

import pytest
from pytest_bdd import hooks
from pytest_bdd.utils import CONFIG_STACK


def pytest_addhooks(pluginmanager: pytest.PytestPluginManager) -> None:
    """Declare the hooks that pytest-bdd calls."""
    pluginmanager.add_hookspecs(hooks)


def pytest_addoption(parser: pytest.Parser) -> None:
    """Declare the ini setting that pytest-bdd reads for each scenario."""
    parser.addini("bdd_features_base_dir", "Base features directory.")


@pytest.fixture
def _pytest_bdd_example() -> dict[str, str]:
    """The values of an outline's example: none, for a scenario that is no outline."""
    return {}


@pytest.hookimpl(trylast=True)
def pytest_configure(config: pytest.Config) -> None:
    """Tell pytest-bdd which configuration is the current one."""
    CONFIG_STACK.append(config)


def pytest_unconfigure() -> None:
    """Tell pytest-bdd that the current configuration has ended."""
    if CONFIG_STACK:
        CONFIG_STACK.pop()


def pytest_bdd_apply_tag(tag: str, function: Any) -> Any:
    """Turn a tag into a mark."""
    return getattr(pytest.mark, tag)(function)
