"""The command that lists MAPI's numbers, as a table or as source code of another language.

A program in another language needs them, because the lines of `stdio:` hold numbers where documents have names.
"""

import inspect
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import asdict, dataclass
from enum import IntEnum, IntFlag
from typing import Final

import click

from mapi_tck.cli.terminal import form_option
from mapi_tck.errors import UsageError, apart_hint, did_you_mean

#: Where the names and numbers come from, as a comment for readers of generated code.
_ORIGIN: Final = "MAPI's names and numbers, from: mapi-tck constants"


@dataclass(frozen=True, slots=True)
class Constant:
    """A name of MAPI with its value: a number, or an interface identifier as text."""

    name: str
    value: int | str
    #: Whether the value is a set of bits, best read in hexadecimal.
    bits: bool


@dataclass(frozen=True, slots=True)
class Group:
    """The constants of one enumeration of `mapi_tck.mapi`, and what they are for."""

    name: str
    about: str
    constants: tuple[Constant, ...]


def groups() -> list[Group]:
    """All groups, by name; the interface identifiers come last."""
    from mapi_tck import mapi
    from mapi_tck.mapi import IID_IMAPIStatus, IID_IMAPITable

    kinds = [kind for _, kind in inspect.getmembers(mapi, inspect.isclass) if issubclass(kind, IntEnum | IntFlag)]
    identifiers = (
        Constant("IID_IMAPITable", IID_IMAPITable, False),
        Constant("IID_IMAPIStatus", IID_IMAPIStatus, False),
    )
    return [
        *(Group(kind.__name__, _about(kind), tuple(_constants(kind))) for kind in kinds),
        Group("Interface", "Interface identifiers, as the kit writes them.", identifiers),
    ]


def _about(kind: type[IntEnum] | type[IntFlag]) -> str:
    return " ".join((inspect.getdoc(kind) or "").split("\n\n")[0].replace("`", "").split())


def _constants(kind: type[IntEnum] | type[IntFlag]) -> Iterator[Constant]:
    # A small plain number, such as a kind of row, is not read in hexadecimal.
    bits = issubclass(kind, IntFlag) or any(member > 0xFF for member in kind)
    for name, member in kind.__members__.items():
        yield Constant(name, int(member), bits)


def _chosen(words: Sequence[str]) -> list[Group]:
    """The groups that a word names, and of the others the constants that it names."""
    every = groups()
    known = {group.name for group in every} | {constant.name for group in every for constant in group.constants}
    for word in words:
        if word not in known:
            hint = apart_hint(word, known.__contains__) or did_you_mean(
                word, sorted(known), "a name such as FLUSH_UPLOAD, or a group such as FlushFlag"
            )
            raise UsageError(f"{word} is no constant and no group of them", "constants", hint)
    if not words:
        return every
    parts = (
        Group(group.name, group.about, tuple(one for one in group.constants if {one.name, group.name} & {*words}))
        for group in every
    )
    return [part for part in parts if part.constants]


def _once(groups: Sequence[Group]) -> Iterator[tuple[Group, list[Constant]]]:
    """Each group with the constants that no group before it has. MAPI gives some names more than once, with the same value."""
    seen: set[str] = set()
    for group in groups:
        new = [constant for constant in group.constants if constant.name not in seen]
        seen |= {constant.name for constant in new}
        if new:
            yield group, new


def _written(constant: Constant) -> str:
    if isinstance(constant.value, str):
        return json.dumps(constant.value)
    return f"0x{constant.value:08X}" if constant.bits else str(constant.value)


def _code(
    comment: str, line: Callable[[Constant], str], before: Sequence[str] = (), after: Sequence[str] = ()
) -> "_Form":
    """A form that is source code: a heading, and for each group its comment and a line for each constant."""

    def write(groups: Sequence[Group]) -> str:
        lines = [f"{comment} {_ORIGIN}", *before]
        for group, constants in _once(groups):
            lines += ["", f"{comment} {group.name}: {group.about}", *map(line, constants)]
        return "\n".join([*lines, *after]) + "\n"

    return write


_Form = Callable[[Sequence[Group]], str]


def _java(constant: Constant) -> str:
    # A Java int has a sign; the numbers of the protocol have none.
    if isinstance(constant.value, str):
        return f"    public static final String {constant.name} = {_written(constant)};"
    return f"    public static final long {constant.name} = {_written(constant)}L;"


def _c(constant: Constant) -> str:
    suffix = "" if isinstance(constant.value, str) else "u"
    return f"#define {constant.name} {_written(constant)}{suffix}"


def _markdown(groups: Sequence[Group]) -> str:
    lines = ["# MAPI's names and numbers", "", "The lines of `stdio:` hold the decimal numbers.", ""]
    for group in groups:
        lines += [f"## {group.name}", "", group.about, "", "| name | number | in hexadecimal |", "|---|---|---|"]
        for constant in group.constants:
            plain = isinstance(constant.value, str)
            hexadecimal = "" if isinstance(constant.value, str) else f"0x{constant.value:08X}"
            lines.append(f"| {constant.name} | {f'`{constant.value}`' if plain else constant.value} | {hexadecimal} |")
        lines.append("")
    return "\n".join(lines)


def _json(groups: Sequence[Group]) -> str:
    return json.dumps([asdict(group) for group in groups], indent=1) + "\n"


#: The name of a form → what writes it.
_FORMS: Final[dict[str, _Form]] = {
    "markdown": _markdown,
    "json": _json,
    "c": _code("//", _c, ["#ifndef MAPI_NUMBERS_H", "#define MAPI_NUMBERS_H"], ["", "#endif"]),
    "js": _code("//", lambda one: f"export const {one.name} = {_written(one)};"),
    "java": _code("//", _java, ["public final class Mapi {", "    private Mapi() {}"], ["}"]),
    "python": _code("#", lambda one: f"{one.name} = {_written(one)}"),
}


def written(form: str) -> str:
    """All constants in a form."""
    return _FORMS[form](groups())


@click.command()
@click.argument("words", nargs=-1, metavar="[NAME|GROUP]...")
@form_option(*_FORMS, about="; c, js, java and python are source code")
def constants(words: tuple[str, ...], form: str) -> None:
    """List MAPI's names and numbers.

    Without arguments all are listed. An implementation in another language needs them, because the lines of the form stdio: hold
    numbers (docs/stdio.md).
    """
    click.echo(_FORMS[form](_chosen(words)), nl=False)


#: The commands of this module.
COMMANDS: Final = (constants,)
