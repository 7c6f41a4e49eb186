"""It answers with the number of a request that was never made."""

from well_behaved import Request, main, say


def answer(request: Request, line: str) -> None:
    """Change the number."""
    say(line.replace(f'"id": {request["id"]}', '"id": 4711'))


main(on="status_object.flush_queues", do=answer)
