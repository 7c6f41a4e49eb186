"""`stdio:COMMAND`: an adapter that is a program of its own, in any language, spoken to as `docs/stdio.md` says."""

import shlex
import shutil
from pathlib import Path
from typing import Final, cast

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports import Mapi, Session, Support, Task, TestBed, Transport, TransportTestBed, XPLogon
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

from .program import Program


class StdioAdapter(Program):
    """A subsystem in another process."""

    role = Role.SUBSYSTEM

    def logon(self, profile: str, flags: int) -> Session:
        """Log on."""
        return cast(Session, self.invoke(self._root, self._root, "logon", (profile, flags)))

    def test_bed(self) -> TestBed | None:
        """Ask for the test bed."""
        return cast("TestBed | None", self.invoke(self._root, self._root, "test_bed", ()))


class StdioProvider(Program):
    """A transport provider in another process, which calls back on objects that it gets."""

    role = Role.TRANSPORT
    calls_back = True

    def transport_logon(self, support: Support, transport: Transport, flags: int) -> tuple[XPLogon, int]:
        """Log the provider on once more."""
        made = self.invoke(self._root, self._root, "transport_logon", (support, transport, flags))
        return cast("tuple[XPLogon, int]", made)

    def test_bed(self) -> TransportTestBed | None:
        """Ask for the test bed."""
        return cast("TransportTestBed | None", self.invoke(self._root, self._root, "test_bed", ()))

    def begin_scenario(self, id: str) -> None:
        """Forget the objects that earlier scenarios gave, and with them all that these recorded."""
        self.own.forget()


class StdioClient(Program):
    """A client in another process, which calls the subsystem of the kit."""

    role = Role.CLIENT
    calls_back = True

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        """Have the client do the task."""
        return cast("int | None", self.invoke(self._root, self._root, "walk", (mapi, task)))

    def begin_scenario(self, id: str) -> None:
        """Forget the objects of earlier scenarios, and with them all that these recorded."""
        self.own.forget()

    def settle(self) -> None:
        """Nothing: a client has no call that only shows whether it still answers. `spent` hears what it says too much."""


#: The class of a program, by role.
PROGRAMS: Final = {Role.SUBSYSTEM: StdioAdapter, Role.TRANSPORT: StdioProvider, Role.CLIENT: StdioClient}


@serves(*Role)
def stdio(argument: str, parameters: Parameters, role: Role) -> Program:
    """Make the adapter for the command; the program starts with the first call."""
    form = f"stdio:{argument}"
    try:
        command = shlex.split(argument)
    except ValueError as error:
        raise UsageError(f"the command cannot be read: {error}", form) from error
    if not command:
        raise UsageError("the command is missing", form, "for example stdio:./my-adapter")
    program = shutil.which(command[0])
    if program is None:
        what = "is no program that can be executed" if Path(command[0]).exists() else "is not there"
        raise UsageError(f"{command[0]} {what}", form)
    made = PROGRAMS[role](form, [program, *command[1:]], parameters)
    made.if_silent = "does it read line by line, and flush its output after each line?"
    return made
