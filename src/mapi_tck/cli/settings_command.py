"""The commands that take settings as options."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import click


class SettingsCommand(click.Command):
    """A command with settings as options. The settings load only when click asks for its parameters, because that takes time."""

    def __init__(
        self, *words: Any, settings: tuple[str, ...] = (), defaults: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        """`settings` are the names of the settings; without names the command has all. `defaults` are its own, in words."""
        #: The settings that are not among the parameters yet; `None` once they are.
        self._asked: tuple[tuple[str, ...], Mapping[str, str]] | None = (settings, defaults or {})
        super().__init__(*words, **more)

    @property
    def params(self) -> list[click.Parameter]:
        """The parameters: first the leading arguments, then the settings, then the command's own options."""
        if self._asked is not None:
            from mapi_tck.settings.run import command_options

            first = len(list(takewhile(lambda item: isinstance(item, click.Argument), self._own)))
            self._own[first:first] = command_options(*self._asked)
            self._asked = None
        return self._own

    @params.setter
    def params(self, own: list[click.Parameter]) -> None:  # pyright: ignore[reportIncompatibleVariableOverride]
        self._own = own
