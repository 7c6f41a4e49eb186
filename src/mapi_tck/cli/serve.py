"""Serves an adapter that a form names, as `mapi-tck serve` and `isolated:` do."""

import contextlib
import json
import os
import sys
import threading
import time

from mapi_tck.assessment import printing
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError
from mapi_tck.ports.roles import Role
from mapi_tck.settings.adapter_forms import digest_of, resolve
from mapi_tck.wire.stdio_server import PARAMETERS_VARIABLE, serve


def _end_with(parent: int) -> None:
    """End this process within a second after its parent has ended, even in the middle of a call that never returns."""

    def watch() -> None:
        while os.getppid() == parent:
            time.sleep(1.0)
        os._exit(1)

    threading.Thread(target=watch, name="mapi-tck parent watch", daemon=True).start()


def serve_named(form: str, role: Role = Role.SUBSYSTEM) -> None:
    """Serve the adapter that the form names. A wrong form ends the process with exit code 2."""
    given = os.environ.pop(PARAMETERS_VARIABLE, None)
    try:
        with contextlib.redirect_stdout(sys.stderr):
            adapter = resolve(form, Parameters(**json.loads(given or "{}")), role).create()
    except UsageError as error:
        printing.tell(str(error))
        raise SystemExit(2) from error
    if given is not None:
        _end_with(os.getppid())
    serve(adapter, digest=digest_of(adapter), role=role)
