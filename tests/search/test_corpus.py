"""The corpus: which cases a usual run tries, and when Hypothesis proposes others."""

import subprocess
import sys
from itertools import combinations
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from kit import REFERENCE, run, words

from corpus import __main__ as choosing
from mapi_tck.ports import TransportKind
from mapi_tck.search import examples
from mapi_tck.search.corpus import corpus_cases, fit, fits_in
from mapi_tck.search.laws import LAWS
from mapi_tck.search.plan import QUICK, Surroundings

LAW = "no message is doubled"


def tried(tmp_path: Path, *arguments: str) -> list[list[str]]:
    """The cases of one law that a run of the reference tries, as lines."""
    done = run("reference", *REFERENCE, "--only", "I3b", *arguments, out=tmp_path / "out")
    (search,) = [search for result in done.record.results if (search := result.get("search"))]
    assert search["law"] == LAW
    return [case["lines"] for case in search["examples"]]


def chosen() -> list[list[str]]:
    """The cases of the corpus for that law."""
    return [examples.written(case) for case in corpus_cases(LAWS[LAW], Surroundings())]


def test_a_usual_run_tries_the_corpus(tmp_path: Path) -> None:
    """Nothing else, in its order."""
    assert tried(tmp_path) == chosen()


def test_fewer_cases_are_the_first_ones(tmp_path: Path) -> None:
    """The corpus begins with the cases that show most."""
    assert tried(tmp_path, "--examples", "3") == chosen()[:3]


def test_hypothesis_proposes_what_is_asked_for_beyond_the_corpus(tmp_path: Path) -> None:
    """The corpus comes first also then, and no case comes twice."""
    number = len(chosen())
    cases = tried(tmp_path, "--examples", str(number + 10))

    assert cases[:number] == chosen()
    assert number < len(cases) <= number + 10
    assert len({tuple(case) for case in cases}) == len(cases)


def test_another_seed_tries_other_cases(tmp_path: Path) -> None:
    """Then Hypothesis proposes all of them."""
    cases = tried(tmp_path, "--seed", "1")

    assert len(cases) > QUICK.examples / 2
    assert len([case for case in cases if case in chosen()]) < len(cases) / 4


def test_every_law_has_cases() -> None:
    """As many as a search with Hypothesis tries, unless there are no more."""
    numbers = {text: len(corpus_cases(law, Surroundings())) for text, law in LAWS.items() if not law.rows}

    assert {law for law, number in numbers.items() if not 6 <= number <= QUICK.examples} == set()
    assert sum(numbers.values()) > 1100


def test_a_usual_run_does_not_load_hypothesis(tmp_path: Path) -> None:
    """It takes a fifth of a second to load."""
    program = tmp_path / "loads.py"
    program.write_text(
        "import atexit, sys\n"
        "from mapi_tck.__main__ import main\n"
        "atexit.register(lambda: print('hypothesis' in sys.modules, file=sys.stderr))\n"
        f"sys.argv[1:] = {words('reference', '--only', 'I3b', '--out', str(tmp_path / 'out'))[3:]!r}\n"
        "main()\n"
    )

    done = subprocess.run([sys.executable, str(program)], capture_output=True, text=True, check=False)

    assert (done.returncode, done.stderr.strip()) == (0, "False"), done.stderr


KINDS = [kinds for number in (1, 2, 3) for kinds in combinations(TransportKind, number)]
BOTH = [(True, False), (True,), (False,)]

surroundings = st.builds(
    Surroundings,
    kinds=st.sampled_from(KINDS),
    support=st.sampled_from(BOTH),
    asynchronous=st.sampled_from(BOTH),
    fewest=st.sampled_from((0, 1, 3)),
    set_up=st.booleans(),
)


@given(surroundings, st.sampled_from(sorted(LAWS)))
def test_cases_fit_their_surroundings(around: Surroundings, law: str) -> None:
    """What was fitted needs no more fitting, and a case that fits stays as it is."""
    for case in corpus_cases(LAWS[law], Surroundings())[:10]:
        fitted = fit(case, around)
        if fitted is not None:
            assert fits_in(fitted, around)
            assert fitted[-1] == case[-1]
        if fits_in(case, around):
            assert fitted == case


def test_where_no_profile_can_be_set_up_other_cases_are_tried() -> None:
    """Cases that need a profile end undecided; the others run in the session that is there."""
    there = Surroundings(set_up=False)

    assert len(corpus_cases(LAWS["no message is lost"], there)) == len(
        corpus_cases(LAWS["no message is lost"], Surroundings())
    )
    alone = corpus_cases(LAWS["nothing stays alive"], there)
    assert alone
    assert not any(line.table for case in alone for line in case)
    untold = corpus_cases(LAWS["nothing stays alive"], Surroundings(set_up=False, owners_told=False))
    assert untold
    assert not any("opens the status object" in line.text for case in untold for line in case)


def test_a_mistyped_option_chooses_nothing(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    """Any option but --check is one line and exit code 2, before a case is chosen: the file stays as it is."""
    monkeypatch.setattr(choosing, "made", lambda: pytest.fail("cases were chosen"))

    assert choosing.main(["--chek"]) == 2
    assert capsys.readouterr().err == "usage: python -m corpus [--check]\n"
