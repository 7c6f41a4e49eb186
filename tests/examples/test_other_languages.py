"""The transport providers in Node.js and Java, certified end to end."""

import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

import pytest
from ended_input import code_after_its_input
from kit import EXAMPLES, Run, make, run
from once import once

from mapi_tck.cli.main import main

#: Short waits: a mistake that keeps something from happening is waited for.
HASTY = "\n[parameters]\ncall_limit = 5.0\nsettle_limit = 0.5\nslow_seconds = 0.02\n"

GSON = "/usr/share/java/gson.jar"


@dataclass(frozen=True)
class Sample:
    """A provider in another language."""

    folder: Path
    #: The file of MAPI's numbers, and the form in which `mapi-tck constants` writes it.
    numbers: tuple[str, str]
    #: Switch → the requirements that it violates first.
    wrong: dict[str, set[str]]
    #: The program that is needed, and where to get it.
    needs: tuple[str, str]

    def command(self, factory: pytest.TempPathFactory) -> str:
        """How the provider is started. What must be built is built in a copy of its folder."""
        program = shutil.which(self.needs[0])
        if program is None:
            pytest.skip(f"there is no {self.needs[0]} here (apt-get install {self.needs[1]})")
        if self.numbers[1] != "java":
            return f"{program} {self.folder / 'provider.mjs'}"
        if not Path(GSON).exists():
            pytest.skip("there is no Gson here to build the Java example with (apt-get install libgoogle-gson-java)")

        def built(folder: Path) -> Path:
            copy = shutil.copytree(self.folder, folder / "java", ignore=shutil.ignore_patterns("build"))
            return make(copy, "build", "build/Provider.class")

        return f"{program} -cp {once(factory, 'java-transport', built)}:{GSON} Provider"

    @property
    def options(self) -> tuple[str, ...]:
        """The words of its certification."""
        return "--role", "transport", "--declaration", str(self.folder / "declaration.toml")


SAMPLES = {
    "node": Sample(
        EXAMPLES / "node_transport",
        ("mapi.mjs", "js"),
        {"lose-when-down": {"I3a", "XP32", "XP38"}, "forget-deferred": {"XP40"}, "keep-inbound-bit": {"XP48"}},
        ("node", "nodejs"),
    ),
    "java": Sample(
        EXAMPLES / "java_transport",
        ("Mapi.java", "java"),
        {"forget-inbound": {"A6c", "XP42"}, "poll-always": {"XP18"}, "send-twice": {"I3b", "XP39"}},
        ("java", "default-jdk-headless"),
    ),
}
WRONG = [(language, name) for language, sample in SAMPLES.items() for name in sample.wrong]


@pytest.mark.parametrize("language", SAMPLES)
def test_it_conforms(language: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path) -> None:
    """It conforms as a transport provider, nothing stays open, and its identity is more than that of its interpreter."""
    sample = SAMPLES[language]
    command = sample.command(tmp_path_factory)
    certified: Run = run(f"stdio:{command}", *sample.options, out=tmp_path / "run", timeout=600)

    assert certified.code == 0, certified.stdout
    assert certified.verdict.startswith("Conforms as a transport provider; ")
    assert not certified.assessment.open_musts
    assert not certified.having("inconclusive", "error", "fail", "warning")
    identity = certified.record.header["implementation"]
    assert identity is not None
    assert identity.get("under_test")
    assert "the digest covers only" not in certified.stdout


@pytest.mark.parametrize(("language", "name"), WRONG)
def test_each_mistake_is_found(
    language: str, name: str, tmp_path_factory: pytest.TempPathFactory, tmp_path: Path
) -> None:
    """Each deliberate mistake fails at its own requirements."""
    sample = SAMPLES[language]
    command = sample.command(tmp_path_factory)
    hasty = tmp_path / "declaration.toml"
    hasty.write_text((sample.folder / "declaration.toml").read_text("utf-8") + HASTY, "utf-8")
    words = ("--role", "transport", "--declaration", str(hasty))
    choice = [word for requirement in sorted(sample.wrong[name]) for word in ("--only", requirement)]
    wrong = run(f"stdio:{command} --wrong={name}", *words, *choice, out=tmp_path / "run", timeout=600)

    assert wrong.code == 1, wrong.stdout
    assert wrong.having("fail") == sample.wrong[name]


@pytest.mark.parametrize("language", SAMPLES)
def test_its_readme_lists_the_mistakes(language: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """The table in README.md has each switch of the program, and where it is found."""
    sample = SAMPLES[language]
    command = [*sample.command(tmp_path_factory).split(), "--list-wrong"]
    listed = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    page = (sample.folder / "README.md").read_text("utf-8")

    assert {line.split()[0] for line in listed.splitlines()} == set(sample.wrong)
    for name, found in sample.wrong.items():
        assert f"| {', '.join(sorted(found))} |" in page.partition(f"| `{name}` |")[2].splitlines()[0]


@pytest.mark.parametrize("language", SAMPLES)
def test_its_numbers_are_those_of_the_kit(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    """The file of MAPI's numbers is what `mapi-tck constants` writes today."""
    name, form = SAMPLES[language].numbers
    with pytest.raises(SystemExit):
        main(["constants", "--format", form])

    assert (SAMPLES[language].folder / name).read_text("utf-8") == capsys.readouterr().out


@pytest.mark.parametrize("language", SAMPLES)
def test_a_wrong_switch_is_one_line(language: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """A switch that it does not have ends it with 2, and says how to call it."""
    command = [*SAMPLES[language].command(tmp_path_factory).split(), "--wrong=x"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)

    assert done.returncode == 2
    assert done.stderr.count("\n") == 1
    assert "usage: " in done.stderr


@pytest.mark.parametrize("language", SAMPLES)
def test_it_does_not_outlive_the_kit(language: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    """It ends with its input, also while it waits for the answer to a call back."""
    assert code_after_its_input(SAMPLES[language].command(tmp_path_factory).split()) == 0
