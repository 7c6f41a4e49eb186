"""Its greeting does not say what it offers."""

import json

from well_behaved import DESCRIPTION, Request, main, say


def greet(request: Request, line: str) -> None:
    """Leave out the offers."""
    result = {"protocol": 1, "description": DESCRIPTION}
    say(json.dumps({"jsonrpc": "2.0", "id": request["id"], "result": result}) + "\n")


main(on="hello", do=greet)
