"""`isolated:FORM`: any adapter in Python, hosted in a process of its own, so that a crash or hang costs one scenario only."""

import json
import os
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Final

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import HandshakeError, UsageError
from mapi_tck.ports import Description
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import serves
from mapi_tck.wire.stdio_server import PARAMETERS_VARIABLE

from .program import Program
from .stdio import StdioAdapter, StdioClient, StdioProvider

#: How Python is called to serve the form that follows.
HOST: Final = ("-m", "mapi_tck", "serve")
#: The host's exit code if the form itself is wrong.
_CALLED_WRONGLY: Final = 2


class _Hosted(Program):
    """An adapter in Python behind the stdio protocol."""

    def describe(self) -> Description:
        """Start the host and shake hands. A wrong form gives the same message as without isolation."""
        try:
            return super().describe()
        except HandshakeError as error:
            lines = self.stderr_tail.strip().splitlines()
            if self.exit_code == _CALLED_WRONGLY and lines:
                raise UsageError(lines[-1], self._form) from error
            raise


class IsolatedAdapter(_Hosted, StdioAdapter):
    """A subsystem's adapter in Python."""


class IsolatedProvider(_Hosted, StdioProvider):
    """A transport provider's adapter in Python."""


class IsolatedClient(_Hosted, StdioClient):
    """A client in Python."""


@serves(*Role)
def isolated(argument: str, parameters: Parameters, role: Role) -> Program:
    """Make the adapter that hosts the given form in a process of its own."""
    if not argument:
        raise UsageError("the adapter to isolate is missing", "isolated:", "for example isolated:reference")
    # The host can import what the kit can: pytest and the command line add folders that Python alone would not.
    places = os.pathsep.join(place or str(Path.cwd()) for place in sys.path)
    environment = {
        **os.environ,
        "PYTHONPATH": places,
        PARAMETERS_VARIABLE: json.dumps(asdict(parameters)),
    }
    command = [sys.executable, *HOST, "--role", str(role), argument]
    made = {Role.SUBSYSTEM: IsolatedAdapter, Role.TRANSPORT: IsolatedProvider, Role.CLIENT: IsolatedClient}[role]
    return made(f"isolated:{argument}", command, parameters, environment)
