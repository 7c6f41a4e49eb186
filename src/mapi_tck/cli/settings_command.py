"""The commands that take settings as options."""

from collections.abc import Mapping
from itertools import takewhile
from typing import Any

import click


class SettingsCommand(click.Command):
    """A command with settings as options. Settings, and what they are made of, load when the command is used."""

    def __init__(
        self, *words: Any, settings: tuple[str, ...] = (), defaults: Mapping[str, str] | None = None, **more: Any
    ) -> None:
        """Take these settings, without names all of them. `defaults` has defaults of this command, in words."""
        super().__init__(*words, **more)
        self._asked: tuple[tuple[str, ...], Mapping[str, str]] | None = (settings, defaults or {})

    def get_params(self, ctx: click.Context) -> list[click.Parameter]:
        """The parameters: the settings stand between the first arguments and the command's own options."""
        if self._asked is not None:
            from mapi_tck.settings.run import command_options

            first = len(list(takewhile(lambda item: isinstance(item, click.Argument), self.params)))
            self.params[first:first] = command_options(*self._asked)
            self._asked = None
        return super().get_params(ctx)
