"""In the role transport: test beds without the optional parts keep their verdicts, and what they cannot make is not tested."""

from pathlib import Path

import pytest
from kit import ADAPTERS, Run, run

SHORT = "[parameters]\nsettle_limit = 0.15\nslow_seconds = 0.01\n"
SILENT = "takes a message and falls silent"


def certify(name: str, *only: str, out: Path, claims: str = "") -> Run:
    """Certify a provider, judging these requirements."""
    declaration = out.parent / "declaration.toml"
    declaration.write_text(claims + SHORT)
    words = ["--role", "transport", "--declaration", str(declaration)]
    words += [word for id in only for word in ("--only", id)]
    return run(name if ":" in name else f"modest_beds:{name}", *words, out=out, cwd=ADAPTERS)


def verdicts(done: Run) -> dict[str, tuple[str, str]]:
    """Verdict and reason of each scenario that makes a trouble, by the trouble."""
    return {
        result["scenario"].partition("[")[2].rstrip("]"): (result["verdict"], result["reason"])
        for result in done.record.results
    }


def test_a_plain_test_bed_leaves_nothing_undecided(tmp_path: Path) -> None:
    """Troubles that it cannot make are not tested, with the reason; all other scenarios are judged, and the exit code is 0."""
    done = certify("PlainProvider", "XP38", "XP39", "XP73", out=tmp_path / "run")
    found = verdicts(done)

    assert done.code == 0, done.stdout
    assert found["refuses every login"][0] == "not tested"
    assert "the test bed cannot make a far end with every login refused" in found["refuses every login"][1]
    assert found["is down after 2 messages"][0] == "pass"
    assert {verdict for verdict, _ in found.values()} == {"pass", "not tested"}


def test_a_test_bed_may_refuse_some_troubles(tmp_path: Path) -> None:
    """What it refuses with MAPI_E_NO_SUPPORT is not tested, what it makes is judged."""
    done = certify("ChoosyProvider", "XP38", out=tmp_path / "run")
    found = verdicts(done)

    assert done.code == 0, done.stdout
    assert found["refuses every login"][0] == "pass"
    assert found[SILENT][0] == "not tested"


def test_a_claim_to_defer_that_nothing_brings_about_says_what_was_tried(tmp_path: Path) -> None:
    """A provider that defers in none of the troubles stays undecided; the reason names them, and those that cannot be made."""
    done = certify("BoldProvider", "XP25", out=tmp_path / "run", claims="[claims]\ndeferral = true\n")
    ended = set(verdicts(done).values())
    reasons = {reason for _, reason in ended}

    assert {verdict for verdict, _ in ended} == {"inconclusive"}, done.stdout
    assert all("no connection" in reason for reason in reasons)
    assert all("the test bed cannot make one with every outgoing message refused" in reason for reason in reasons)


def test_without_identities_a_message_in_doubt_that_comes_again_is_undecided(tmp_path: Path) -> None:
    """The kit cannot see whether it is the same message, and says which method would show it."""
    done = certify("NamelessProvider", "XP39", out=tmp_path / "run")

    assert done.code == 3, done.stdout
    verdict, reason = verdicts(done)[SILENT]
    assert verdict == "inconclusive"
    assert "identities" in reason


@pytest.mark.parametrize(
    ("specimen", "requirement", "method"),
    [
        ("wrong:every-fifth-message-kept-though-sent", "XP72", "end_message"),
        ("wrong:sent-a-moment-after-endmessage", "XP38", "end_message"),
        ("wrong:sixth-message-lost", "XP66", "end_message"),
        ("wrong:refused-login-taken-for-empty", "XP73", "start_message"),
    ],
)
def test_a_finding_cites_the_call_that_was_wrong(specimen: str, requirement: str, method: str, tmp_path: Path) -> None:
    """The evidence of a violated check holds the provider's answer about the message, not only the looks at the far end."""
    done = certify(specimen, requirement, out=tmp_path / "run")
    result = next(result for result in done.record.results if result["verdict"] in ("fail", "warning"))
    cited = {number for check in result["checks"] if check["holds"] == "does not hold" for number in check["entries"]}
    made = {entry["number"]: entry["call"] for entry in result["trace"]}

    assert any(f".{method}(" in made[number] for number in cited)
