"""Transports over real mail servers: internet mail, and Postfix as the queue. `make mail-lab` runs all scenarios of both."""

import importlib
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
from kit import EXAMPLES, Run, environment, run
from processes import gone

#: Requirements that take little time at a real server, and look at each part: announcement, sending, trouble, receiving, end.
INTERNET_MAIL = ("XP22", "XP30", "XP46", "XP47", "XP51", "XP73", "XP77")
POSTFIX = ("XP22", "XP30", "XP46", "XP47", "XP51", "XP77")
#: A message that is lost when its server is killed before it has stored it.
KILLED = "transport_flush.feature::no_message_is_lost_when_the_far_end_is_in_trouble[is down after 1 message]"
#: Wrong provider → what is tried, the requirement at which it is found, and the cause.
WRONG = {
    "postfix.wrong:TrustsExitCode": ("XP32", "XP32", "finished-means-sent"),
    "internet_mail.killed:NeedsNoAnswer": (KILLED, "XP38", "nothing-lost"),
}


@pytest.fixture(scope="module", autouse=True)
def servers() -> None:
    """Postfix and Dovecot have to be here."""
    sys.path.insert(0, str(EXAMPLES))
    try:
        why = importlib.import_module("mail_servers.programs").missing()
    finally:
        sys.path.remove(str(EXAMPLES))
    if why:
        pytest.skip(why)


def certify(provider: str, *requirements: str, out: Path, hasty: bool = False) -> Run:
    """Run these requirements in the folder `examples`, as README.md says."""
    declaration = EXAMPLES / provider.partition(".")[0] / "declaration.toml"
    if hasty:
        # A provider that loses messages makes every scenario wait in vain, so the limit is short.
        text = declaration.read_text("utf-8")
        declaration = out.parent / "hasty.toml"
        declaration.write_text(f"{text}\n[parameters]\nsettle_limit = 1\n", "utf-8")
    selection = [word for requirement in requirements for word in ("--only", requirement)]
    words = (provider, "--role", "transport", "--declaration", str(declaration), *selection)
    return run(*words, out=out, cwd=EXAMPLES)


@pytest.mark.parametrize(
    ("provider", "requirements"),
    [
        ("internet_mail.adapter:InternetMailAdapter", INTERNET_MAIL),
        ("internet_mail.adapter:Pop3Adapter", ("XP47",)),
        ("postfix.adapter:PostfixAdapter", POSTFIX),
    ],
)
def test_each_conforms_where_it_is_tried(provider: str, requirements: tuple[str, ...], tmp_path: Path) -> None:
    """Each requirement of the selection passes."""
    found = certify(provider, *requirements, out=tmp_path / "run")

    assert found.code == 0, found.stdout + found.stderr
    assert found.having("pass") == set(requirements)


@pytest.mark.parametrize("provider", WRONG)
def test_only_an_answer_is_a_receipt(provider: str, tmp_path: Path) -> None:
    """A provider fails that calls a message sent because `postqueue -f` ended with 0, or because a killed server had its text.

    No error explains it.
    """
    tried, requirement, cause = WRONG[provider]
    found = certify(provider, tried, out=tmp_path / "run", hasty=True)

    assert found.code == 1, found.stdout + found.stderr
    assert found.having("fail") == {requirement}
    assert not found.having("error")
    assert {result["cause"] for result in found.results(requirement) if result["verdict"] == "fail"} == {cause}


@pytest.mark.parametrize("killed", ["kit", "provider"])
def test_nothing_is_left_when_something_is_killed(killed: str, tmp_path: Path) -> None:
    """Killed in the middle of a run: no process, port or file of the servers stays."""
    form = "isolated:internet_mail.adapter:InternetMailAdapter"
    command = [sys.executable, "-m", "mapi_tck", "run", form, "--role", "transport", "--only", "XP39"]
    command += ["--out", str(tmp_path / "run")]
    kit = subprocess.Popen(
        command, cwd=EXAMPLES, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    try:
        guard, folder = _guard_of(psutil.Process(kit.pid))
        provider, servers = guard.parent(), _servers_of(guard)
        assert provider is not None
        (psutil.Process(kit.pid) if killed == "kit" else provider).send_signal(signal.SIGKILL)

        assert gone([guard.pid, *(server.pid for server in servers)])
        assert not folder.exists()
    finally:
        kit.kill()
        kit.wait()


def _guard_of(kit: psutil.Process) -> tuple[psutil.Process, Path]:
    """The guard of the servers, once they are started, and their folder."""
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        for child in kit.children(recursive=True):
            try:
                words = child.cmdline()
            except psutil.Error:
                continue
            if len(words) > 2 and words[-2].endswith("guard.py") and _listens(child):
                return child, Path(words[-1])
        time.sleep(0.05)
    raise AssertionError("the servers were not started within a minute")


def _listens(guard: psutil.Process) -> bool:
    names = {server.name() for server in _servers_of(guard)}
    return {"dovecot", "smtpd"} <= names


def _servers_of(guard: psutil.Process) -> list[psutil.Process]:
    return [one for one in guard.children(recursive=True) if one.is_running()]
