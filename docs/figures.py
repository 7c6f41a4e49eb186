"""The figures of why-believe-a-pass.md, from the results that runs have left in the checkout."""

import json
import re
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any, Final

from mapi_tck.reports.selftest import parts

#: Mark in the page → the file that a run leaves.
RESULTS: Final = {"selftest": "mapi-tck-selftest/selftest.json", "mutation": "mapi-tck-mutation.json"}


def _table(*rows: Iterable[object]) -> str:
    lines = [f"| {' | '.join(map(str, row))} |" for row in rows]
    return "\n".join([lines[0], f"|{'---|' * len(list(rows[0]))}", *lines[1:]])


def selftest(result: dict[str, Any]) -> str:
    """The result of a self-test, as a table."""
    head = "role,wrong,noticed as expected,unusual,conform,requirements,proven,by at least,median"
    numbers = [
        (
            *(part.role, len(part.wrong), part.noticed, len(part.unusual), part.conforming),
            *(len(part.proofs), part.proven, part.fewest, f"{part.middle:g}"),
        )
        for part in parts(result)
    ]
    return _table(head.split(","), *numbers)


def mutation(result: dict[str, Any]) -> str:
    """How the mutants ended, module by module, as a table. The score is raw: equivalent mutants count as not caught."""
    classes = tuple(result["all"]["classes"])
    rows: list[tuple[object, ...]] = [("module", "mutants that start", "caught", "raw score", "noted", *classes)]
    for name, figures in {**result["modules"], "all": result["all"]}.items():
        outcomes = figures["outcomes"]
        caught = sum(outcomes[outcome] for outcome in ("killed", "timeout", "broke"))
        start = figures["mutants"] - outcomes["does not start"]
        survivors = [figures["classes"][kind] for kind in classes]
        rows.append((name, start, caught, f"{figures['score']:.1%}", outcomes["noted"], *survivors))
    return _table(*rows)


def with_figures(text: str, checkout: Path) -> str:
    """The page with the figures of the last whole runs. A table without such a run in this checkout stays as it is."""
    tables: dict[str, Callable[[dict[str, Any]], str]] = {"selftest": selftest, "mutation": mutation}
    for mark, table in tables.items():
        path = checkout / RESULTS[mark]
        result = json.loads(path.read_text("utf-8")) if path.exists() else {}
        if result and not result.get("selection"):
            figures = table(result)
            text = re.sub(
                rf"(<!-- {mark} -->\n).*?(<!-- end -->)",
                lambda place, figures=figures: f"{place[1]}\n{figures}\n\n{place[2]}",  # type: ignore[misc]
                text,
                count=1,
                flags=re.DOTALL,
            )
    return text
