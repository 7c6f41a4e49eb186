"""The lint of what a provider has: declarations, feature files of its own, steps of its own."""

from pathlib import Path

import pytest
from kit import EXAMPLES, mapi_tck

FEATURE = """Feature: Our provider

  Rule: Ours
    We promise it.

    @A1a
    Scenario: It gives its status table too
      Given a client that has logged on
      When the client gets the status table
      Then {line}
"""

STEPS = '''"""Our own steps."""

from mapi_tck.scenario.vocabulary import then


@then("our table is blue")
def blue(tck):
    """Our table is blue."""
'''


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A provider's project: a declaration, two feature files of which one is wrong, steps of its own."""
    (tmp_path / "features").mkdir()
    (tmp_path / "features" / "good.feature").write_text(FEATURE.format(line="the call succeeds"))
    (tmp_path / "features" / "bad.feature").write_text(FEATURE.replace("Our p", "A p").format(line="our table is blue"))
    (tmp_path / "our_steps.py").write_text(STEPS)
    (tmp_path / "declaration.toml").write_text((EXAMPLES / "reference.toml").read_text("utf-8"), "utf-8")
    return tmp_path


def linted(project: Path, *arguments: str) -> tuple[int, list[str]]:
    """Exit code and lines of `mapi-tck lint`."""
    done = mapi_tck("lint", *arguments, cwd=project)

    assert done.stderr == ""
    return done.code, done.stdout.splitlines()


def test_files_and_folders_may_be_mixed(project: Path) -> None:
    """A folder, a feature file and a declaration are looked at together; what two of them show is told once."""
    code, lines = linted(project, "features", "features/bad.feature", "declaration.toml")

    assert (code, len(lines), lines[-1]) == (1, 2, "problems: 1")
    assert lines[0].startswith(
        "features/bad.feature:10: undefined-step: no step is defined for: Then our table is blue"
    )


def test_only_what_is_named_is_told(project: Path) -> None:
    """A correct feature file is clean beside any other file; if two have one name, both are reported."""
    assert linted(project, "features/good.feature") == (0, ["no problems"])

    (project / "features" / "bad.feature").write_text(FEATURE.format(line="the call succeeds"))
    _, lines = linted(project, "features/good.feature")
    assert lines == [
        "features/good.feature:1: equal-feature-names: features/bad.feature:1 has the same name",
        "problems: 1",
    ]


def test_own_steps_are_known_where_they_are_named(project: Path) -> None:
    """With `--steps` lines may be the provider's own, and the kit's steps are not blamed for being unused."""
    assert linted(project, "features", "--steps", "our_steps") == (0, ["no problems"])


def test_a_declaration_is_reviewed_as_a_run_does(project: Path) -> None:
    """The problem has file, line, what is wrong and what to do."""
    (project / "declaration.toml").write_text("[claims]\n\nflush-asynch-ok = true\n")

    assert linted(project, "declaration.toml") == (
        1,
        [
            "declaration.toml:3: declaration: claims.flush-asynch-ok: unknown key (did you mean flush-async-ok?)",
            "problems: 1",
        ],
    )


def test_a_baseline_is_known_by_its_name_or_its_tables(project: Path) -> None:
    """An entry without reason, an expired one, or a malformed one is a problem in a file of any name."""
    entry = '[[deviation]]\nrequirement = "A6a"\ncause = "c"\nexpires = 2020-01-01\nowner = "me"\n'
    (project / "known.toml").write_text(entry)
    (project / "baseline.toml").write_text("deviations = 3\n")

    assert linted(project, "known.toml", "baseline.toml") == (
        1,
        [
            "known.toml:1: baseline: A6a c: the entry lacks a reason, and excuses nothing",
            "baseline.toml:1: baseline: deviations: unknown key (did you mean deviation?)",
            "problems: 2",
        ],
    )
    (project / "known.toml").write_text(f'{entry}reason = "why"\n')
    assert linted(project, "known.toml")[1][0].endswith("A6a c: the entry expired on 2020-01-01, and excuses nothing")


@pytest.mark.parametrize(
    ("words", "says"),
    [
        ("nowhere.feature", "nowhere.feature: there is no such file or folder (a folder of feature files, "),
        ("our_steps.py", "our_steps.py: the lint does not know this kind of file (a folder of feature files, "),
        (
            "features --steps nowhere",
            "--steps nowhere: the step definitions cannot be imported: No module named 'nowhere'",
        ),
        ("empty", "empty: there is no feature file in it (name declarations and baselines themselves)"),
        ("nowhere.toml", ""),
    ],
)
def test_what_cannot_be_looked_at_is_one_line(project: Path, words: str, says: str) -> None:
    """A path that is nothing, or no module, is one line and exit code 2; a declaration that is not there is a problem."""
    (project / "empty").mkdir()
    done = mapi_tck("lint", *words.split(), cwd=project)

    if says:
        assert (done.code, done.stdout) == (2, "")
        assert done.stderr.startswith(f"mapi-tck: {says}") and done.stderr.count("\n") == 1
    else:
        assert done.code == 1
        assert done.stdout.startswith("nowhere.toml:1: declaration: cannot read the declaration: No such file")
