"""`xp-dll:PROVIDER.DLL`: a transport provider as a vendor ships it, a DLL of Windows (docs/certify-a-provider-dll.md).

The adapter starts the program that loads the DLL, on Windows or Wine, and has the user's test bed beside it.
"""

import argparse
import os
import shlex
import sys
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Final, NoReturn, cast

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.mapi import PropertyType, prop_type
from mapi_tck.ports import Description, Evidence, TransportTestBed, UnderTest
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves, user_class

from ..process.stdio import StdioProvider
from ..process.wine import found_wine, wine_environment

#: Where the program is that loads the DLL, and from what it is built. In a checkout the folder is behind a link.
LOADER: Final = Path(__file__).resolve().parent / "loader"
#: Names another place of the program.
LOADER_VARIABLE: Final = "MAPI_TCK_XP_LOADER"
#: What the test bed has to have so that the kit sees more than calls.
_SHOWN: Final = {
    Evidence.QUEUES: ("arrive", "waiting", "sent"),
    Evidence.UI: ("prompts",),
    Evidence.OBJECTS: ("live_objects",),
}
#: The types of properties that the profile section can hold, and their values in Python.
_KINDS: Final[Mapping[int, type]] = {
    PropertyType.PT_STRING8: str,
    PropertyType.PT_UNICODE: str,
    PropertyType.PT_LONG: int,
    PropertyType.PT_I8: int,
    PropertyType.PT_BOOLEAN: int,
    PropertyType.PT_BINARY: bytes,
    PropertyType.PT_CLSID: bytes,
}


class XpDll(StdioProvider):
    """A transport provider DLL. Without a test bed the kit sees only its calls."""

    def __init__(
        self,
        form: str,
        command: Sequence[str],
        parameters: Parameters,
        environment: Mapping[str, str],
        dll: Path,
        bed: object | None,
    ) -> None:
        super().__init__(form, command, parameters, environment)
        self._dll = dll
        self._bed = bed

    def describe(self) -> Description:
        """Load the DLL. Its version resource says what it is; the test bed says what can be seen."""
        told = super().describe()
        shown = {evidence for evidence, methods in _SHOWN.items() if all(hasattr(self._bed, name) for name in methods)}
        return replace(
            told,
            observes=frozenset({Evidence.CALLS, *shown}),
            exclusive=bool(getattr(self._bed, "exclusive", False)),
            quiet=bool(getattr(self._bed, "quiet", True)),
            under_test=(UnderTest(self._dll.name, file=str(self._dll), version=told.version),),
        )

    def test_bed(self) -> TransportTestBed | None:
        """The user's test bed."""
        return cast("TransportTestBed | None", self._bed)

    def close(self) -> None:
        """Log off, unload, and close the test bed if it can be closed."""
        super().close()
        if callable(closing := getattr(self._bed, "close", None)):
            closing()


class _Words(argparse.ArgumentParser):
    """Reads the words of the form. What is wrong with them is the user's mistake."""

    def __init__(self, form: str) -> None:
        super().__init__(prog="xp-dll:", add_help=False, allow_abbrev=False)
        self._form = form
        self.add_argument("dll")
        self.add_argument("--bed", default="")
        self.add_argument("--property", action="append", default=[])
        self.add_argument("--recipient", default="")

    def error(self, message: str) -> NoReturn:
        hint = "xp-dll:PROVIDER.DLL [--bed MODULE:CLASS] [--property TAG=VALUE]... [--recipient ADDRESS]"
        raise UsageError(message, self._form, hint)


@serves(Role.TRANSPORT)
def xp_dll(argument: str, parameters: Parameters, role: Role) -> XpDll:
    """Make the adapter for the DLL. The program that loads it starts with the first call."""
    form = f"xp-dll:{argument}"
    if role is not Role.TRANSPORT:
        raise UsageError("a transport provider is tested in role transport", form, "--role transport")
    try:
        words = _Words(form).parse_args(shlex.split(argument))
    except ValueError as error:
        raise UsageError(f"the words cannot be read: {error}", form) from error
    dll = Path(words.dll).resolve()
    if not dll.is_file():
        raise UsageError(f"there is no file {words.dll}", form)
    program = _program(form)
    bed = _bed(form, words.bed) if words.bed else None
    options = [_checked(form, text) for text in words.property]
    options += [_property(form, tag, value) for tag, value in getattr(bed, "section", {}).items()]
    command = [*program, _windows_path(dll)]
    for option in options:
        command += ["--property", option]
    if words.recipient:
        command += ["--recipient", words.recipient]
    return XpDll(form, command, parameters, wine_environment(), dll, bed)


def _bed(form: str, name: str) -> object:
    """The user's test bed, of the class that is named as MODULE:CLASS."""
    module, _, attribute = name.partition(":")
    made = user_class(form, module, attribute)
    try:
        return made()
    except UsageError:
        raise
    except Exception as error:
        raise UsageError(f"the test bed cannot be made: {type(error).__name__}: {error}", form) from error


def _program(form: str) -> list[str]:
    """How the program is started that loads the DLL."""
    loader = Path(os.environ.get(LOADER_VARIABLE) or LOADER / "build" / "xp_loader.exe")
    if not loader.is_file():
        need = "Debian: g++-mingw-w64-x86-64-win32, nlohmann-json3-dev"
        raise UsageError("the program that loads the DLL is not built", form, f"make -C {LOADER} ({need})")
    if sys.platform == "win32":
        return [str(loader)]
    wine = found_wine()
    if wine is None:
        raise UsageError("a DLL of Windows needs Wine here, and there is none", form, "Debian: wine64")
    return [wine, str(loader)]


def _windows_path(path: Path) -> str:
    """The path as Windows has it. Wine has the root of this system as drive Z."""
    return str(path) if sys.platform == "win32" else "Z:" + str(path).replace("/", "\\")


def _checked(form: str, text: str) -> str:
    """A property of the profile section as the user writes it: TAG=VALUE."""
    tag, _, value = text.partition("=")
    try:
        kind = _KINDS[prop_type(int(tag, 16))]
        if kind is bytes:
            bytes.fromhex(value)
        elif kind is int:
            int(value, 0)
    except (KeyError, ValueError) as error:
        hint = "for example --property 0x6600001E=C:/mail, or 0x66010003=25; bytes are hexadecimal digits"
        raise UsageError(f"{text} is no property", form, hint) from error
    return text


def _property(form: str, tag: int, value: object) -> str:
    """One property of the profile section as the test bed has it. A `Path` is written as Windows has it."""
    if isinstance(value, Path):
        value = _windows_path(value.absolute())
    kind = _KINDS.get(prop_type(tag))
    if kind is None or not isinstance(value, kind):
        raise UsageError(f"the test bed's `section` has no proper value for {tag:#010x}: {value!r:.80}", form)
    text = value.hex() if isinstance(value, bytes) else str(int(value)) if isinstance(value, int) else str(value)
    return f"{tag:#010x}={text}"
