"""The lint: each rule catches what is wrong in exactly its way, at the line where it is, and the kit's own suite is clean.

`lint_cases/clean` is a suite without fault. Every other file there is added to it, or replaces one of its files, and is
wrong: a comment `# »` stands before each line at which a problem is expected, of the rule that the file is named after, or
of the rules that the comment names.
"""

import re
import shutil
import subprocess
import sys
from pathlib import Path
from types import ModuleType

import pytest
from lint_suite import CASES, changed, load, only

from mapi_tck.lint import Problem, lint, rules
from mapi_tck.lint.names import ERRATA, misspelt
from mapi_tck.lint.step_index import vocabulary
from mapi_tck.lint.steps import MOST_FAMILIES

MARK = "# »"

# Kind of case → where it goes.
PLACES = {
    ".feature": "suite_case.feature",
    ".catalogue.toml": "catalogue/suite_case.toml",
    ".rulings.toml": "rulings.toml",
    ".ids.txt": "ids.txt",
    ".renamed.toml": "renamed.toml",
}

# Rules whose cases are Python, below.
STEP_RULES = {
    "ambiguous-step",
    "bare-step",
    "coroutine-step",
    "equal-step-texts",
    "generator-step",
    "step-without-docstring",
    "too-many-families",
    "unused-step",
}

# Rules that `test_lint_corpus` and `test_lint_places` show.
OTHER_RULES = {
    "requirement-without-place",
    "requirement-without-sentence",
    "sentences-of-the-page",
    "stale-corpus",
    "unbound-sentence",
    "unchangeable-ruling",
    "unknown-place",
}

STEPS_HEAD = """\
import pytest_bdd
from mapi_tck.scenario.vocabulary import given, then, when

"""


def cases() -> list[Path]:
    """The files that are wrong."""
    return sorted(path for path in CASES.iterdir() if path.is_file() and path.suffix != ".py")


def kind_of(path: Path) -> str:
    """What kind of file a case is."""
    return "".join(path.suffixes)


def marked(path: Path, rule: str) -> list[tuple[int, str]]:
    """The lines at which a case expects problems, and of which rules."""
    lines = path.read_text("utf-8").splitlines()
    return sorted(
        (number + 1, name)
        for number, line in enumerate(lines, 1)
        if line.strip().startswith(MARK)
        for name in (line.strip().removeprefix(MARK).split() or [rule])
    )


# -- the kit's own suite ----------------------------------------------------------------------------------------------


def test_the_kits_own_suite_is_clean() -> None:
    """No rule finds anything in the kit's own suite."""
    assert list(map(str, lint())) == []


# -- rules ------------------------------------------------------------------------------------------------------------


def test_the_clean_suite_is_clean(suite: Path, case_steps: ModuleType) -> None:
    """What every case is added to has no fault of its own."""
    assert list(map(str, lint(suite, [case_steps]))) == []


@pytest.mark.parametrize("path", cases(), ids=lambda path: path.name)
def test_a_mistake_is_found_where_it_is(path: Path, suite: Path, case_steps: ModuleType) -> None:
    """Every marked line has its problem, and no other line has any."""
    place = PLACES[kind_of(path)]
    shutil.copyfile(path, suite / place)
    expected = marked(path, path.name.partition(".")[0])

    problems = lint(suite, [case_steps])

    wrong_file = [str(problem) for problem in problems if not problem.file.endswith(f"/{place}")]
    assert wrong_file == []
    assert sorted((problem.line, problem.rule) for problem in problems) == expected, "\n".join(map(str, problems))


def test_every_rule_has_a_case_and_a_reason() -> None:
    """A rule that nothing has shown to work is no rule, and its docstring says why it exists."""
    shown = {rule for path in cases() for _, rule in marked(path, path.name.partition(".")[0])}

    assert shown | STEP_RULES | OTHER_RULES == set(rules())
    assert [slug for slug, reason in rules().items() if not reason.endswith(".")] == []


def test_a_problem_is_one_line_with_place_rule_and_hint() -> None:
    """The line begins as compilers' do, so that editors find the place."""
    assert str(Problem("a.feature", 3, "no-then", "nothing is judged", "write one")) == (
        "a.feature:3: no-then: nothing is judged (write one)"
    )


STEP_CASES = {
    "ambiguous-step": ('@when("it retrieves {what}")\ndef a(what):\n    """Take."""\n', "suite.feature", 2),
    "coroutine-step": ('@given("a client")\nasync def a():\n    """Wait."""\n', "steps", 1),
    "generator-step": ('@then("a client")\ndef a(tck):\n    """Yield."""\n    yield\n', "steps", 1),
    "bare-step": ('@pytest_bdd.then("a client")\ndef a():\n    """Judge."""\n', "steps", 1),
    "step-without-docstring": ('@given("someone")\ndef a():\n    pass\n', "steps", 1),
    "unused-step": ('@given("a client", "someone")\ndef a():\n    """Be there."""\n', "steps", 1),
    "equal-step-texts": (
        '@given("one")\ndef a():\n    """Be there."""\n\n@given("one")\ndef b():\n    """Again."""\n',
        "steps",
        1,
    ),
    "too-many-families": (
        "\n".join(f'@given("person {number} comes")\ndef p{number}():\n    """Be there."""\n' for number in range(60)),
        "steps",
        1,
    ),
}


@pytest.mark.parametrize("rule", sorted(STEP_RULES))
def test_a_mistaken_step_is_found(rule: str, suite: Path, case_steps: ModuleType, tmp_path: Path) -> None:
    """A definition that is wrong is found in its module, or at the lines that it spoils."""
    code, file, number = STEP_CASES[rule]
    path = tmp_path / "steps.py"
    path.write_text(STEPS_HEAD + code, "utf-8")
    name = f"lint_{rule.replace('-', '_')}"
    try:
        problems = lint(suite, [case_steps, load(path, name)])
    finally:
        del sys.modules[name]

    found = [problem for problem in problems if problem.rule == rule]
    assert len(found) == number, "\n".join(map(str, problems))
    assert all(Path(problem.file).name.startswith(file) for problem in found)
    if file == "steps":
        assert (STEPS_HEAD + code).splitlines()[found[0].line - 1].startswith("@")


def test_either_side_has_a_limit_of_its_own(suite: Path, case_steps: ModuleType, tmp_path: Path) -> None:
    """What scenarios of a transport's requirement use counts for the spooler's side alone, and there to the same limit."""
    changed(suite, 'role = "subsystem"\nstrength = "SHOULD"', 'role = "transport"\nstrength = "SHOULD"')
    texts = [f"spooler {number} asks a question" for number in range(MOST_FAMILIES)]
    path = tmp_path / "more_steps.py"
    code = "\n".join(f'@when("{text}")\ndef w{number}():\n    """Ask."""\n' for number, text in enumerate(texts))
    path.write_text(STEPS_HEAD + code, "utf-8")
    lines = "\n".join(f"    And {text}" for text in texts[1:])
    scenario = f"Feature: Many questions\n  @A4b\n  Scenario: All of them\n    When {texts[0]}\n{lines}\n"
    more = suite / "more.feature"
    more.write_text(f"{scenario}    Then the rows hold PR_ENTRYID\n", "utf-8")
    try:
        problems = lint(suite, [case_steps, load(path, "lint_more_steps")])
    finally:
        del sys.modules["lint_more_steps"]

    # The clean suite judges the requirement too, with phrases of its own; the sixty questions come on top of these.
    problem = only(problems)
    assert (problem.rule, Path(problem.file).name) == ("too-many-families", "more_steps.py")
    assert problem.message.startswith("the spooler's vocabulary has 6")


def test_phrases_that_begin_alike_are_one_family(suite: Path, case_steps: ModuleType, tmp_path: Path) -> None:
    """The limit counts families: any number of phrases may begin with the same two words."""
    texts = ", ".join(f'"someone comes {number} times"' for number in range(MOST_FAMILIES))
    path = tmp_path / "alike_steps.py"
    path.write_text(f'{STEPS_HEAD}@given({texts})\ndef a():\n    """Be there."""\n', "utf-8")
    try:
        problems = lint(suite, [case_steps, load(path, "lint_alike_steps")])
    finally:
        del sys.modules["lint_alike_steps"]

    assert {problem.rule for problem in problems} == {"unused-step"}
    assert len(problems) == MOST_FAMILIES


def test_a_phrase_that_no_line_uses_is_found_beside_one_that_is_used(
    suite: Path, case_steps: ModuleType, tmp_path: Path
) -> None:
    """Each phrase of a step function has to be used, at the line of its own text."""
    path = tmp_path / "half_steps.py"
    phrases = '@when(\n    "the client waits",\n    "the client waits {number} times",\n)\n'
    code = f'{phrases}def a(number: int = 1):\n    """Wait."""\n'
    path.write_text(STEPS_HEAD + code, "utf-8")
    feature = suite / "suite.feature"
    feature.write_text(
        feature.read_text("utf-8").replace("it retrieves the rows", "the client waits 2 times", 1), "utf-8"
    )
    try:
        problems = lint(suite, [case_steps, load(path, "lint_half_steps")])
    finally:
        del sys.modules["lint_half_steps"]

    problem = next(problem for problem in problems if problem.file.endswith("half_steps.py"))
    assert problem.message == "no line uses the step: the client waits"
    assert (STEPS_HEAD + code).splitlines()[problem.line - 1].strip() == '"the client waits",'


def test_words_that_a_place_does_not_take_are_told(suite: Path, case_steps: ModuleType) -> None:
    """The message names the words and the place, and the hint where the phrase is declared."""
    shutil.copyfile(CASES / "unknown-words.feature", suite / "suite_case.feature")

    problem = only(lint(suite, [case_steps]))

    assert problem.message == "'two' cannot stand for {number}; in: And the table has two rows"
    assert re.search(r"case_steps\.py:\d+ knows the words", problem.hint)


def test_a_line_of_the_wrong_kind_is_told(suite: Path, case_steps: ModuleType) -> None:
    """A text that is there for another kind of line is named with its place."""
    path = suite / "suite.feature"
    path.write_text(path.read_text("utf-8").replace("Given a client\n    When", "When a client\n    And", 1), "utf-8")

    problem = next(problem for problem in lint(suite, [case_steps]) if problem.rule == "undefined-step")

    assert re.search(r"case_steps\.py:\d+ defines it for Given, and this is When", problem.hint)


# -- MAPI's names -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", sorted(ERRATA))
def test_a_misspelling_of_the_source_is_flagged(name: str) -> None:
    """What the source's pages misspell (D-24) is no name of MAPI's, and the hint says what is meant."""
    (found,) = set(misspelt(f"It calls {name}, as the page says."))

    assert found[0] == name
    assert ERRATA[name] in found[1]


@pytest.mark.parametrize(
    "text",
    [
        "IMAPISession::GetStatusTable, IXPLogon::FlushQueues, IMAPITable's SetColumns",
        "PR_DISPLAY_NAME, PR_DISPLAY_NAME_A, FLUSH_…, MAPI_W_…, S_OK, IID_IMAPIStatus, fnevTableModified",
        "an SPropertyRestriction, HrQueryAllRows, MUSTs, entry IDs, JavaScript, std::vector, LibreOffice, table_notification.md",
    ],
)
def test_right_names_and_other_peoples_words_pass(text: str) -> None:
    """The rule knows MAPI's names, and leaves other words alone."""
    assert list(misspelt(text)) == []


# -- other folders ----------------------------------------------------------------------------------------------------


def test_a_providers_own_features_use_the_kits_steps_and_ids(tmp_path: Path) -> None:
    """A folder without catalogue is looked at with the kit's requirements and steps, which are not judged themselves."""
    text = """\
        Feature: Our provider
          @A1a
          Scenario: It gives its status table too
            Given a client that has logged on
            When the client gets the status table
            Then the call succeeds
            And the call suceeds
        """
    (tmp_path / "ours.feature").write_text(text, "utf-8")

    problem = only(lint(tmp_path))

    assert (problem.line, problem.rule, problem.hint) == (7, "undefined-step", "did you mean: the call succeeds")


def test_an_empty_folder_is_clean(tmp_path: Path) -> None:
    """Where nothing is, nothing is wrong."""
    assert lint(tmp_path) == []


# -- the index of steps -----------------------------------------------------------------------------------------------


def test_the_index_knows_each_definition() -> None:
    """Kind, text, module, line and numbered steps of a definition are those of its source."""
    (found,) = [item for item in vocabulary() if item.text == "the client gets the status table"]

    assert (found.kind, found.module, found.numbered_steps) == (
        "when",
        "mapi_tck.steps.client.procedures",
        ("A1", "B1"),
    )
    assert found.text in found.path.read_text("utf-8").splitlines()[found.line - 1]
    assert found.fits("when", found.text) and not found.fits("then", found.text)


def test_the_kits_steps_are_known_also_after_others(tmp_path: Path) -> None:
    """A process that has looked at other steps first, without the kit's, finds the kit's own suite clean afterwards."""
    (tmp_path / "others.py").write_text(f'{STEPS_HEAD}@given("a cat")\ndef cat():\n    """Purr."""\n', "utf-8")
    program = (
        "from mapi_tck.lint import lint; from mapi_tck.lint.step_index import vocabulary; "
        "vocabulary(('others',)); print(len(lint()))"
    )
    done = subprocess.run([sys.executable, "-c", program], cwd=tmp_path, capture_output=True, text=True, check=False)

    assert (done.stdout, done.stderr) == ("0\n", "")
