"""What a project puts into its CI: the files are valid, and the commands in them do what their page says."""

import json
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from ruamel.yaml import YAML
from services import bash, certify, component, documents, is_valid

from mapi_tck.assessment.outputs import FORMATS

# -- GitHub -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def action(checkout: Path) -> dict[str, Any]:
    """The action."""
    (found,) = documents(checkout / "action.yml")
    return dict(found)


def test_the_action_is_valid(action: dict[str, Any], checkout: Path) -> None:
    """GitHub's schema holds, every input is used, and none stands in a script, where it would be code."""
    is_valid(action, "github-actions.json")
    text = (checkout / "action.yml").read_text("utf-8")

    assert set(re.findall(r"inputs\.([a-z-]+)", text)) == set(action["inputs"])
    assert [step["name"] for step in action["runs"]["steps"] if "${{" in step.get("run", "")] == []


def test_the_action_shows_what_is_wrong(action: dict[str, Any], tmp_path: Path) -> None:
    """A provider that fails: exit code 1 as output and as the step's own, annotations, summary, SARIF, badge and record."""
    done = certify(action, tmp_path, adapter="wrong:directions-swapped", arguments="--only A6a")

    assert done.returncode == 1, done.stderr
    assert (tmp_path / "github_output").read_text() == "exit-code=1\n"
    assert (tmp_path / "github_step_summary").read_text("utf-8").startswith("## Does not conform: 1 MUST violated")
    assert {"run.ndjson", "report.html", "junit.xml", "mapi-tck.sarif", "badge.svg"} <= {
        path.name for path in (tmp_path / "mapi-tck-run").iterdir()
    }
    begin, end = re.search(r"^::stop-commands::(\w{32})\n", done.stdout), done.stdout.rfind("\n::error ")
    assert begin and done.stdout.index("Failures") < done.stdout.index(f"\n::{begin[1]}::\n") < end


def test_the_action_passes_with_what_conforms(action: dict[str, Any], checkout: Path, tmp_path: Path) -> None:
    """Role, declaration and formats reach the kit; the step succeeds and announces the verdict."""
    declaration = str(checkout / "examples" / "minimal_transport.toml")
    done = certify(
        action, tmp_path,
        adapter="reference", role="transport", declaration=declaration, arguments="--only XP1", formats="github",
    )  # fmt: skip

    assert done.returncode == 0, done.stderr
    assert done.stdout.splitlines()[-1].startswith("::notice title=mapi-tck::The selection holds")
    assert not (tmp_path / "github_step_summary").exists()
    header = json.loads((tmp_path / "mapi-tck-run" / "run.ndjson").read_text("utf-8").splitlines()[0])
    assert (header["options"]["role"], header["declaration"]["path"]) == ("transport", declaration)


def test_the_action_holds_to_a_baseline(action: dict[str, Any], tmp_path: Path) -> None:
    """With the known deviations of a provider the action ends with the exit code for that, and not with 1."""
    entry = '[[deviation]]\nrequirement = "A6a"\ncause = "topic-letter-direction"\nreason = "old"\nowner = "me"\n'
    (tmp_path / "baseline.toml").write_text(f"{entry}expires = 2099-01-01\n")
    done = certify(
        action, tmp_path, adapter="wrong:directions-swapped", arguments="--only A6a", baseline="baseline.toml"
    )

    assert done.returncode == 5, done.stderr
    assert "::error" not in done.stdout and "\n::notice file=features/procedure_a.feature" in done.stdout


def test_wrong_use_of_the_action_is_told(action: dict[str, Any], tmp_path: Path) -> None:
    """An adapter that does not exist, or an input that would be code in a shell, is one line, with the kit's exit code."""
    for adapter in ("refernce", "$(touch owned); `touch owned` \"'"):
        done = certify(action, tmp_path, adapter=adapter)

        assert done.returncode == 2 and (tmp_path / "github_output").read_text().endswith("exit-code=2\n")
        assert done.stderr.startswith("mapi-tck: ") and done.stderr.count("\n") == 1
        assert not (tmp_path / "owned").exists()


def test_the_formats_of_the_files_are_formats(action: dict[str, Any], checkout: Path) -> None:
    """Both files ask by default for formats that there are."""
    (spec, _) = documents(checkout / "templates" / "certify" / "template.yml")
    asked = f"{action['inputs']['formats']['default']} {spec['spec']['inputs']['formats']['default']}".split()

    assert set(asked) <= set(FORMATS)


# -- GitLab -----------------------------------------------------------------------------------------------------------


def test_the_component_is_valid(checkout: Path) -> None:
    """GitLab's schema holds for the inputs and for the job that they make; every input is used."""
    path = checkout / "templates" / "certify" / "template.yml"
    spec, _ = documents(path)
    is_valid(spec, "gitlab-ci.json")
    is_valid(component(checkout, adapter="reference", kit="."), "gitlab-ci.json")

    assert set(re.findall(r"inputs\.([a-z-]+)", path.read_text("utf-8"))) == set(spec["spec"]["inputs"])


def test_the_component_shows_what_is_wrong(checkout: Path, tmp_path: Path) -> None:
    """A provider that fails: the job's exit code is 1, and JUnit, SARIF and badge lie where GitLab is told to look."""
    job = component(checkout, adapter="wrong:directions-swapped", kit=".", arguments="--only A6a")["mapi-tck"]
    lines = [line for line in job["script"] if " pip install " not in line]
    done = bash("\n".join(lines), tmp_path, **job["variables"])

    assert len(lines) == len(job["script"]) - 1
    assert done.returncode == 1, done.stderr
    assert (tmp_path / job["artifacts"]["reports"]["junit"]).is_file()
    assert {"mapi-tck.sarif", "badge.svg"} <= {
        path.name for path in (tmp_path / job["artifacts"]["paths"][0]).iterdir()
    }


# -- the pages that show them -----------------------------------------------------------------------------------------


@pytest.mark.parametrize("page", ["in-ci.md", "certify-a-transport.md"])
def test_what_the_pages_show_is_valid(checkout: Path, action: dict[str, Any], page: str) -> None:
    """Each example of a workflow, a pipeline or a pre-commit configuration is valid and names only what there is."""
    text = (checkout / "docs" / page).read_text("utf-8")
    spec, _ = documents(checkout / "templates" / "certify" / "template.yml")
    (hooks,) = documents(checkout / ".pre-commit-hooks.yaml")
    seen = set()
    for block in re.findall(r"^```yaml\n(.*?)^```$", text, flags=re.DOTALL | re.MULTILINE):
        value = YAML(typ="safe").load(block)
        if "jobs" in value:
            is_valid(value, "github-workflows.json")
            (step,) = [step for step in value["jobs"]["mapi-tck"]["steps"] if step.get("uses", "").startswith("./")]
            given, known, kind = set(step["with"]), set(action["inputs"]), "workflow"
        elif "include" in value:
            is_valid(value, "gitlab-ci.json")
            given, known, kind = set(value["include"][0]["inputs"]), set(spec["spec"]["inputs"]), "pipeline"
        else:
            given = {item["id"] for repository in value["repos"] for item in repository["hooks"]}
            known, kind = {item["id"] for item in hooks}, "pre-commit"
        assert given <= known
        seen.add(kind)

    assert seen >= {"workflow", "pipeline"}


# -- pre-commit -------------------------------------------------------------------------------------------------------


def hook(checkout: Path, id: str, *paths: str, cwd: Path) -> subprocess.CompletedProcess[str]:
    """Run a hook as pre-commit does: its entry, then those of the paths that its pattern takes."""
    (hooks,) = documents(checkout / ".pre-commit-hooks.yaml")
    (found,) = [item for item in hooks if item["id"] == id]
    chosen = [path for path in paths if re.search(found["files"], path)]
    return bash(f"{found['entry']} {' '.join(chosen)}", cwd) if chosen else subprocess.CompletedProcess("", 0, "", "")


def test_the_hooks_are_valid(checkout: Path, tmp_path: Path) -> None:
    """What pre-commit itself says of the manifest: nothing."""
    done = bash("pre-commit validate-manifest .pre-commit-hooks.yaml", checkout, XDG_CACHE_HOME=str(tmp_path))

    assert done.returncode == 0, done.stdout + done.stderr


def test_a_hook_reviews_declarations(checkout: Path, tmp_path: Path) -> None:
    """A declaration with a mistake stops the commit with file, line and key; another TOML file is none of its business."""
    (tmp_path / "pyproject.toml").write_text("[project]\n")
    (tmp_path / "declaration.toml").write_text("[claims]\nflush-asynch-ok = true\n")
    done = hook(checkout, "mapi-tck-declaration", "pyproject.toml", "declaration.toml", cwd=tmp_path)

    assert (done.returncode, done.stdout.count("\n")) == (1, 2)
    assert done.stdout.startswith("declaration.toml:2: declaration: claims.flush-asynch-ok: unknown key (did you mean")
    shutil.copy(checkout / "examples" / "reference.toml", tmp_path / "declaration.toml")
    assert hook(checkout, "mapi-tck-declaration", "declaration.toml", cwd=tmp_path).returncode == 0


def test_a_hook_lints_features(checkout: Path, tmp_path: Path) -> None:
    """A misspelt line of a feature file of one's own stops the commit."""
    (tmp_path / "own.feature").write_text(
        "Feature: Own\n  @A1a\n  Scenario: Ours\n    Given a clint that has logged on\n"
    )
    done = hook(checkout, "mapi-tck-features", "own.feature", cwd=tmp_path)

    assert done.returncode == 1
    assert "own.feature:4: undefined-step: no step is defined for: Given a clint that has logged on" in done.stdout


# -- the container file -----------------------------------------------------------------------------------------------


def test_the_container_file_is_clean(checkout: Path) -> None:
    """The linter for such files, hadolint, finds nothing in it."""
    done = bash("hadolint Containerfile", checkout)

    assert (done.returncode, done.stdout) == (0, "")


def test_the_commands_of_the_container_file_install_the_kit(checkout: Path, tmp_path: Path) -> None:
    """What it runs, run in a fresh environment, leaves a `mapi-tck` that starts as its entry point does.

    Dependencies and build tools are this environment's own, so that nothing is fetched.
    """
    text = re.sub(r"\\\n\s*", "", (checkout / "Containerfile").read_text("utf-8"))
    runs = [
        re.sub(r"--mount=\S+ ", "", line).partition(" && useradd ")[0]
        for line in re.findall(r"^RUN (.*)$", text, re.MULTILINE)
    ]
    left_out = shutil.ignore_patterns(".*", "build", "*.egg-info", "__pycache__", "mapi-tck-*", "tests", "docs")
    shutil.copytree(checkout, tmp_path / "source", ignore=left_out)
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", tmp_path / "venv"], check=True)
    (site,) = (tmp_path / "venv" / "lib").glob("python3.*/site-packages")
    own = [path for path in sys.path if path.endswith(("site-packages", "dist-packages"))]
    (site / "dependencies.pth").write_text("\n".join(own))
    offline = {
        "PIP_NO_DEPS": "1",
        "PIP_NO_BUILD_ISOLATION": "0",
        "PATH": f"{tmp_path / 'venv' / 'bin'}:{os.environ['PATH']}",
    }
    for command in runs:
        done = bash(re.sub(r"(?<= )/(source|wheels)", rf"{tmp_path}/\1", command), tmp_path, **offline)
        assert done.returncode == 0, done.stderr
    done = bash("command -v mapi-tck; mapi-tck --help", tmp_path, **offline)

    assert len(runs) == 2
    assert done.stdout.startswith(f"{tmp_path}/venv/bin/mapi-tck\nUsage: mapi-tck ")
