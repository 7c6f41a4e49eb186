"""A record as a report that others read may show it: without paths, arguments, error output and secrets.

The file of the record keeps everything, because a replay needs it. What was hidden has a word in brackets in its place.
"""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from functools import cached_property
from typing import Any, Final, TypeVar, cast

from mapi_tck.errors import UsageError
from mapi_tck.record.lines import Header, ScenarioEnded, ScenarioOutcome
from mapi_tck.record.recorded import Recorded
from mapi_tck.record.run_record import Record
from mapi_tck.wire.codecs import Json

T = TypeVar("T")

PATH: Final = "[path]"
ARGUMENT: Final = "[argument]"
ERROR_OUTPUT: Final = "[error output]"
CONFIDENTIAL: Final = "[secret]"
OTHER: Final = "[redacted]"

#: What is hidden, with the word that stands in its place.
RULE: Final = (
    f"absolute paths {PATH}, the arguments of a program {ARGUMENT}, its error output {ERROR_OUTPUT}, and what looks like a "
    f"secret {CONFIDENTIAL}"
)

#: The form of an adapter that is a program with arguments.
_PROGRAM: Final = "stdio:"
#: An argument is also hidden where a text repeats it, unless it is a short word of small letters: that may be any word.
_ANY_WORD: Final = re.compile(r"[a-z]{0,7}")

_NAME: Final = r"""[^/\s'"<>|:,;()\[\]]+"""
#: A path of at least two names. The name of an object in X.500, `/o=Example/cn=Ann`, is none.
_PATHS: Final = (
    re.compile(rf"(?<![\w./\\~\]-])/(?!\w+=)(?:{_NAME}/)+(?={_NAME}|\s|$|['\"])"),
    re.compile(r"(?<![\w])[A-Za-z]:[\\/](?:[^\\/\s'\"<>|:*?]+[\\/])+"),
)
_SECRETS: Final = (
    re.compile(
        # A token alone is the kit's word for a message, and a value is passed as something.
        r"(?i)((?:pass(?:word|wd|phrase|(?![a-z]))|pwd|secret|(?:--|[a-z][-_])token|api[-_]?key|private[-_]?key|credentials?"
        r"|authorization)[\w-]*"
        r"""["']?\s*(?:[:=]|\s)\s*(?:bearer\s+|basic\s+)?["']?)[^\s"',;&\[]+"""
    ),
    re.compile(r"(?i)(\bbearer\s+)[^\s\"',;\[]+"),
    re.compile(r"(://)[^/\s:@\[]+:[^/\s@\[]+(?=@)"),
    re.compile(r"()-----BEGIN [A-Z ]*PRIVATE KEY-----.*?(?:-----END [A-Z ]*PRIVATE KEY-----|$)", re.DOTALL),
)
_ERRORS: Final = re.compile(r"(; stderr: ).*", re.DOTALL)
#: Texts without any of these signs hold nothing to hide, but for arguments.
_SIGNS: Final = re.compile(r"[/\\:=]|(?i:pass|pwd|secret|token|key|credential|authorization|bearer)")


def read_patterns(words: Sequence[str]) -> tuple[re.Pattern[str], ...]:
    """The regular expressions of further texts to hide. Raises `UsageError` for a word that is none, or that fits everywhere."""
    found = []
    for word in words:
        try:
            pattern = re.compile(word)
        except re.error as error:
            raise UsageError(f"this is no regular expression: {error}", f"--redact-pattern {word}") from error
        if pattern.search("") is not None:
            raise UsageError(
                "this fits a text without any character", f"--redact-pattern {word}", "it would hide nothing"
            )
        found.append(pattern)
    return tuple(found)


class Redactor:
    """Hides what a report must not show, for the record with this header."""

    def __init__(self, header: Header, patterns: Sequence[re.Pattern[str]] = ()) -> None:
        self._patterns = tuple(patterns)
        self._form = header["adapter"]
        self._program = words = self._words(self._form)
        repeated = sorted({word for word in words[1:] if not _ANY_WORD.fullmatch(word)}, key=len, reverse=True)
        self._arguments = (
            re.compile("|".join(rf"(?<!\w){re.escape(word)}(?!\w)" for word in repeated)) if repeated else None
        )

    @staticmethod
    def _words(form: str) -> list[str]:
        if not form.startswith(_PROGRAM):
            return []
        try:
            return shlex.split(form.removeprefix(_PROGRAM))
        except ValueError:
            return form.removeprefix(_PROGRAM).split()

    @cached_property
    def adapter(self) -> str:
        """The form of the adapter, of a program only its name."""
        words = self._program
        if not words:
            return self.text(self._form)
        name = re.split(r"[/\\]", words[0])[-1]
        return " ".join([f"{_PROGRAM}{name}", *([ARGUMENT] if words[1:] else [])])

    def text(self, text: str) -> str:
        """The text, without what must not be shown."""
        if self._program and self._form in text:
            text = text.replace(self._form, self.adapter)
        for pattern in self._patterns:
            text = pattern.sub(OTHER, text)
        if self._arguments is not None:
            text = self._arguments.sub(ARGUMENT, text)
        if not _SIGNS.search(text):
            return text
        text = _ERRORS.sub(rf"\1{ERROR_OUTPUT}", text)
        for pattern in _SECRETS:
            text = pattern.sub(rf"\1{CONFIDENTIAL}", text)
        for pattern in _PATHS:
            text = pattern.sub(lambda found: f"{PATH}{found[0][-1]}", text)
        return text

    def value(self, value: T) -> T:
        """A value with every text in it redacted. The keys of objects stay."""
        found: Any = value
        if isinstance(found, str):
            found = self.text(found)
        elif isinstance(found, list):
            found = [self.value(item) for item in found]
        elif isinstance(found, dict):
            found = {name: self.value(item) for name, item in found.items()}
        return cast(T, found)

    def header(self, header: Header) -> Header:
        """The header, without what must not be shown. What names scenarios and requirements stays."""
        changed: dict[str, Any] = {**header, "adapter": self.adapter, "command": self.value(header["command"])}
        changed["declaration"] = {**header["declaration"], "path": self.text(header["declaration"]["path"])}
        for name in ("implementation", "environment", "baseline"):
            changed[name] = self._but(header.get(name), "digest", "requirement", "cause")
        if "merged" in header:
            changed["merged"] = self.value(header["merged"])
        return cast(Header, changed)

    def outcome(self, outcome: ScenarioOutcome) -> ScenarioOutcome:
        """How a scenario ended, without what must not be shown."""
        traits = [{**trait, "text": self.text(trait["text"])} for trait in outcome["traits"]]
        bound = {"binding": self.value(outcome["binding"])} if "binding" in outcome else {}
        return cast(ScenarioOutcome, {**outcome, "reason": self.text(outcome["reason"]), "traits": traits, **bound})

    def evidence(self, result: ScenarioEnded) -> ScenarioEnded:
        """All of a scenario, without what must not be shown."""
        changed: dict[str, Any] = {**self.outcome(result)}
        changed["lines"] = [{**line, "reason": self.text(line["reason"])} for line in result["lines"]]
        for name in ("checks", "trace"):
            changed[name] = self._but(
                changed[name], "id", "holds", "cause", "interface", "object", "method", "supplier"
            )
        if "search" in result:
            search: Mapping[str, Json] = result["search"]
            changed["search"] = {
                name: held if name in ("packed", "sequences") else self.value(held) for name, held in search.items()
            }
        return cast(ScenarioEnded, changed)

    def _but(self, value: Json, *names: str) -> Json:
        """The value redacted, but for members with these names."""
        if isinstance(value, list):
            return [self._but(item, *names) for item in value]
        if isinstance(value, dict):
            return {name: held if name in names else self.value(held) for name, held in value.items()}
        return self.value(value)


class RedactedRecord(Recorded[ScenarioOutcome]):
    """A record that shows less than its file holds."""

    def __init__(self, whole: Record, patterns: Sequence[re.Pattern[str]] = ()) -> None:
        redactor = Redactor(whole.header, patterns)
        super().__init__(
            redactor.header(whole.header),
            whole.started,
            {id: redactor.outcome(outcome) for id, outcome in whole.ended.items()},
            whole.footer,
            whole.resumed,
            {id: [*map(redactor.outcome, attempts)] for id, attempts in whole.attempts.items()},
            whole.digest,
            redactor.text(whole.name),
        )
        self._whole, self._redactor = whole, redactor
        self._last: tuple[str, ScenarioEnded] | None = None
        self._hidden = RULE + (f"; what a pattern names {OTHER}" if patterns else "")

    @property
    def own(self) -> bool:
        """Whether the record was made here."""
        return self._whole.own

    @property
    def hidden(self) -> str:
        """What the record does not show, in words."""
        return self._hidden

    def evidence(self, id: str) -> ScenarioEnded:
        """All that may be shown of a scenario that ended."""
        if self._last is None or self._last[0] != id:
            self._last = id, self._redactor.evidence(self._whole.evidence(id))
        return self._last[1]

    def times(self, id: str) -> Iterator[ScenarioEnded]:
        """All that may be shown of each attempt of the scenario."""
        return map(self._redactor.evidence, self._whole.times(id))

    def violates(self, id: str) -> bool:
        """Whether a check of the scenario does not hold."""
        return self._whole.violates(id)

    def searches(self, id: str) -> bool:
        """Whether the scenario holds the result of a search."""
        return self._whole.searches(id)
