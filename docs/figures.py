"""The figures of why-believe-a-pass.md, from the results that runs have left in the checkout."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any, Final

from mapi_tck.reports.selftest import parts

#: Mark in the page → the file that a run leaves.
RESULTS: Final = {"selftest": "mapi-tck-selftest/selftest.json", "mutation": "mapi-tck-mutation.json"}


def selftest(result: dict[str, Any]) -> str:
    """What a self-test found, as a table."""
    head = (
        "role",
        "wrong",
        "noticed as expected",
        "unusual",
        "conform",
        "requirements",
        "proven",
        "by at least",
        "median",
    )
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for part in parts(result):
        numbers = (
            *(len(part.wrong), part.noticed, len(part.unusual), part.conforming),
            *(len(part.proofs), part.proven, part.fewest, f"{part.middle:g}"),
        )
        lines.append(f"| {part.role} | {' | '.join(map(str, numbers))} |")
    return "\n".join(lines)


def mutation(result: dict[str, Any]) -> str:
    """What became of the mutants, module by module, as a table; their score is raw: nothing is taken out of it."""
    classes = tuple(result["all"]["classes"])
    head = ("module", "mutants that start", "caught", "raw score", *classes)
    lines = [f"| {' | '.join(head)} |", f"|{'---|' * len(head)}"]
    for name, figures in {**result["modules"], "all": result["all"]}.items():
        start = figures["mutants"] - figures["outcomes"]["does not start"]
        survivors = [figures["classes"][kind] for kind in classes]
        numbers = (start, start - sum(survivors), f"{figures['score']:.1%}", *survivors)
        lines.append(f"| {name} | {' | '.join(map(str, numbers))} |")
    return "\n".join(lines)


def with_figures(text: str, checkout: Path) -> str:
    """The page with the figures of the last runs; what has not been run here keeps its figures."""
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
