"""The table of settings: each is one field of `RunSettings`, with its type, help text, ini setting and place in the record.

The options of `mapi-tck run`, the options and ini settings of the pytest plugin, and the settings in the run record are made from
this table. A new setting needs one field, and the code that uses it.
"""

from collections.abc import Callable
from dataclasses import dataclass, field, fields
from typing import Any, Final, TypeVar

import click

T = TypeVar("T")

_ROW: Final = "setting"

#: The type of a setting that names a file or folder.
PATH: Final = click.Path()


@dataclass(frozen=True, slots=True)
class Setting:
    """One row of the table. The field itself has the name, the type of the value and the default."""

    #: One sentence or two for `--help`.
    help: str
    #: The type of the word on the command line.
    type: click.ParamType[Any] = click.STRING
    #: The placeholder of the value in `--help`; "" for the one that the type has.
    metavar: str = ""
    #: The default as `--help` shows it; "" shows none.
    shown_default: str = ""
    #: Whether it may be given again.
    multiple: bool = False
    #: Makes the value from the word. Raises `UsageError`.
    read: Callable[[Any], Any] = lambda word: word
    #: Whether the ini file of a project can give it too.
    ini: bool = False
    #: Whether the record holds it, or what the record holds, made from the settings.
    recorded: bool | Callable[[Any], Any] = True
    #: Whether a replay takes the value from the record when none is given.
    replayed: bool = False

    def written(self, settings: object, value: Any) -> Any:
        """What the record holds of the setting."""
        return self.recorded(settings) if callable(self.recorded) else list(value) if self.multiple else value

    @property
    def flag(self) -> bool:
        """Whether it is given without a value."""
        return self.type is click.BOOL


def setting(default: T, help: str, type: click.ParamType[Any] = click.STRING, metavar: str = "", **row: Any) -> T:
    """Make a field of `RunSettings` with its row of the table, whose parts are those of `Setting`."""
    return field(default=default, metadata={_ROW: Setting(help, type, metavar, **row)})


def table(settings: type) -> dict[str, Setting]:
    """The rows by name, in the order of the fields."""
    return {item.name: item.metadata[_ROW] for item in fields(settings) if _ROW in item.metadata}
