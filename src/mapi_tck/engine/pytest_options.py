"""The settings of a run as options and ini settings of pytest."""

from collections.abc import Iterable
from typing import Any

import click
import pytest

from mapi_tck.errors import UsageError
from mapi_tck.settings.run import SETTINGS, RunSettings, make_settings
from mapi_tck.settings.table import PATH, Setting


def add_pytest_options(parser: pytest.Parser) -> None:
    """Add every setting to pytest's options as `--mapi-…`, and some also to its ini settings as `mapi_…`."""
    group = parser.getgroup("mapi-tck", "MAPI conformance")
    group.addoption("--mapi-adapter", metavar="ADAPTER", help="Certify this adapter; see: mapi-tck adapters.")
    parser.addini("mapi_adapter", "the adapter to certify, as --mapi-adapter")
    for name, about in SETTINGS.items():
        # In a help text argparse takes a percent sign for the beginning of a placeholder.
        words = {"help": about.help.replace("%", "%%")}
        if about.flag:
            group.addoption(_option(name), action="store_true", **words)
        else:
            metavar = about.metavar or "|".join(getattr(about.type, "choices", ("WORD",)))
            action = "append" if about.multiple else "store"
            group.addoption(_option(name), action=action, metavar=metavar, **words)
        if about.ini:
            parser.addini(f"mapi_{name}", f"as {_option(name)}")


def _option(name: str) -> str:
    return f"--mapi-{name.replace('_', '-')}"


def settings_for_pytest(config: pytest.Config) -> RunSettings | None:
    """The settings from pytest's command line and the project's ini settings; `None` if they name no adapter."""
    adapter: str = config.getoption("--mapi-adapter") or config.getini("mapi_adapter")
    if not adapter:
        return None
    return make_settings(adapter, **dict(_given(config)))


def _given(config: pytest.Config) -> Iterable[tuple[str, Any]]:
    for name, about in SETTINGS.items():
        word = config.getoption(_option(name))
        if word:
            yield name, _converted(about, word, _option(name))
        elif about.ini and (setting := config.getini(f"mapi_{name}")):
            # In the ini settings the path of a file begins at the project's root.
            word = str(config.rootpath / setting) if about.type is PATH else setting
            yield name, _converted(about, word, f"mapi_{name}")


def _converted(about: Setting, word: Any, where: str) -> Any:
    if about.multiple or about.flag or about.type is PATH:
        return tuple(word) if about.multiple else word
    try:
        return about.type.convert(word, None, None)
    except click.BadParameter as error:
        raise UsageError(error.message.rstrip("."), where) from error
