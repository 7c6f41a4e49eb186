"""Declarations and baselines: nothing that a file says vanishes, and nothing is claimed that no file says."""

import json
import tomllib
from abc import abstractmethod
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

from hypothesis import strategies as st

from fuzz.finding import Fault, Found, Kind, one_line
from fuzz.texts import as_bytes, edited, edits, pieces
from mapi_tck.claims.baseline import Baseline, read_baseline
from mapi_tck.claims.declaration import Declaration, read_declaration
from mapi_tck.errors import UsageError

#: A declaration with every key.
DECLARATION: Final = """\
# The declaration of Example Mail.

[implementation]
name = "Example Mail"
version = "4.2"
vendor = "Example"

[claims]
flush-async-ok = true
unicode-status-table = false
restriction-on-non-column = true
transport-kinds = ["LAN", "modem"]
asynchronous-transports = true
synchronous-transports = true
flush-support = ["supported", "not supported"]
several-transports = false
deferral = false

[claims.transports.Office]
kind = "LAN"

[claims.transports.Travel]
kind = "modem"
asynchronous = true

[parameters]
call_limit = 30
start_limit = 20.5
settle_limit = 10
slow_seconds = 0.05
profile = "Test profile"
answer_limit = 2
scenario_limit = 8
record_limit = 500
"""

#: A baseline with every key.
BASELINE: Final = """\
# Known deviations.

[[deviation]]
requirement = "A4a"
cause = "one-spooler-row"
reason = "The spooler has two rows until release 5."
owner = "mail team"
ticket = "MAIL-12"
expires = 2027-01-31

[[deviation]]
requirement = "A2a"
cause = "column-there"
reason = "Known since release 3."
owner = "mail team"
expires = 2026-12-31
"""

#: Values of TOML, some of them of the wrong kind everywhere.
VALUES: Final = (
    "true", "false", "0", "1", "-1", "30", "0.5", "1e-320", "1e400", "inf", "-inf", "nan", "9" * 30, "0x10", "1_000",
    '""', '"LAN"', '"RAS"', '"modem"', '"supported"', '"A4a"', '"\\u202e"', '"two\\nlines"', "[]", '["LAN"]',
    '["LAN", "LAN"]', '["fax"]', "[1]", '["supported"]', "[[]]", "{}", '{kind = "LAN"}',
    '{kind = "RAS", asynchronous = true}', "{a = {b = {}}}", "2027-01-31", "0001-01-01", "9999-12-31",
    "2027-01-31T00:00:00Z", "07:32:00", "'''x'''", "5.0", "4.0", "1e308", "1e-9",
)  # fmt: skip


def _written(tables: Sequence[str], keys: Sequence[str]) -> st.SearchStrategy[str]:
    """A file made of lines: headers of tables, and keys with values."""
    header = st.sampled_from(tables)
    pair = st.tuples(st.sampled_from(keys), st.one_of(st.sampled_from(VALUES), pieces())).map(" = ".join)
    return st.lists(st.one_of(header, pair, pair, pair), max_size=12).map("\n".join)


class _Toml(Kind):
    """A TOML file about an implementation."""

    seed: str
    tables: Sequence[str]
    keys: Sequence[str]
    #: The kit's reader.
    read: Callable[[Path], Declaration | Baseline]

    def inputs(self) -> st.SearchStrategy[Any]:
        """Changes of the file that has every key (a list), or a file made of lines (a text)."""
        return st.one_of(edits([*self.tables, *self.keys, *VALUES]), _written(self.tables, self.keys))

    def judge(self, given: Any) -> None:
        """Read the file, and compare what the kit made of it with what TOML says."""
        path = self.folder / f"{self.name}.toml"
        data = as_bytes(given if isinstance(given, str) else edited(self.seed, given))
        path.write_bytes(data)
        try:
            read = type(self).read(path)
        except UsageError as error:
            one_line(str(error))
            if not str(error).startswith(str(path)):
                raise Found(Fault.BLAME, f"the file is not named: {error}") from error
            if given == []:
                raise Found(Fault.BLAME, f"a correct file is refused: {error}") from error
            return
        try:
            said = tomllib.loads(data.decode("utf-8-sig").replace("\r\n", "\n"))
        except ValueError as error:
            raise Found(Fault.INVENTED, f"what is no TOML was read: {error}") from error
        self.compare(said, read)

    @abstractmethod
    def compare(self, said: Mapping[str, Any], read: Any) -> None:
        """Raise `Found` if the kit has read something else than the file says."""


class DeclarationFiles(_Toml):
    """Declarations."""

    name = "declaration"
    seed = DECLARATION
    tables = (
        "[implementation]",
        "[claims]",
        "[claims.transports.Office]",
        "[claims.transports.Travel]",
        "[parameters]",
    )
    keys = (
        "name", "version", "vendor", "flush-async-ok", "unicode-status-table", "restriction-on-non-column",
        "transport-kinds", "asynchronous-transports", "flush-support", "several-transports", "deferral", "kind",
        "synchronous-transports",
        "asynchronous", "call_limit",
        "start_limit", "settle_limit", "slow_seconds", "profile", "answer_limit", "scenario_limit", "record_limit",
        "claims.deferral", "transports.Office.kind",
    )  # fmt: skip
    read = staticmethod(read_declaration)

    def compare(self, said: Mapping[str, Any], read: Declaration) -> None:
        """Each claim and parameter is as the file says, and the record can hold the declaration."""
        written: Any = json.loads(json.dumps(read.to_json(), allow_nan=False))
        if Declaration.from_json(written) != read:
            raise Found(Fault.INVENTED, "the record holds another declaration than was read")
        for table in ("implementation", "claims", "parameters"):
            for key, value in said.get(table, {}).items():
                kept = written[table].get(key)
                if isinstance(value, list):
                    same = set(value) == set(kept or ())
                elif key == "transports":
                    same = all(name in kept and kept[name]["kind"] == one["kind"] for name, one in value.items())
                else:
                    same = kept == value
                if not same:
                    raise Found(Fault.INVENTED, f"{table}.{key} is {value!r}, read as {kept!r}")
        claimed = {key for key, value in written["claims"].items() if value is True} - {"asynchronous-transports"}
        if invented := claimed - said.get("claims", {}).keys():
            raise Found(Fault.INVENTED, f"claimed without a word: {sorted(invented)}")
        if any(value in (float("inf"), 0) for value in written["parameters"].values()):
            raise Found(Fault.HANG, f"a limit without an end: {written['parameters']}")


class BaselineFiles(_Toml):
    """Baselines."""

    name = "baseline"
    seed = BASELINE
    tables = ("[[deviation]]", "[deviation]", "[[deviations]]")
    keys = ("requirement", "cause", "reason", "owner", "ticket", "expires", "Requirement", '"cause "')
    read = staticmethod(read_baseline)

    def compare(self, said: Mapping[str, Any], read: Baseline) -> None:
        """Each entry is as the file says, none excuses anything without a reason and an owner, and the record can hold all."""
        entries = said.get("deviation", [])
        if Baseline.from_json(json.loads(json.dumps(read.to_json()))) != read:
            raise Found(Fault.INVENTED, "the record holds another baseline than was read")
        if len(entries) != len(read.deviations):
            raise Found(Fault.INVENTED, f"{len(entries)} entries, read {len(read.deviations)}")
        for entry, item in zip(entries, read.deviations, strict=True):
            if any(getattr(item, key) != value for key, value in entry.items()):
                raise Found(Fault.INVENTED, f"{entry} read as {item}")
            answered = any(str(entry.get(key, "")).strip() for key in ("owner", "ticket"))
            if item.excuses(item.expires) != bool(str(entry.get("reason", "")).strip() and answered):
                raise Found(Fault.INVENTED, f"{entry} excuses a deviation")
