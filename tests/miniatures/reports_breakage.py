"""It says that it broke, and is otherwise fine."""

import json

from well_behaved import Request, main, say


def answer(request: Request, line: str) -> None:
    """Answer an error that is the program's own."""
    error = {"code": -32000, "message": "NullReferenceException in Flush"}
    say(json.dumps({"jsonrpc": "2.0", "id": request["id"], "error": error}) + "\n")


main(on="status_object.flush_queues", do=answer)
