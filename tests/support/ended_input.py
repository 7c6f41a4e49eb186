"""A transport provider over stdio whose kit is gone: its input ends in the middle of a call."""

import json
import subprocess
from collections.abc import Sequence

from mapi_tck.wire.codecs import Json

_TRANSPORT = {"name": "A", "kind": "LAN", "supports_flush": True, "asynchronous": False}


def code_after_its_input(command: Sequence[str], *, hangs: bool = False) -> int:
    """The exit code of the program if its input ends while it waits for the answer to a call back, or while it hangs in a flush.

    Raises `TimeoutExpired` if it does not end.
    """
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as program:
        assert program.stdin is not None and program.stdout is not None

        def say(**message: Json) -> None:
            assert program.stdin is not None
            program.stdin.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
            program.stdin.flush()

        try:
            say(id=1, method="hello", params={"protocol": 1, "kit": "by hand", "role": "transport"})
            program.stdout.readline()
            logon = {"support": {"support": "support-1"}, "transport": _TRANSPORT, "flags": 1}
            say(id=2, method="provider.transport_logon", params=logon)
            called = json.loads(program.stdout.readline())
            assert "method" in called
            if hangs:
                say(id=called["id"], result={"code": None, "value": None})
                handle = json.loads(program.stdout.readline())["result"]["value"]["xp_logon"]
                say(
                    id=3,
                    method="xp_logon.flush_queues",
                    params={"object": handle, "ui_param": 0, "target": None, "flags": 2},
                )
            program.stdin.close()
            return program.wait(10)
        finally:
            program.kill()
