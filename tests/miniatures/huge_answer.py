"""It answers several megabytes, which is allowed."""

import json

from well_behaved import Request, main, say


def answer(request: Request, line: str) -> None:
    """Answer a queue of 200 000 messages."""
    result = {"code": None, "value": [f"message {number}" for number in range(200_000)]}
    say(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}) + "\n")


main(on="test_bed.queue", do=answer)
