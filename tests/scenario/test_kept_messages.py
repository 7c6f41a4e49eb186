"""In the role transport: right providers that keep a message in an unusual way are not failed for it."""

from pathlib import Path

import pytest
from kit import ADAPTERS, run


@pytest.mark.parametrize(
    ("provider", "only"),
    [("SendingItselfProvider", ("XP33", "XP36", "XP72", "XP30")), ("PausingProvider", ("XP31", "XP40"))],
)
def test_a_message_may_stay_with_its_transport(provider: str, only: tuple[str, ...], tmp_path: Path) -> None:
    """It may send a message that it keeps with END_DONT_RESEND (D-65), and decline one for a while after a failure."""
    words = [word for id in only for word in ("--only", id)]
    done = run(f"keeping_transports:{provider}", "--role", "transport", *words, out=tmp_path / "run", cwd=ADAPTERS)
    verdicts = {result["verdict"] for result in done.record.results}

    assert "pass" in verdicts, done.stdout
    assert not verdicts & {"fail", "warning", "error", "inconclusive"}, done.stdout
