"""It offers a method and then does not know it."""

import json

from well_behaved import Request, main, say


def answer(request: Request, line: str) -> None:
    """Answer an error of the protocol."""
    error = {"code": -32601, "message": "no such method"}
    say(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}) + "\n")


main(on="test_bed.queue", do=answer)
