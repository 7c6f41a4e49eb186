"""The example store: a file with the counter-examples that searches have found. The next search tries them first.

The file is JSON and can be committed beside the implementation: law → scenarios, each a list of lines of Gherkin.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from mapi_tck.errors import UsageError, unseen_hint
from mapi_tck.search import examples
from mapi_tck.search.examples import Example
from mapi_tck.search.laws import LAWS
from mapi_tck.suite.review import read_json, read_text

Known = Mapping[str, tuple[Example, ...]]


def read_store(path: Path | None) -> tuple[Known, str | None]:
    """What the store holds, and its digest. Without a file the store is empty. Raises `UsageError` if the file is no store."""
    if path is None or not path.exists():
        return {}, None
    text = read_text(path, "example store")
    content = read_json(text, path, "example store")
    if not isinstance(content, dict) or not all(isinstance(held, list) for held in content.values()):
        raise UsageError("an example store holds lists of examples, by law", str(path))
    for law in content:
        if law not in LAWS:
            hint = unseen_hint(law) or "did its words change? see features/search.feature"
            raise UsageError(f"there is no law {law!r}", str(path), hint)
    known = {law: tuple(examples.read(lines, str(path)) for lines in held) for law, held in content.items()}
    return known, f"sha256:{hashlib.sha256(text.encode()).hexdigest()}" if known else None


def add_to_store(path: Path, results: Iterable[Any]) -> bool:
    """Add the counter-examples of these results that the store lacks; return whether there were any."""
    known, _ = read_store(path)
    content = {law: [examples.written(example) for example in held] for law, held in known.items()}
    found = False
    for result in results:
        search = result.get("search")
        if search and search["counterexample"] and result["verdict"] in ("fail", "warning"):
            lines = search["examples"][-1]["lines"]
            held = content.setdefault(search["law"], [])
            if lines not in held:
                held.append(lines)
                found = True
    if found:
        path.write_text(json.dumps(content, indent=2, ensure_ascii=False, sort_keys=True) + "\n", "utf-8")
    return found
