"""A complete client without any library: it walks procedure A, and declines procedure B."""

import json
import sys
from itertools import count
from typing import Any

ENTRYID, RESOURCE_TYPE, SPOOLER, NO_UI = 0x0FFF0102, 0x3E030003, 37, 0x10
FLAGS = {"outgoing": 0x2, "incoming": 0x4}
NO_SUPPORT, NOT_FOUND = 0x80040102, 0x8004010F


class Refused(Exception):
    pass


def write(message: dict[str, Any]) -> None:
    print(json.dumps({"jsonrpc": "2.0", **message}), flush=True)


NUMBERS = count(1)


def call(method: str, thing: str, **arguments: Any) -> Any:
    write({"id": f"c{next(NUMBERS)}", "method": method, "params": {"object": thing, **arguments}})
    result = json.loads(sys.stdin.readline())["result"]
    if (result["code"] or 0) >= 0x80000000:
        raise Refused(result["code"])
    return result["value"]


def flush_all(session: str, flags: int, held: list[tuple[str, str]]) -> None:
    table = call("session.get_status_table", session, flags=0)["table"]
    held.append(("table.release", table))
    call("table.set_columns", table, tags=[ENTRYID, RESOURCE_TYPE], flags=0)
    equal = {"relop": 4, "tag": RESOURCE_TYPE, "value": {"tag": RESOURCE_TYPE, "value": SPOOLER}}
    rows = call(
        "table.hr_query_all_rows", table, tags=None, restriction={"property": equal}, sort_order=None, max_rows=0
    )
    held.append(("row_set.release", rows["row_set"]))
    if not rows["rows"] or rows["rows"][0][0]["tag"] != ENTRYID:
        raise Refused(NOT_FOUND)
    entry_id = rows["rows"][0][0]["value"]
    opened = call("session.open_entry", session, entry_id=entry_id, interface=None, flags=0)["status_object"]
    held.append(("status_object.release", opened))
    call("status_object.flush_queues", opened, ui_param=0, target=None, flags=flags)


def walk(mapi: dict[str, str], task: dict[str, Any]) -> int:
    if task["procedure"] != "A":
        return NO_SUPPORT
    flags = NO_UI | sum(FLAGS[direction] for direction in task["directions"])
    held: list[tuple[str, str]] = []
    try:
        session = call("mapi.logon", mapi["mapi"], profile=task["profile"], flags=0)["session"]
        held.append(("session.release", session))
        flush_all(session, flags, held)
    except Refused as refused:
        return int(refused.args[0])
    finally:
        for method, thing in reversed(held):
            call(method, thing)
    return 0


for line in iter(sys.stdin.readline, ""):
    request = json.loads(line)
    if request["method"] == "hello":
        described = {"implementation": "miniature client", "version": "1", "observes": ["calls"]}
        answer = {"protocol": 1, "description": described, "offers": []}
    else:
        answer = {"code": walk(**request["params"]) if request["method"] == "client.walk" else None, "value": None}
    write({"id": request["id"], "result": answer})
    if request["method"] == "client.close":
        break
