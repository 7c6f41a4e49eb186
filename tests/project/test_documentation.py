"""The documents: links lead somewhere, commands and options exist, tables and examples say what the code says."""

import ast
import json
import re
import subprocess
import sys
import tomllib
from dataclasses import fields
from pathlib import Path

import click
import pytest
from documents import ROOT, code_lines, commands, fenced, project_files, table, text_of, words_in

from mapi_tck.claims.baseline import read_baseline
from mapi_tck.claims.declaration import Parameters, read_declaration
from mapi_tck.cli import main as cli
from mapi_tck.ports import Evidence
from mapi_tck.record.run_record import VOLATILE
from mapi_tck.suite.catalogue import OPTIONS, Requirement
from mapi_tck.suite.features import packaged_scenarios
from mapi_tck.suite.renamed import load_renamed
from mapi_tck.verdicts import ExitCode, Strength, Verdict
from mapi_tck.wire.interfaces import INTERFACES

PAGES = [pytest.param(path, id=path.relative_to(ROOT).as_posix()) for path in project_files(".md")]

#: A word that says so, for each exit code.
TOLD = {
    ExitCode.USAGE: "called wrongly",
    ExitCode.FAILED: "a MUST is violated",
    ExitCode.BROKE: "an error of kit or adapter",
    ExitCode.UNDECIDED: "undecided",
    ExitCode.KNOWN: "known deviations",
    ExitCode.CONFORMS: "conforms",
}


def anchors(path: Path) -> set[str]:
    """What a link can point at within a page."""
    text = path.read_text("utf-8")
    slugs = {
        re.sub(r"[^\w\- ]", "", heading.lower()).strip().replace(" ", "-")
        for heading in re.findall(r"^#+ (.*)$", text, flags=re.MULTILINE)
    }
    return slugs | set(re.findall(r'<a id="([^"]+)">', text))


@pytest.mark.parametrize("page", PAGES)
def test_every_link_leads_somewhere(page: Path) -> None:
    """Each link to a file or heading of the project finds it, and so does each picture."""
    text = re.sub(r"```.*?```", "", page.read_text("utf-8"), flags=re.DOTALL)
    broken = []
    for target in re.findall(r"\]\(([^)\s]+)\)", text) + re.findall(r' src(?:set)?="([^"]+)"', text):
        if re.match(r"[a-z]+:", target):
            continue
        name, _, anchor = target.partition("#")
        path = (page.parent / name).resolve() if name else page
        if not path.exists() or (anchor and anchor not in anchors(path)):
            broken.append(target)

    assert broken == []


@pytest.mark.parametrize("page", PAGES)
def test_every_command_shown_is_known(page: Path) -> None:
    """Each subcommand and option of `mapi-tck` that a page shows is one of the command line."""
    unknown = []
    own = {option for parameter in cli.cli.params for option in parameter.opts} | {"--help", "-h"}
    for subcommand, *rest in commands(page.read_text("utf-8"), "mapi-tck"):
        if subcommand in own:
            continue
        command = cli.cli.commands.get(subcommand)
        if isinstance(command, click.Group) and rest and rest[0] in command.commands:
            command = command.commands[rest[0]]
        if command is None:
            unknown.append(subcommand)
            continue
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        unknown += [
            f"{subcommand} {word}" for word in rest if word.startswith("-") and word.partition("=")[0] not in known
        ]

    assert unknown == []


@pytest.mark.parametrize("page", PAGES)
def test_every_pytest_option_shown_is_known(page: Path, pytestconfig: pytest.Config) -> None:
    """Each `--mapi-…` option and `mapi_…` setting of pytest that a page shows is one of the plugin."""
    text = " ".join(code_lines(page.read_text("utf-8")))
    options = set(re.findall(r"--mapi-[a-z]+(?:-[a-z]+)*", text))
    settings = set(re.findall(r"\bmapi_(?:adapter|declaration|undecided|baseline)\b(?= = )", text))

    for option in options:
        assert pytestconfig.getoption(option, "unknown") != "unknown"
    for setting in settings:
        pytestconfig.getini(setting)


@pytest.mark.parametrize("page", PAGES)
def test_every_make_target_shown_exists(page: Path) -> None:
    """Each `make TARGET` that a page shows is a target of its Makefile, or of what that one includes."""
    makefile = page.parent / "Makefile" if (page.parent / "Makefile").exists() else ROOT / "Makefile"
    text = makefile.read_text("utf-8")
    for included in re.findall(r"^include (\S+)$", text, flags=re.MULTILINE):
        text += (makefile.parent / included).read_text("utf-8")
    targets = set(re.findall(r"^([a-z_-]+):", text, flags=re.MULTILINE))
    # In parentheses stands what is done in another folder.
    own = re.sub(r"\(cd [^)]*\)", "", page.read_text("utf-8"))
    shown = {words[0] for words in commands(own, "make") if words}

    assert shown <= targets


@pytest.mark.parametrize("page", PAGES)
def test_every_example_parses(page: Path) -> None:
    """Code blocks in Python, TOML and JSON can be read as such."""
    text = page.read_text("utf-8")

    for block in fenced(text, "python"):
        ast.parse(block)
    for block in fenced(text, "toml"):
        tomllib.loads("\n".join(line.strip() for line in block.splitlines()))
    for block in fenced(text, "json"):
        json.loads(block)


@pytest.mark.parametrize("page", ["README.md", "docs/verdicts.md"])
def test_tables_of_exit_codes_agree_with_the_code(page: str) -> None:
    """A table of exit codes has all of them, in the order in which they apply, as the command line's help has them."""
    rows = table(text_of(page), "code", "means")
    shown = [ExitCode(int(code)) for code, _ in rows]
    helped = [ExitCode(int(code)) for code in re.findall(r"^  (\d)  ", cli.EXIT_CODES, flags=re.MULTILINE)]

    assert shown == helped
    assert set(shown) == set(ExitCode)
    assert all(TOLD[ExitCode(int(code))] in meaning for code, meaning in rows)


def test_verdicts_strengths_and_evidence_are_all_explained() -> None:
    """docs/verdicts.md has a row for each verdict, each strength and each kind of evidence, and for nothing else."""
    text = text_of("docs", "verdicts.md")

    assert {row[0] for row in table(text, "verdict", "means", "counts as")} == {str(verdict) for verdict in Verdict}
    assert {row[0] for row in table(text, "strength", "violated")} == {str(strength) for strength in Strength}
    assert words_in([row[0] for row in table(text, "evidence", "what has to be seen")]) == [
        str(one) for one in Evidence
    ]


def test_the_example_of_a_declaration_is_accepted(tmp_path: Path) -> None:
    """The example with everything in docs/declaration.md passes the review, and each of its sections has an effect."""
    path = tmp_path / "declaration.toml"
    path.write_text(fenced(text_of("docs", "declaration.md"), "toml")[0], "utf-8")
    declared = read_declaration(path)

    assert (declared.name, declared.version, declared.vendor) == ("Example Mail", "4.2", "Example")
    assert set(declared.transports) == {"Office", "Travel"}
    excluded = {option for option in OPTIONS if declared.excludes(option)}
    assert excluded == {"unicode-status-table", "ras-transport", "deferral"}
    assert declared.parameters == Parameters(profile="Test profile")


def test_options_and_parameters_are_all_documented(tmp_path: Path) -> None:
    """docs/declaration.md lists each option with its meaning, and each parameter with its default."""
    text = text_of("docs", "declaration.md")
    options = {words_in([row[0]])[0]: row[1] for row in table(text, "option", "says", "key", "excluded when")}
    parameters = {words_in([row[0]])[0]: row[1].strip("`") for row in table(text, "key", "default", "means")}

    assert options == dict(OPTIONS)
    assert set(parameters) == {item.name for item in fields(Parameters)}
    for item in fields(Parameters):
        assert json.loads(parameters[item.name]) == item.default


@pytest.mark.parametrize(
    "excluding",
    [
        "flush-async-ok = false",
        'transport-kinds = ["RAS"]',
        "asynchronous-transports = false",
        'flush-support = ["supported"]',
        "several-transports = false",
        "synchronous-transports = false",
    ],
)
def test_options_are_excluded_as_documented(tmp_path: Path, excluding: str) -> None:
    """What docs/declaration.md says of excluding an option is so: abilities unless claimed, the rest only when denied."""
    path = tmp_path / "declaration.toml"
    path.write_text(f"[claims]\n{excluding}\n", "utf-8")
    excluded = {option for option in OPTIONS if read_declaration(path).excludes(option)}
    rows = table(text_of("docs", "declaration.md"), "option", "says", "key", "excluded when")
    abilities = {words_in([row[0]])[0] for row in rows if row[3].startswith("not given")}
    denied = {words_in([row[0]])[0] for row in rows if words_in([row[2]])[0] == excluding.split(" ")[0]}

    assert excluded - abilities == denied - abilities - {"ras-transport", "transport-with-flush"}
    assert abilities <= excluded


def test_volatile_fields_are_documented() -> None:
    """docs/run-record.md names exactly the fields that differ between two runs that saw the same."""
    section = text_of("docs", "run-record.md").partition("## Volatile fields")[2].partition("\n## ")[0]
    sentence = section.strip().partition("The schema")[0]

    assert set(words_in([sentence])) == VOLATILE


def test_every_port_and_test_bed_method_is_documented() -> None:
    """docs/adapters.md names every method that an adapter can have."""
    text = text_of("docs", "adapters.md")
    ports = {row[0].strip("`"): set(words_in([row[2]])) for row in table(text, "port", "MAPI", "methods")}
    bed = words_in([row[0] for row in table(text, "method", "what it does", "what it unlocks")])

    for port, interface in [("Session", "session"), ("Table", "table"), ("StatusObject", "status_object")]:
        assert ports[port] == set(INTERFACES[interface])
    assert ports["Adapter"] == set(INTERFACES["adapter"])
    assert sorted(bed) == sorted(INTERFACES["test_bed"])


def test_the_example_of_a_requirement_has_the_keys_of_one() -> None:
    """The catalogue entry that CONTRIBUTING.md shows has keys that an entry has, and no value that none has."""
    tables = [
        tomllib.loads("\n".join(line.strip() for line in block.splitlines()))
        for block in fenced(text_of("CONTRIBUTING.md"), "toml")
    ]
    (entry,) = tables[0].values()

    assert set(entry) <= {item.name for item in fields(Requirement)}
    assert entry["strength"] in set(Strength)
    assert entry["evidence"] in set(Evidence)


def test_indexes_are_complete() -> None:
    """docs/README.md leads to every document, and docs/decisions/README.md to every decision."""
    for folder in (ROOT / "docs", ROOT / "docs" / "decisions"):
        linked = set(re.findall(r"\]\(([^)]+)\)", (folder / "README.md").read_text("utf-8")))

        assert {path.name for path in folder.glob("*.md")} - linked == {"README.md"}


def test_decisions_have_one_form() -> None:
    """Each decision says its context, the decision and the consequences, under a number of its own."""
    pages = sorted(path for path in (ROOT / "docs" / "decisions").glob("*.md") if path.name != "README.md")

    assert [path.name[:4] for path in pages] == [f"{number:04}" for number in range(1, len(pages) + 1)]
    for path in pages:
        text = path.read_text("utf-8")

        assert text.startswith(f"# {path.name[:4]} ")
        assert re.findall(r"^## (.*)$", text, flags=re.MULTILINE) == ["Context", "Decision", "Consequences"]


def test_generated_pages_are_current() -> None:
    """Requirements, steps and the code that pages show are what `make docs` would write now."""
    done = subprocess.run(
        [sys.executable, "-m", "docs", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )

    assert done.returncode == 0, f"make docs: {done.stdout}{done.stderr}"


def test_the_example_of_a_baseline_is_one(tmp_path: Path) -> None:
    """The entry in docs/gate.md can be read, excuses something, and has only keys that the page's table explains."""
    path = tmp_path / "baseline.toml"
    path.write_text(fenced(text_of("docs", "gate.md"), "toml")[0], "utf-8")
    (entry,) = read_baseline(path).deviations
    explained = words_in([row[0] for row in table(text_of("docs", "gate.md"), "key", "holds")])

    assert not entry.lacks
    assert set(explained) == set(entry.to_json())


def test_the_smallest_adapter_is_as_small_as_the_readme_says() -> None:
    """The adapter to copy has under 60 lines of code."""
    lines = [line for line in text_of("examples", "minimal_adapter.py").splitlines() if line.strip()]

    assert "under 60 lines of code" in text_of("README.md")
    assert len(lines) < 60


def test_the_c_sample_says_what_it_is() -> None:
    """README.md and the sample's own say plainly that it is a whole subsystem, and no single transport."""
    assert "a whole subsystem in C" in text_of("README.md")
    assert "whole MAPI-like subsystem" in text_of("examples", "c_provider", "README.md")


def test_no_file_names_the_machine_it_was_written_on() -> None:
    """No file of the project holds the path of a checkout or of a home folder."""
    private = re.compile(r"(?<![\w.])/(?:home|root|work|Users)/[\w.]+")
    found = [
        f"{path.relative_to(ROOT)}: {match[0]}"
        for path in project_files()
        for match in private.finditer(path.read_text("utf-8", errors="replace"))
    ]

    assert found == []


def test_help_of_every_command_is_one_sentence_or_more() -> None:
    """Each subcommand has a help text, so that `mapi-tck --help` tells what it is for."""
    groups = [command for command in cli.cli.commands.values() if isinstance(command, click.Group)]

    assert all(command.help for command in cli.cli.commands.values())
    assert all(command.help for group in groups for command in group.commands.values())


def test_no_id_is_named_that_the_suite_no_longer_has() -> None:
    """Scripts, samples and documents name scenarios and requirements by ids that exist today: an old one ends a run."""
    known = {id.partition("[")[0] for id in packaged_scenarios()}
    withdrawn = {old for old in load_renamed() if "::" not in old}
    folders = {".ci", "benchmarks", "compat", "docs", "examples", "fuzz", "lab"}
    wrong = [
        f"{path.relative_to(ROOT)}: {match}"
        for path in project_files()
        if path.relative_to(ROOT).parts[0] in folders
        for match in re.findall(
            r"[a-z_]+\.feature::(?!test_)[a-z_0-9]+|\b[A-Z]{1,2}[0-9.]+[a-z]?\b", path.read_text("utf-8")
        )
        if (match not in known if "::" in match else match in withdrawn)
    ]

    assert withdrawn
    assert wrong == []
