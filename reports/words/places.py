"""Where a reader finds the source: the line of the feature file, and the page that a requirement rests on."""

import re

from mapi_tck.assessment import Finding
from mapi_tck.suite.catalogue import specification


def feature_path(file: str) -> str:
    """The path of a feature file in the kit's source code."""
    return f"features/{file}"


def page_address(source: str) -> str:
    """The address of the page that a requirement rests on; "" where its name is not that of a page."""
    return f"{specification().pages}{source.removesuffix('.md')}" if re.fullmatch(r"[a-z0-9-]+\.md", source) else ""


def line_of(finding: Finding) -> int:
    """The decisive line of the feature file: the violated check's, else the first that did not pass, else the scenario's."""
    lines = [check["line"] for check in finding.checks if check["line"]]
    lines += [line["number"] for line in finding.result["lines"] if line["outcome"] != "passed"]
    number: int = lines[0] if lines else finding.scenario["line"]
    return max(number, 1)
