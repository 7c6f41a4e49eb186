"""The commands that take settings as options."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import click


class SettingsCommand(click.Command):
    """A command with settings as options. Settings, and what they are made of, load when its parameters are asked for."""

    def __init__(
        self, *words: Any, settings: tuple[str, ...] = (), defaults: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        """Take these settings, without names all of them. `defaults` has defaults of this command, in words."""
        self._asked: tuple[tuple[str, ...], Mapping[str, str]] | None = (settings, defaults or {})
        super().__init__(*words, **more)

    @property
    def params(self) -> list[click.Parameter]:
        """The parameters: the settings stand between the first arguments and the command's own options."""
        if self._asked is not None:
            from mapi_tck.settings.run import command_options

            first = len(list(takewhile(lambda item: isinstance(item, click.Argument), self._own)))
            self._own[first:first] = command_options(*self._asked)
            self._asked = None
        return self._own

    @params.setter
    def params(self, own: list[click.Parameter]) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        self._own = own
