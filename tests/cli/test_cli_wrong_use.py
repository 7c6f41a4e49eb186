"""The kit called wrongly: one clear line, exit code 2, nothing written; an adapter that cannot be talked to: one line, 4."""

import json
from pathlib import Path

import pytest
from kit import ADAPTERS, Run, lines_of, mapi_tck, run, write_lines

from mapi_tck.errors import UsageError
from mapi_tck.record.run_record import read_record

#: The adapter's form → what the one line says.
ADAPTER_FORMS = {
    "refernce": "refernce: there is no such adapter (did you mean reference?)",
    "sh provider.sh": "sh provider.sh: there is no such adapter (a program is started with stdio:sh provider.sh)",
    "exchange": "exchange: there is no such adapter (adapters: isolated, native, outlook, reference, ",
    "no_such_module:Name": "there is no module no_such_module (is it in this folder, or installed?)",
    "cannot_be_imported:Name": "importing cannot_be_imported failed: RuntimeError: two lines",
    "breaking:NoAdapter": "NoAdapter is no adapter for role subsystem: it has no describe, logon, test_bed, close (docs/",
    "breaking:NoAdaptor": "breaking has no NoAdaptor (did you mean NoAdapter?)",
    "breaking:NoAdapter:fast": "breaking has no NoAdapter:fast (only the short name of an adapter takes a text after a colon; ",
    "breaking:A_NUMBER": "A_NUMBER is no class but int",
    "breaking:CannotBeMade": "the adapter cannot be made: OSError: the implementation is not installed, not at all",
    "isolated:breaking:CannotBeMade": "the adapter cannot be made: OSError: the implementation is not installed, not",
    "isolated:": "isolated:: the adapter to isolate is missing",
    "reference:argument": "the reference takes no argument",
    "replay:": "replay needs the path of a run record",
    "replay:nowhere.ndjson": "nowhere.ndjson: cannot read the record: No such file or directory",
    "stdio:": "the command is missing",
    "stdio:./nowhere": "./nowhere is not there",
    "stdio:./breaking.py": "./breaking.py is no program that can be executed",
    "stdio:'unclosed": "the command cannot be read: No closing quotation",
}

#: The declaration → file's line, and what is wrong there.
DECLARATIONS = {
    "name = = 3\n": "1: Invalid value",
    "[claims]\nflush-asynch-ok = true\n": "2: claims.flush-asynch-ok: unknown key (did you mean flush-async-ok?)",
    '[claims]\n\nflush-async-ok = "yes"\n': "3: claims.flush-async-ok: must be true or false, not 'yes'",
    "[implementation]\nversion = 1.0\n": "2: implementation.version: must be a text, not 1.0",
    "[parameters]\ncall_limit = -1\n": "2: parameters.call_limit: must be a number of seconds above 0, not -1",
    '[claims]\ntransport-kinds = ["LAN"]\n[claims.transports.Fax]\nkind = "modem"\n': (
        "4: claims.transports.Fax.kind: modem contradicts claims.transport-kinds, which lacks it"
    ),
    "[parameters]\nslow_seconds = 5\n": "2: parameters.slow_seconds: contradiction: ",
}

#: The words after `run reference` → what the one line says.
OPTIONS = {
    "--only nothing": "--only: nothing matches nothing (a requirement, tag, numbered step, procedure or placement",
    "--only A6a --only Z9": "--only: Z9 matches nothing",
    "--only A6a,A7": "--only: A6a,A7 matches nothing (give --only again for each)",
    "--format json,sarif": "--format json,sarif: there is no format json,sarif (give --format again for each)",
    "--only HR4": "--only: HR4 has no scenario: a language binding decides",
    "--only A1c": "--only: A1c is not about role subsystem (it needs --role client)",
    "--only A6a --level calls": "--only: A6a is left out: level calls does not ask for it",
    "--only TB1 --profile topic": "--only: TB1 is left out: profile topic does not ask for it",
    "--declaration nowhere.toml": "nowhere.toml: cannot read the declaration: No such file or directory",
}


def is_one_line(ended: Run, what: str, code: int = 2) -> None:
    """It said that, in one line, and nothing else; nothing was written."""
    assert ended.stderr.startswith("mapi-tck: "), ended.stderr
    assert what in ended.stderr
    assert ended.stderr.count("\n") == 1
    assert ended.stdout.strip() == ""
    assert ended.code == code
    assert not ended.out.exists()


@pytest.mark.parametrize("form", ADAPTER_FORMS)
def test_an_adapter_that_cannot_be_had(tmp_path: Path, form: str) -> None:
    """Each way of naming no adapter is told apart."""
    is_one_line(run(form, out=tmp_path / "run", cwd=ADAPTERS), ADAPTER_FORMS[form])


@pytest.mark.parametrize("text", DECLARATIONS)
def test_a_declaration_that_is_wrong(tmp_path: Path, text: str) -> None:
    """The line names file, line and key."""
    (tmp_path / "mine.toml").write_text(text)

    is_one_line(run("reference", "--declaration", "mine.toml", out=tmp_path / "run"), f"mine.toml:{DECLARATIONS[text]}")


@pytest.mark.parametrize("words", OPTIONS)
def test_options_that_leave_nothing_to_run(tmp_path: Path, words: str) -> None:
    """A selection that is empty, misspelt or left out by another option says which word and why."""
    is_one_line(run("reference", *words.split(), out=tmp_path / "run"), OPTIONS[words])


@pytest.mark.parametrize("place", ["file", "file/below", "/proc/self/run"])
def test_a_folder_that_cannot_be_written(tmp_path: Path, place: str) -> None:
    """An --out that is a file, lies below one or is no place to write is told before anything runs."""
    (tmp_path / "file").write_text("mine")
    ended = mapi_tck("run", "reference", "--out", place, cwd=tmp_path)

    assert ended.code == 2
    assert ended.stderr.startswith(f"mapi-tck: --out {place}: cannot write there: ")
    assert ended.stderr.count("\n") == 1
    assert (tmp_path / "file").read_text() == "mine"


def test_an_earlier_record_outlives_wrong_use(tmp_path: Path) -> None:
    """A wrong call leaves the record of an earlier run in the same folder unchanged."""
    first = run("reference", "--only", "A1a", out=tmp_path / "run")
    before = {path.name: path.read_bytes() for path in first.out.iterdir() if path.is_file()}

    for wrong in (
        ("--", "-k", "nothing_like_it"),
        ("--", "-m", "no_such_mark"),
        ("--", "--nope"),
        ("--only", "nothing"),
    ):
        assert run("reference", *wrong, out=tmp_path / "run").code == 2
    assert {path.name: path.read_bytes() for path in first.out.iterdir() if path.is_file()} == before


@pytest.mark.parametrize("words", [["--nope"], ["-n", "0"], ["--level", "half"], ["--seed", "x"]])
def test_options_that_click_refuses(tmp_path: Path, words: list[str]) -> None:
    """An unknown option or value is exit code 2 and one line, which names the help."""
    ended = run("reference", *words, out=tmp_path / "run")

    assert ended.code == 2
    assert len(ended.stderr.splitlines()) == 1
    assert ended.stderr.endswith("(see: mapi-tck run --help)\n")
    assert not ended.out.exists()


@pytest.mark.parametrize("words", [["-k", "nothing_like_it"], ["-m", "not requirement"]])
def test_pytest_arguments_that_leave_nothing(tmp_path: Path, words: list[str]) -> None:
    """A selection of pytest's that leaves no scenario is wrong use, and leaves nothing behind."""
    is_one_line(run("reference", "--", *words, out=tmp_path / "run"), "the pytest arguments leave no scenario to run")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--no-such-option"], "unrecognized arguments: --no-such-option"),
        (["-m", "no_such_mark"], "Unknown marker(s) in '-m' expression: no_such_mark"),
        (["-k", "a and"], "Wrong expression passed to '-k': a and"),
        (["no_such_file.py"], "file or directory not found: no_such_file.py"),
    ],
)
def test_pytest_arguments_that_pytest_refuses(tmp_path: Path, words: list[str], said: str) -> None:
    """What pytest says of its argument is shown, and the kit's own line comes last."""
    ended = run("reference", "--", *words, out=tmp_path / "run")
    own = f"mapi-tck: {' '.join(words)}: pytest refused its arguments; what it printed says why\n"

    assert ended.code == 2, ended.stdout
    assert said in ended.stdout + ended.stderr
    assert ended.stderr.endswith(own)
    assert "Traceback" not in ended.stderr
    assert not ended.out.exists()


@pytest.mark.parametrize("words", [["no_such_file.py"], ["-k", "nothing_like_it"], ["--collect-only"]])
def test_pytest_arguments_with_workers(tmp_path: Path, words: list[str]) -> None:
    """With two workers it is they who find out, and it is wrong use all the same."""
    ended = run("reference", "-n", "2", "--", *words, out=tmp_path / "run")

    assert ended.code == 2, ended.stdout
    assert ended.stderr.endswith("the pytest arguments leave no scenario to run\n")
    assert not ended.out.exists()


def test_two_connections_to_an_exclusive_implementation(tmp_path: Path) -> None:
    """An implementation that cannot be connected to twice is not run with two workers."""
    ended = run("breaking:Exclusive", "-n", "2", out=tmp_path / "run", cwd=ADAPTERS)

    is_one_line(ended, "-n: the only one cannot be connected to twice at a time")


def test_two_connections_by_an_argument_of_pytest(tmp_path: Path) -> None:
    """It makes no difference whether the kit or pytest is asked for two workers."""
    ended = run("breaking:Exclusive", "--", "-n", "2", out=tmp_path / "run", cwd=ADAPTERS)

    assert ended.code == 2, ended.stdout
    assert "-n: the only one cannot be connected to twice at a time\n" in ended.stderr
    assert not ended.out.exists()


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("Feature: A caf\xe9\n".encode("latin-1"), "own.feature: the feature file is not UTF-8 text"),
        (b"Feature: Nothing yet\n", "own.feature: the feature file has no scenario"),
    ],
)
def test_a_feature_file_that_cannot_be_replayed(tmp_path: Path, content: bytes, what: str) -> None:
    """A file without readable scenarios is wrong use, and no fault of the adapter or of pytest."""
    (tmp_path / "own.feature").write_bytes(content)
    ended = mapi_tck("replay", "own.feature", "reference", cwd=tmp_path)

    assert (ended.code, ended.stdout, ended.stderr) == (2, "", f"mapi-tck: {what}\n")


@pytest.mark.parametrize(
    ("form", "what"),
    [
        ("stdio:true", "bad handshake: died: exit code 0"),
        ("stdio:sh -c 'echo hello; sleep 9'", "bad handshake: malformed answer: no JSON in UTF-8: hello"),
        ("breaking:SaysNothing", "breaking:SaysNothing: bad handshake: "),
        ("breaking:CannotDescribe", "bad handshake: OSError: no such profile"),
        ("isolated:breaking:SaysNothing", "bad handshake: malformed answer: "),
        ("isolated:breaking:CannotDescribe", "bad handshake: raised: OSError: no such profile"),
    ],
)
def test_a_bad_handshake(tmp_path: Path, form: str, what: str) -> None:
    """An adapter that starts and cannot say who it is is one line and exit code 4, not a hundred errors."""
    is_one_line(run(form, out=tmp_path / "run", cwd=ADAPTERS), what, code=4)


#: Line of a record and field → what cannot stand there.
OTHER_FORMS: dict[tuple[int, str], list[object]] = {
    (0, "options"): [[], {}, 3, None],
    (0, "declaration"): [None, {}, {"implementation": 3, "claims": {}, "parameters": {}}],
    (0, "implementation"): [7, [], "me"],
    (0, "plan"): [5, [5], None, {}],
    (0, "scenarios"): [[5]],
    (0, "proof"): [[]],
    (0, "requirements"): [[{"id": "A1a", "strength": "OUGHT"}]],
    (1, "scenario"): [["A1a"]],
    (2, "verdict"): ["fine", None, []],
    (2, "checks"): [3],
    (-1, "planned"): [None],
    (-1, "totals"): [None],
    (-1, "ended"): [None],
}


class TestRecords:
    """What is no run record, as the argument of `mapi-tck report` and of `replay:`."""

    @pytest.fixture
    def lines(self, reference_run: Run) -> list[dict[str, object]]:
        """The lines of a good record."""
        return lines_of(reference_run.out / "run.ndjson")

    def both(self, tmp_path: Path, path: Path, what: str) -> None:
        """Both readers say so in one line, and write nothing."""
        shown = mapi_tck("report", str(path), "--out", "shown", cwd=tmp_path)

        is_one_line(Run(shown.code, shown.stdout, shown.stderr, tmp_path / "shown"), what)
        is_one_line(run(f"replay:{path}", out=tmp_path / "run"), what)

    def test_missing(self, tmp_path: Path) -> None:
        """There is no such file."""
        self.both(tmp_path, tmp_path / "nowhere.ndjson", "nowhere.ndjson: cannot read the record: No such file")

    def test_empty(self, tmp_path: Path) -> None:
        """The file is empty."""
        self.both(tmp_path, write_lines(tmp_path / "empty.ndjson", []), "empty.ndjson: the record is empty")

    @pytest.mark.parametrize(
        "content", [b"hello\n", b"[]\n", b"null\n", b"{}\n", b'"header"\n', b"\xff\xfe\n", b'{"type": []}']
    )
    def test_something_else(self, tmp_path: Path, content: bytes) -> None:
        """The file is none of a run's."""
        (tmp_path / "other.ndjson").write_bytes(content)

        self.both(tmp_path, tmp_path / "other.ndjson", "other.ndjson:")

    def test_another_form(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """A record of another version of the form says which."""
        lines[0]["form"] = 99
        path = write_lines(tmp_path / "later.ndjson", lines)

        self.both(tmp_path, path, "later.ndjson:1: this record has form 99, this kit reads form 3")

    def test_without_header(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """A record begins with its header."""
        path = write_lines(tmp_path / "headless.ndjson", lines[1:])

        self.both(tmp_path, path, "headless.ndjson:1: a run record begins with its header")

    @pytest.mark.parametrize(("number", "key"), [(0, "plan"), (1, "scenario"), (2, "trace")])
    def test_with_a_hole(self, tmp_path: Path, lines: list[dict[str, object]], number: int, key: str) -> None:
        """A line that lacks what every reader needs is named."""
        del lines[number][key]
        path = write_lines(tmp_path / "holed.ndjson", lines)

        what = f"this line is not a valid {lines[number]['type']}: '{key}' is a required property"
        self.both(tmp_path, path, f"holed.ndjson:{number + 1}: {what}")

    @pytest.mark.parametrize(
        ("number", "key", "value"),
        [(number, key, value) for (number, key), values in OTHER_FORMS.items() for value in values],
    )
    def test_with_a_field_of_another_form(
        self, tmp_path: Path, lines: list[dict[str, object]], number: int, key: str, value: object
    ) -> None:
        """A field with an edited, wrong value is named, with its line."""
        lines[number][key] = value
        path = write_lines(tmp_path / "edited.ndjson", lines)

        where = f"edited.ndjson:{number % len(lines) + 1}: "
        with pytest.raises(UsageError, match=rf"{where}this line is not a valid .*: {key}\b"):
            read_record(path)

    @pytest.mark.parametrize(
        ("command", "change"),
        [
            ("report", {"role": "king"}),
            ("diff", {"repeat": "two"}),
            ("merge", {"repeat": 0}),
            ("matrix", {"strict": 1}),
            ("replay", {"only": 1}),
        ],
    )
    def test_with_an_option_of_another_form(
        self, tmp_path: Path, lines: list[dict[str, object]], command: str, change: dict[str, object]
    ) -> None:
        """Every command that reads a record says so in the same line."""
        options = lines[0]["options"]
        assert isinstance(options, dict)
        options.update(change)
        write_lines(tmp_path / "edited.ndjson", lines)
        words = {
            "report": "report edited.ndjson --out out",
            "diff": "diff edited.ndjson edited.ndjson",
            "merge": "merge edited.ndjson edited.ndjson --out out",
            "matrix": "matrix edited.ndjson -o out",
            "replay": "run replay:edited.ndjson --out out",
        }
        done = mapi_tck(*words[command].split(), cwd=tmp_path)

        is_one_line(
            Run(done.code, done.stdout, done.stderr, tmp_path / "out"),
            f"edited.ndjson:1: this line is not a valid header: options.{next(iter(change))}: ",
        )

    def test_with_a_footer_that_lacks_its_time(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """A merge takes the end of the whole run from there."""
        del lines[-1]["ended"]
        path = write_lines(tmp_path / "endless.ndjson", lines)

        what = "this line is not a valid footer: 'ended' is a required property"
        self.both(tmp_path, path, f"endless.ndjson:{len(lines)}: {what}")

    def test_broken_in_the_middle(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """Only the last line may be cut off."""
        text = [json.dumps(line) for line in lines]
        text[3] = text[3][:40]
        (tmp_path / "torn.ndjson").write_text("\n".join(text) + "\n")

        self.both(tmp_path, tmp_path / "torn.ndjson", "torn.ndjson:4: this is not a line of a run record")

    def test_that_goes_on(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """Nothing follows the footer, and no scenario ends twice: a verdict that was added must not replace the one before."""
        write_lines(tmp_path / "longer.ndjson", [*lines, lines[-2]])
        self.both(
            tmp_path, tmp_path / "longer.ndjson", f"longer.ndjson:{len(lines) + 1}: the record goes on after its footer"
        )

        write_lines(tmp_path / "twice.ndjson", [*lines[:3], *lines[2:]])
        self.both(tmp_path, tmp_path / "twice.ndjson", f"twice.ndjson:4: {lines[2]['scenario']} has ended before")

    def test_without_end(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """A line that is nested too deeply to be read is not accepted."""
        text = [json.dumps(lines[0]), "[" * 100_000, json.dumps(lines[1])]
        (tmp_path / "deep.ndjson").write_text("\n".join(text))

        self.both(tmp_path, tmp_path / "deep.ndjson", "deep.ndjson:2: this is not a line of a run record")

    def test_from_before_it_named_its_specification(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """What may be absent may be absent: every report is made."""
        del lines[0]["specification"]
        path = write_lines(tmp_path / "older.ndjson", lines)

        assert mapi_tck("report", str(path), "--out", "shown", cwd=tmp_path).code == 0

    def test_cut_off_is_a_record(self, tmp_path: Path, lines: list[dict[str, object]]) -> None:
        """A last line that is cut off belongs to a run that was killed: it is shown, as not finished."""
        text = "\n".join(json.dumps(line) for line in lines[:9])
        (tmp_path / "cut.ndjson").write_text(text[:-50])
        shown = mapi_tck("report", "cut.ndjson", "--out", "shown", cwd=tmp_path)

        assert shown.code == 3, shown.stderr
        assert "Not finished: 3 of " in shown.stdout

    def test_unwritable(self, tmp_path: Path, reference_run: Run) -> None:
        """A report that cannot be written is wrong use too."""
        (tmp_path / "file").write_text("")
        shown = mapi_tck("report", str(reference_run.out), "--out", "file", cwd=tmp_path)

        assert (shown.code, shown.stderr.count("\n")) == (2, 1)
        assert "--out file: cannot write there: " in shown.stderr
