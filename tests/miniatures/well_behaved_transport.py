"""A complete transport provider that speaks the protocol with nothing but the standard library: its far ends are lists."""

import json
import sys
from collections.abc import Callable
from itertools import count
from typing import Any

Json = Any

DESCRIPTION = {"implementation": "miniature transport", "version": "1", "observes": ["calls", "queues"]}
OFFERS = ["transport_bed.reset", "transport_bed.arrive", "transport_bed.waiting", "transport_bed.sent"]
NO_SUPPORT, BUSY, ERRORS_RETURNED, NOT_FOUND = 0x80040102, 0x8004010B, 0x00040380, 0x8004010F
INTERFACE_NOT_SUPPORTED, UNKNOWN_FLAGS = 0x80004002, 0x80040106
READY, INBOUND, OUTBOUND = 0x00110001, 0x00040000, 0x00400000
UPLOAD, DOWNLOAD, FORCE = 2, 4, 8
NOTIFY_END_INBOUND_FLUSH, NOTIFY_END_OUTBOUND_FLUSH = 0x40000, 0x80000
STATUSROW_UPDATE, VALIDATE_FLAGS = 0x10000000, 0x001F0001
IID_IMAPISTATUS = "{00020305-0000-0000-C000-000000000046}"
STATUS_CODE, STATUS_TEXT = 0x3E040003, 0x3E08001E

far_ends: dict[str, dict[str, list[str]]] = {}
transports: dict[str, "Transport"] = {}
numbers = count(1)


def far_end(name: str) -> dict[str, list[str]]:
    return far_ends.setdefault(name, {"waiting": [], "sent": []})


def say(**message: Json) -> None:
    sys.stdout.write(json.dumps({"jsonrpc": "2.0", **message}) + "\n")
    sys.stdout.flush()


def call_back(method: str, handle: str, **arguments: Json) -> None:
    """Ask the kit. The next line that it writes is its answer."""
    say(id=f"c{next(numbers)}", method=method, params={"object": handle, **arguments})
    answer = json.loads(sys.stdin.readline())
    if "error" in answer or (answer["result"]["code"] or 0) >= 0x80000000:
        raise RuntimeError(f"{method} was not done: {answer}")


class Refused(Exception):
    """A failing code: it is part of a result."""


class Transport:
    def __init__(self, traits: Json, support: str) -> None:
        self.name, self.support, self.asynchronous = traits["name"], support, traits["asynchronous"]
        self.methods = 9 if traits["supports_flush"] else 1
        self.code = READY
        self.flushing = 0
        call_back("support.modify_status_row", support, values=self.row(), flags=0)

    def row(self) -> list[Json]:
        values = {0x3001001E: self.name, 0x3006001E: "Miniature", 0x3E020003: self.methods, 0x3E00001E: "A user"}
        keys = {0x3E010102: "0000000041", 0x3E050102: b"MINI:A USER\0".hex()}
        return [{"tag": tag, "value": value} for tag, value in {**values, **keys}.items()] + self.state()

    def state(self) -> list[Json]:
        text = {0: "Ready", INBOUND: "Receiving"}.get(self.code & (INBOUND | OUTBOUND), "Sending")
        return [{"tag": STATUS_CODE, "value": self.code}, {"tag": STATUS_TEXT, "value": text}]

    def show(self, code: int) -> None:
        self.code = code
        call_back("support.modify_status_row", self.support, values=self.state(), flags=STATUSROW_UPDATE)

    def address_types(self, flags: int) -> Json:
        return [f"MINI:{self.name}"]

    def flush_queues(self, flags: int, **rest: Json) -> None:
        if not self.asynchronous or flags & FORCE:
            self.flushing = flags
            self.show(READY | (OUTBOUND if flags & UPLOAD else INBOUND))

    def submit_message(self, flags: int, message: Json) -> Json:
        far_end(self.name)["sent"].append(message["token"])
        return {"reference": 1, "wait_seconds": 0}

    def end_message(self, reference: int) -> int:
        return 0

    def start_message(self, flags: int, message: Json) -> Json:
        if waiting := far_end(self.name)["waiting"]:
            call_back("incoming_message.set_token", message["incoming_message"], token=waiting[0])
            call_back("incoming_message.save_changes", message["incoming_message"], flags=0)
            del waiting[0]
        return {"reference": 1, "wait_seconds": 0}

    def transport_notify(self, flags: int, data: Json) -> None:
        if flags & NOTIFY_END_INBOUND_FLUSH:
            self.show(READY)
        elif flags & NOTIFY_END_OUTBOUND_FLUSH:
            self.show(READY | (INBOUND if self.flushing & DOWNLOAD else 0))

    def open_status_entry(self, interface: Json, flags: int) -> Json:
        if interface not in (None, IID_IMAPISTATUS):
            raise Refused(INTERFACE_NOT_SUPPORTED)
        handle = next(key for key, transport in transports.items() if transport is self)
        return {"transport_status": f"{handle}'s status object", "object_type": 10}

    def validate_state(self, ui_param: int, flags: int) -> None:
        if flags & ~VALIDATE_FLAGS:
            raise Refused(UNKNOWN_FLAGS)

    def transport_logoff(self, flags: int) -> None:
        pass


class Status:
    """The status object of a transport."""

    def __init__(self, transport: Transport) -> None:
        self.transport = transport
        self.validate_state = transport.validate_state

    def get_props(self, tags: list[int], flags: int) -> list[Json]:
        fixed = {0x300A001E: "MINI", 0x30090003: 0, 0x3E030003: 36, 0x0FFE0003: 10, 0x0FF70003: 0}
        values = {slot["tag"] >> 16: slot for slot in self.transport.row()}
        values |= {tag >> 16: {"tag": tag, "value": value} for tag, value in fixed.items()}
        return [values.get(tag >> 16, {"tag": tag & ~0xFFFF | 0xA, "value": NOT_FOUND}) for tag in tags]

    def flush_queues(self, ui_param: int, target: Json, flags: int) -> None:
        transport = self.transport
        if not transport.methods & 8:
            raise Refused(NO_SUPPORT)
        if transport.code & (INBOUND | OUTBOUND):
            raise Refused(BUSY)
        wanted = (OUTBOUND if flags & UPLOAD else 0) | (INBOUND if flags & DOWNLOAD else 0)
        if wanted and (not transport.asynchronous or flags & FORCE):
            transport.show(READY | wanted)

    def release(self) -> None:
        pass


class Bed:
    """The test bed."""

    def reset(self) -> None:
        far_ends.clear()
        transports.clear()

    def arrive(self, transport: str, tokens: list[str]) -> None:
        far_end(transport)["waiting"] += tokens

    def waiting(self, transport: str) -> list[str]:
        return far_end(transport)["waiting"]

    def sent(self, transport: str) -> list[str]:
        return far_end(transport)["sent"]


def value(method: str, params: Json) -> Json:
    """Do what is asked for, and answer the value of the result."""
    interface, _, name = method.partition(".")
    if method == "provider.transport_logon":
        handle = f"logon {len(transports) + 1}"
        transports[handle] = Transport(params["transport"], params["support"]["support"])
        return {"xp_logon": handle, "flags": 0}
    if interface == "provider":
        return {"transport_bed": "the test bed"} if name == "test_bed" else None
    handle = params.pop("object")
    thing: Json = Bed() if interface == "transport_bed" else transports[handle.partition("'")[0]]
    if interface == "transport_status":
        thing = Status(thing)
    return getattr(thing, name)(**params)


def answer(request: Json) -> None:
    """Answer one request."""
    method, params = request["method"], request["params"]
    if method == "hello" and params["role"] != "transport":
        say(id=request["id"], error={"code": -32001, "message": "this is a transport provider"})
    elif method == "hello":
        say(id=request["id"], result={"protocol": 1, "description": DESCRIPTION, "offers": OFFERS})
    else:
        try:
            result = {"code": None, "value": value(method, params)}
        except Refused as refusal:
            result = {"code": refusal.args[0], "value": None}
        if method == "transport_status.get_props":
            result["code"] = ERRORS_RETURNED if any(slot["tag"] & 0xFFFF == 10 for slot in result["value"]) else 0
        say(id=request["id"], result=result)


def main(on: str = "", do: Callable[[Json], None] = answer) -> None:
    """Answer every request, but in the one method do what is wrong."""
    while line := sys.stdin.readline():
        request = json.loads(line)
        (do if request["method"] == on else answer)(request)


if __name__ == "__main__":
    main()
