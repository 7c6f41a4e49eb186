"""What services of continuous integration do with the files of a project: read them, check them, and run their scripts."""

import json
import os
import re
import subprocess
import sys
from importlib.resources import files
from pathlib import Path
from typing import Any

from jsonschema import Draft7Validator  # type: ignore[import-untyped]
from kit import environment
from ruamel.yaml import YAML

PROGRAMS = Path(sys.executable).parent


def documents(path: Path) -> list[Any]:
    """The YAML documents of a file."""
    return list(YAML(typ="safe").load_all(path.read_text("utf-8")))


def is_valid(value: Any, schema: str) -> None:
    """The value is what a published schema asks for, one of those that check-jsonschema holds."""
    text = files("check_jsonschema.builtin_schemas.vendor").joinpath(schema).read_text("utf-8")

    assert [error.message for error in Draft7Validator(json.loads(text)).iter_errors(value)] == []


def bash(script: str, cwd: Path, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run a script as both services do: bash, which stops at the first command that fails."""
    path = os.pathsep.join([str(PROGRAMS), os.environ["PATH"]])
    return subprocess.run(
        ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", script],
        cwd=cwd, env=environment({"PATH": path, **variables}), capture_output=True, text=True, check=False,
    )  # fmt: skip


def certify(action: dict[str, Any], folder: Path, **inputs: str) -> subprocess.CompletedProcess[str]:
    """Run the step that certifies, with these inputs and the others' defaults."""
    (step,) = [step for step in action["runs"]["steps"] if step.get("id") == "certify"]
    given = {name: item.get("default", "") for name, item in action["inputs"].items()} | inputs
    variables = {
        name: re.sub(r"\$\{\{ inputs\.([a-z-]+) \}\}", lambda found: given[found[1]], value)
        for name, value in step["env"].items()
    }
    files = {name: str(folder / name.lower()) for name in ("GITHUB_OUTPUT", "GITHUB_STEP_SUMMARY")}
    return bash(step["run"], folder, **variables, **files)


def component(checkout: Path, **inputs: str) -> dict[str, Any]:
    """The job that the component makes of these inputs and the others' defaults."""
    path = checkout / "templates" / "certify" / "template.yml"
    spec, _ = documents(path)
    given = {name: item.get("default") for name, item in spec["spec"]["inputs"].items()} | inputs
    text = path.read_text("utf-8").partition("\n---\n")[2]
    text = re.sub(r"\$\[\[ inputs\.([a-z-]+) \]\]", lambda found: given[found[1]], text)
    return dict(YAML(typ="safe").load(text))
