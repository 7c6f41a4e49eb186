"""`native:COMMAND`: a client that is a program for Windows, on Windows or on Wine."""

import shlex
import shutil
import sys
from pathlib import Path

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

from ..process.stdio import StdioClient


@serves(Role.CLIENT)
def native(argument: str, parameters: Parameters, role: Role) -> StdioClient:
    """Make the adapter for the command. The bridge starts with the first call, and the program with each walk."""
    form = f"native:{argument}"
    if role is not Role.CLIENT:
        raise UsageError("native: starts a client", form, "--role client")
    try:
        command = shlex.split(argument)
    except ValueError as error:
        raise UsageError(f"the command cannot be read: {error}", form) from error
    if not command:
        raise UsageError("the command is missing", form, "for example native:./my-client.exe")
    # A program for Windows need not be executable here: Wine executes it.
    program = command[0] if Path(command[0]).is_file() else shutil.which(command[0])
    if program is None:
        raise UsageError(f"{command[0]} is not there", form)
    bridge = [sys.executable, "-m", "mapi_tck.adapters.native.bridge", str(Path(program).resolve()), *command[1:]]
    return StdioClient(form, bridge, parameters)
