"""`native:COMMAND`: a client that is a program for Windows, on Windows or on Wine."""

import re
import shlex
import shutil
import sys
from itertools import takewhile
from pathlib import Path
from typing import Final

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves

from ..process.stdio import StdioClient

#: A word before the program that sets a variable of its environment, as in a shell.
_VARIABLE: Final = re.compile("[A-Za-z_][A-Za-z0-9_]*=").match


@serves(Role.CLIENT)
def native(argument: str, parameters: Parameters, role: Role) -> StdioClient:
    """Make the adapter for the command. The bridge starts with the first call, and the program with each walk."""
    form = f"native:{argument}"
    if role is not Role.CLIENT:
        raise UsageError("native: starts a client", form, "--role client")
    try:
        words = shlex.split(argument)
    except ValueError as error:
        raise UsageError(f"the command cannot be read: {error}", form) from error
    variables = list(takewhile(_VARIABLE, words))
    command = words[len(variables) :]
    if not command:
        raise UsageError("the command is missing", form, "for example native:./my-client.exe {procedure}")
    # A program for Windows need not be executable here: Wine executes it.
    program = command[0] if Path(command[0]).is_file() else shutil.which(command[0])
    if program is None:
        raise UsageError(f"{command[0]} is not there", form)
    bridge = [sys.executable, "-m", "mapi_tck.adapters.native.bridge", *variables]
    return StdioClient(form, [*bridge, str(Path(program).resolve()), *command[1:]], parameters)
