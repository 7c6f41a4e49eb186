"""The settings of a run as options of `mapi-tck run` and of the commands that share some of them."""

from collections.abc import Callable, Mapping
from typing import TypeVar

import click

from mapi_tck.settings.run import SETTINGS

F = TypeVar("F", bound=Callable[..., object])


def command_options(*names: str, defaults: Mapping[str, str] | None = None) -> Callable[[F], F]:
    """Give a command these settings as options; without names, all of them. `defaults` has defaults of this command, in words."""

    def decorate(command: F) -> F:
        for name in reversed(names or tuple(SETTINGS)):
            about = SETTINGS[name]
            default = (defaults or {}).get(name, about.shown_default)
            command = click.option(
                f"--{name.replace('_', '-')}",
                type=None if about.flag else about.type,
                is_flag=about.flag,
                multiple=about.multiple,
                metavar=about.metavar or None,
                help=f"{about.help}  [default: {default}]" if default else about.help,
            )(command)
        return command

    return decorate
