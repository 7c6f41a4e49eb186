"""The files for CI in projects that are not Python: they are valid, and their commands certify projects in Node.js and C."""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
from distributions import Distributions, built
from groovy_parser.parser import parse_groovy_content
from kit import EXAMPLES, environment, mapi_tck
from once import once
from services import bash, certify, component, documents, is_valid

#: Language → the program of a sample that takes the place of the empty one, and what the machine needs.
LANGUAGES = {"node": ("node", "nodejs"), "c": ("cc", "gcc")}


def project(folder: Path, language: str, service: str = "github") -> Path:
    """A new project of a transport provider. Its program is that of a sample, so that it conforms."""
    program, package = LANGUAGES[language]
    if shutil.which(program) is None:
        pytest.skip(f"there is no {program} here (apt-get install {package})")
    if language == "c" and not Path("/usr/include/cjson/cJSON.h").exists():
        pytest.skip("there is no cJSON here (apt-get install libcjson-dev)")
    words = ("--role", "transport", "--language", language, "--ci", service)
    assert mapi_tck("new-adapter", str(folder), *words, cwd=folder.parent).code == 0
    if language == "node":
        for path in (EXAMPLES / "node_transport").glob("*.mjs"):
            shutil.copy(path, folder)
        (folder / "adapter.mjs").write_text('import "./provider.mjs";\n')
    return folder


def without_packages(script: list[str]) -> list[str]:
    """The commands but those that install packages of the system."""
    return [line for line in script if "apt-get" not in line]


# -- plain shell ------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def wheel(checkout: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The wheel of the kit."""
    made: Distributions = once(tmp_path_factory, "distributions", lambda folder: built(checkout, folder))
    return made.wheel


def shell(folder: Path, *words: str, **variables: str) -> subprocess.CompletedProcess[str]:
    """Run the script as a shell does, with the interpreter of these tests as `python3` and nothing of the checkout."""
    programs = folder / "programs"
    programs.mkdir(exist_ok=True)
    if not (programs / "python3").exists():
        (programs / "python3").symlink_to(sys.executable)
    path = f"{programs}:/usr/local/bin:/usr/bin:/bin"
    command = ["sh", str(folder / "conformance.sh"), *words]
    variables = environment({"PATH": path, **variables})
    return subprocess.run(command, cwd="/", env=variables, capture_output=True, text=True, check=False)


def test_the_shell_certifies_from_a_wheel(wheel: Path, tmp_path: Path) -> None:
    """The kit comes from its wheel into an environment of its own, with what it needs. A second run installs nothing again.

    In Node.js a sample conforms, and in C the new project says what is not written.
    """
    node, c = project(tmp_path / "in node", "node"), project(tmp_path / "in c", "c")
    first = shell(node, "--only", "XP1", MAPI_TCK=str(wheel))
    assert first.returncode == 0, first.stdout + first.stderr
    assert (node / "mapi-tck-run" / "run.ndjson").exists()
    again = shell(node, "--only", "XP1", "--format", "junit-strict", MAPI_TCK="/nothing/here")
    assert again.returncode == 0, again.stderr
    assert (node / "mapi-tck-run" / "junit-strict.xml").exists()

    (c / ".mapi-tck").symlink_to(node / ".mapi-tck")
    unwritten = shell(c, "--only", "XP1")
    assert unwritten.returncode == 4, unwritten.stdout + unwritten.stderr
    assert "is not written yet" in " ".join(unwritten.stdout.split())
    assert (c / "adapter").exists()


def test_a_script_without_its_kit_fails(tmp_path: Path) -> None:
    """If the kit cannot be installed, the script fails, and does not call a kit that is half there."""
    folder = project(tmp_path / "mail", "node")
    done = shell(folder, MAPI_TCK="/nothing/here", PIP_NO_INDEX="1")

    assert done.returncode not in (0, 5)
    assert "/nothing/here" in done.stderr
    assert not (folder / "mapi-tck-run").exists()


# -- services ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_workflow_certifies(language: str, checkout: Path, tmp_path: Path) -> None:
    """GitHub's schema holds. The steps that build, and the action with its inputs, certify the project."""
    folder = project(tmp_path / "mail", language)
    (workflow,) = documents(folder / ".github" / "workflows" / "conformance.yml")
    (action,) = documents(checkout / "action.yml")
    is_valid(workflow, "github-workflows.json")
    *before, kit = workflow["jobs"]["mapi-tck"]["steps"]
    for step in before:
        for line in without_packages([step["run"]] if "run" in step else []):
            assert bash(line, folder).returncode == 0
    done = certify(action, folder, **kit["with"], arguments="--only XP1", formats="")

    assert kit["with"].keys() <= action["inputs"].keys() and kit["with"]["install"] == ""
    assert done.returncode == (0 if language == "node" else 4), done.stdout + done.stderr


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_pipeline_is_valid(language: str, tmp_path: Path) -> None:
    """GitLab's schema holds for the job, which calls the script and keeps what it writes."""
    folder = project(tmp_path / "mail", language, "gitlab")
    (pipeline,) = documents(folder / ".gitlab-ci.yml")
    is_valid(pipeline, "gitlab-ci.json")
    job = pipeline["conformance"]

    assert job["script"] == ["sh conformance.sh"] and (folder / "conformance.sh").exists()
    assert without_packages(job["before_script"]) == []
    assert job["artifacts"]["reports"]["junit"] == "mapi-tck-run/junit.xml"


def test_the_component_prepares_a_runtime(checkout: Path, tmp_path: Path) -> None:
    """GitLab's component brings the runtime, installs nothing of the project, and certifies it. A failure stops it."""
    folder = project(tmp_path / "mail", "node")
    inputs = {"kit": ".", "adapter": "stdio:node adapter.mjs", "role": "transport", "declaration": "declaration.toml"}

    def job(prepare: str) -> subprocess.CompletedProcess[str]:
        made: dict[str, Any] = component(checkout, **inputs, install="", prepare=prepare, arguments="--only XP1")
        script = made["mapi-tck"]["script"]
        lines = [line.replace("python -m pip install", "echo python -m pip install") for line in script]
        return bash("\n".join(lines), folder, **made["mapi-tck"]["variables"])

    done = job("true && echo 'the runtime' > prepared")
    assert done.returncode == 0, done.stdout + done.stderr
    assert (folder / "prepared").read_text() == "the runtime\n"
    assert re.search(r"pip install --quiet --disable-pip-version-check \.\n", done.stdout)
    failed = job("false; true")
    assert failed.returncode == 1 and not failed.stdout


def test_the_jenkinsfile_is_groovy(tmp_path: Path) -> None:
    """A parser of Groovy reads it; the parser notices a brace that is missing. Its commands of the shell call the script."""
    folder = project(tmp_path / "mail", "c", "jenkins")
    text = (folder / "Jenkinsfile").read_text("utf-8")
    parse_groovy_content(text)
    with pytest.raises(Exception, match="(?i)unexpected"):
        parse_groovy_content(text.rstrip().removesuffix("}"))

    assert re.findall(r"sh '(.*)'", text) == ["git submodule update --init", "sh conformance.sh --format junit-strict"]


@pytest.mark.parametrize("name", ["conformance.sh", "Jenkinsfile"])
def test_the_page_shows_what_is_made(name: str, checkout: Path, tmp_path: Path) -> None:
    """docs/in-ci.md shows the files that a new project in C has."""
    folder = project(tmp_path / "mail", "c", "jenkins")
    page = (checkout / "docs" / "in-ci.md").read_text("utf-8")
    shown = re.search(rf"<!-- made: {name} -->\n```\w+\n(.*?)```\n", page, re.DOTALL)

    assert shown and shown[1] == (folder / name).read_text("utf-8")
