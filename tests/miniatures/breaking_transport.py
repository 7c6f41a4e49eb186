"""The well-behaved transport, wrong in one way whenever a message is offered to it: `breaking_transport.py WAY`."""

import json
import os
import sys
import time

import well_behaved_transport as provider
from well_behaved_transport import Json, answer, call_back, main, say


def late(request: Json, line: str) -> None:
    """Answer, and write more without a request: in one piece, so that both arrive together."""

    def say_more(**message: Json) -> None:
        more = line if "result" in message else ""
        os.write(1, (json.dumps({"jsonrpc": "2.0", **message}) + "\n" + more).encode())

    provider.say = say_more
    answer(request)
    provider.say = say


def dies_in_the_call(request: Json, message: str) -> None:
    print("no dial tone", file=sys.stderr)
    sys.exit(3)


def dies_in_a_callback(request: Json, message: str) -> None:
    print("no dial tone", file=sys.stderr)
    say(id=7, method="incoming_message.set_token", params={"object": message, "token": "m"})
    sys.exit(3)


def hangs_in_the_call(request: Json, message: str) -> None:
    time.sleep(600)


def hangs_in_a_callback(request: Json, message: str) -> None:
    say(id=7, method="incoming_message.set_token", params={"object": message, "token": "m"})
    time.sleep(600)


def hangs_between(request: Json, message: str) -> None:
    answer(request)
    time.sleep(600)


def calls_back_for_ever(request: Json, message: str) -> None:
    while True:
        call_back("incoming_message.set_token", message, token="m")


def garbage(request: Json, message: str) -> None:
    print("setting the token", flush=True)


def another_id(request: Json, message: str) -> None:
    say(id=7, method="incoming_message.set_token", params={"object": message, "token": "m"})
    say(id=4711, result={"code": None, "value": {"reference": 1, "wait_seconds": 0}})


def unknown_handle(request: Json, message: str) -> None:
    call_back("incoming_message.set_token", "incoming_message-4711", token="m")


def handle_of_another_kind(request: Json, message: str) -> None:
    call_back("support.spooler_yield", message, flags=0)


def unknown_method(request: Json, message: str) -> None:
    call_back("incoming_message.delete", message)


def method_of_the_kit(request: Json, message: str) -> None:
    call_back("xp_logon.poll", "logon 1")


def wrong_params(request: Json, message: str) -> None:
    call_back("incoming_message.set_token", message, token=1)


def wrong_property(request: Json, message: str) -> None:
    call_back("support.modify_status_row", "support-1", values=[{"tag": 0x3E040003, "value": "on"}], flags=0)


def notification(request: Json, message: str) -> None:
    say(method="incoming_message.save_changes", params={"object": message, "flags": 0})
    time.sleep(600)


def late_garbage(request: Json, message: str) -> None:
    late(request, "done\n")


def late_callback(request: Json, message: str) -> None:
    """Announce mail without having been asked: the answer comes with the next request, before or after it."""
    params = {"object": "support-1", "flags": 1, "data": None}
    late(request, json.dumps({"jsonrpc": "2.0", "id": 7, "method": "support.spooler_notify", "params": params}) + "\n")
    lines = [json.loads(sys.stdin.readline()) for _ in range(2)]
    (told,) = [line for line in lines if "method" not in line]
    print(f"answered: {told}", file=sys.stderr, flush=True)
    answer(next(line for line in lines if "method" in line))


def heard(request: Json, message: str) -> None:
    """Make an invalid callback, and let another process, which outlives this one, write down the kit's answer."""
    if os.fork():
        time.sleep(600)
    os.setsid()
    print(sys.argv[2], flush=True)
    line = sys.stdin.readline()
    with open(f"{sys.argv[3]}.part", "w") as file:
        file.write(line)
    os.rename(f"{sys.argv[3]}.part", sys.argv[3])
    os._exit(0)


def do(request: Json) -> None:
    globals()[sys.argv[1]](request, request["params"]["message"]["incoming_message"])


main(on="xp_logon.start_message", do=do)
