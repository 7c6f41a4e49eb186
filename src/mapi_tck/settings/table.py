"""A setting of a run, said once: a field of `RunSettings` that carries everything else that is to be known of it.

The options of `mapi-tck run`, the options and ini settings of the pytest plugin, and what the run record holds of the settings
are made from these fields. A new setting needs one field, and the code that uses it.
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
    """What is known of a setting besides its name, its value and its default."""

    #: What a word on the command line has to be.
    type: click.ParamType[Any]
    #: One sentence or two for `--help`.
    help: str
    #: What stands for the value in `--help`; "" where the type says it.
    metavar: str = ""
    #: The default in words, where `--help` shows one.
    default: str = ""
    #: Whether it may be given again.
    multiple: bool = False
    #: Makes the setting's value from the word. Raises `UsageError`.
    read: Callable[[Any], Any] = lambda word: word
    #: Whether an ini setting of a project can give it too.
    ini: bool = False
    #: Makes what the record holds from the settings; `None` where the record holds nothing of it.
    record: Callable[[Any], Any] | None = None
    #: Whether a replay takes it from the record when it is not given.
    replayed: bool = False

    @property
    def flag(self) -> bool:
        """Whether it is given without a value."""
        return self.type is click.BOOL


def setting(default: T, about: Setting) -> T:
    """A field of `RunSettings` with what is known of it."""
    return field(default=default, metadata={_ROW: about})


def table(settings: type) -> dict[str, Setting]:
    """Every setting by name, in the order of the fields."""
    return {item.name: item.metadata[_ROW] for item in fields(settings) if _ROW in item.metadata}
