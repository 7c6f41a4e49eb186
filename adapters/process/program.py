"""An adapter that is a program of its own, by the protocol of `docs/stdio.md`: the part that all roles share."""

import contextlib
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any, ClassVar, Final

from mapi_tck import __version__
from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import AdapterBroke, Breakage, HandshakeError, TckError, UsageError
from mapi_tck.mapi import MapiError
from mapi_tck.ports import Description
from mapi_tck.ports.roles import Role
from mapi_tck.wire import stdio_messages as protocol
from mapi_tck.wire.channel import MOST_CALLBACKS, TIMES_AS_MANY, Answer, Channel, Request
from mapi_tck.wire.codecs import Json
from mapi_tck.wire.sizes import MEGABYTE
from mapi_tck.wire.values import DESCRIPTION

from .child import LINE_LIMIT, Child, ChildEnded, LineTooLong, telling
from .command_files import CommandFiles

#: How long `close` may take, a choice; and how long the process then has to end by itself, and again after SIGTERM. The kit's own
#: host takes 0.2 s, and took 0.6 s on a busy machine (measured November 2026).
_CLOSE_SECONDS: Final = 5.0
_EXIT_SECONDS: Final = 1.0
#: Bytes of the last line that are kept to be shown.
_LONGEST_SHOWN: Final = 400
#: The numbers of the handshake and of the call that follows. A program that has answered more does write its lines out.
_FIRST_NUMBERS: Final = 2
_UNASKED: Final = "it wrote a line that answers no request"


class Program(Channel):
    """An adapter in another process. After a fatal breakage the process has ended, and the adapter answers no more calls."""

    role: ClassVar[Role]
    #: Whether it gets objects of the kit, on which it may call back.
    calls_back: ClassVar[bool] = False
    #: It ends a call that takes longer than the limit, so the watchdog of a run need not.
    limits_calls: ClassVar[bool] = True

    def __init__(
        self, form: str, command: Sequence[str], parameters: Parameters, environment: Mapping[str, str] | None = None
    ) -> None:
        super().__init__()
        self._form = form
        self._root = protocol.ROOTS[self.role]
        self._command = list(command)
        self._limit = parameters.call_limit
        self._start_limit = parameters.start_limit
        #: What one line may take, in megabytes. Longer ones are not decoded.
        self._longest = parameters.answer_limit
        self._environment = None if environment is None else dict(environment)
        self._child: Child | None = None
        self._description: Description | None = None
        self._offers: frozenset[str] = frozenset()
        #: Handle → the optional methods that this object offers, if the program said so when it gave the object.
        self._offers_of: dict[str, frozenset[str]] = {}
        self._number = 0
        #: The request that the program has not answered yet.
        self._asked: str | None = None
        self._broken: TckError | None = None
        #: The latest request, as the program got it.
        self.said = ""
        #: The line that the program wrote last, as it can be shown; "" if it has written none since the last request.
        self.heard = ""
        #: What its author may look for if it runs and writes nothing.
        self.if_silent = ""
        #: The program, if the digest covers it alone and it starts something else, as an interpreter or Wine does.
        self.launcher = ""
        #: Path → size, kind and digest of each file that the program is made of.
        self.files: Mapping[str, str] = {}

    @property
    def stderr_tail(self) -> str:
        """The end of what the program wrote to its error output."""
        return "" if self._child is None else self._child.stderr_tail

    @property
    def exit_code(self) -> int | None:
        """The program's exit code once it has ended; negative for a signal."""
        return None if self._child is None else self._child.exit_code

    def describe(self) -> Description:
        """Start the program and shake hands. Raises `UsageError` or `HandshakeError`."""
        if self._description is None:
            if self._broken is not None:
                raise self._broken
            try:
                self._description = self._shake_hands()
            except TckError as error:
                self._broken = error
                raise
            except (ValueError, KeyError, TypeError, ArithmeticError) as error:
                # It fits the schema, and cannot be read nevertheless. A later call must not start the program again.
                self._broken = HandshakeError(
                    f"{self._form}: bad handshake: {Breakage.MALFORMED}: {_plain(str(error))}"
                )
                raise self._broken from error
            except KeyboardInterrupt:
                self._give_up(AdapterBroke(Breakage.HUNG, "the handshake was interrupted", protocol.HELLO))
                raise
        return self._description

    def close(self) -> None:
        """Tell the program to close, and make sure that it ends. Errors no longer matter here."""
        if self._child is not None and self._broken is None and self._description is not None:
            self._limit = min(self._limit, _CLOSE_SECONDS)
            with contextlib.suppress(TckError, MapiError):  # the process ends either way
                self.invoke(self._root, self._root, "close", ())
        self._broken = self._broken or AdapterBroke(Breakage.DIED, "the adapter was closed")
        if self._child is not None:
            self._child.stop(_EXIT_SECONDS)

    def offers(self, interface: str, handle: str, method: str) -> bool:
        """Say whether the object has this optional method."""
        return f"{interface}.{method}" in self._offers_of.get(handle, self._offers)

    def invoke(self, interface: str, handle: str, name: str, arguments: tuple[Any, ...]) -> Any:
        """Make one call. A fatal breakage ends the program."""
        try:
            return super().invoke(interface, handle, name, arguments)
        except AdapterBroke as broke:
            broke.call = broke.call or f"{interface}.{name}"
            if broke.breakage.fatal:
                self._give_up(broke)
            raise
        except KeyboardInterrupt:
            # The answer may still come, and would be taken for the answer to the next call.
            self._give_up(AdapterBroke(Breakage.HUNG, "the call was interrupted", f"{interface}.{name}"))
            raise

    def exchange(self, request: Request) -> Answer:
        """Carry one call to the program and its answer back, checked against the schema. What codecs write fits the schema."""
        if self._description is None:
            self.describe()
        params = dict(request.arguments)
        if request.interface != self._root:
            params = {"object": request.handle, **params}
        result = self._ask(request.name, params)
        if wrong := protocol.result_complaint(request.name, result):
            raise AdapterBroke(Breakage.MALFORMED, wrong)
        if "offers" in result and result["value"] is not None:
            handed_out = result["value"][protocol.GIVEN[request.name]]
            self._offers_of[handed_out] = frozenset(result["offers"])
        return Answer(result["code"], result["value"])

    def _give_up(self, broke: AdapterBroke) -> None:
        self._broken = self._broken or broke
        if self._child is not None:
            self._child.kill()

    def _ask(self, method: str, params: Json, limit: float | None = None) -> Json:
        """Send one request and answer its result, unchecked; `limit` is in seconds. Raises `AdapterBroke`."""
        limit = self._limit if limit is None else limit
        child = self._child
        if self._broken is not None or child is None:
            breakage = self._broken.breakage if isinstance(self._broken, AdapterBroke) else Breakage.DIED
            raise AdapterBroke(breakage, f"not called: {self._broken}", method)
        if self._asked is not None:
            raise RuntimeError(f"the kit asked {method} before {self._asked} was answered")
        deadline = time.monotonic() + limit
        self._asked = method
        self.heard = ""
        try:
            self._hear_out(child, deadline)
            self._number += 1
            line = protocol.request_line(self._number, method, params)
            self.said = line.decode().rstrip("\n")
            child.send(line, deadline)
            return self._converse(child, deadline)
        except TimeoutError as error:
            so_far = self._so_far(child)
            child.kill()
            raise AdapterBroke(Breakage.HUNG, f"no answer within {limit:g} s{so_far}{self._last_words()}") from error
        except ChildEnded as error:
            raise AdapterBroke(Breakage.DIED, f"{child.ending()}{self._so_far(child)}{self._last_words()}") from error
        except LineTooLong as error:
            detail = f"more than {LINE_LIMIT >> 20} MiB without an end of line"
            raise AdapterBroke(Breakage.MALFORMED, detail) from error
        finally:
            self._asked = None

    def _hear_out(self, child: Child, deadline: float) -> None:
        """Handle what the program has written since its last answer."""
        if not self.calls_back:
            if child.has_spoken:
                raise AdapterBroke(Breakage.MALFORMED, _UNASKED)
            return
        child.listen()
        while child.has_line:  # an incomplete line belongs to the request that follows
            try:
                message = _message(child.receive(deadline))
            except AdapterBroke as broke:
                raise AdapterBroke(Breakage.MALFORMED, _UNASKED) from broke
            if "method" not in message:
                raise AdapterBroke(Breakage.MALFORMED, _UNASKED)
            failure, _ = self._call_back(child, message, deadline)
            if failure is not None:
                raise failure

    def _converse(self, child: Child, deadline: float) -> Json:
        """Answer the program's calls back until it answers the request. The deadline is for all that the program does."""
        failure: Exception | None = None
        for _ in range(MOST_CALLBACKS * TIMES_AS_MANY.get(self._asked or "", 1) + 1):
            line = child.receive(deadline)
            self.heard = _plain(line[:_LONGEST_SHOWN].decode("utf-8", "backslashreplace"))
            if self._asked != protocol.HELLO and len(line) > self._longest * MEGABYTE:
                detail = f"it answered {len(line) / MEGABYTE:.1f} MB, more than {self._longest:g} MB (answer_limit)"
                raise AdapterBroke(Breakage.OVER_BUDGET, detail)
            message = _message(line)
            if "method" in message:
                own_failure, seconds = self._call_back(child, message, deadline)
                failure = own_failure or failure
                deadline += seconds  # the time of the kit's own work does not count against the program
                continue
            try:
                result = self._result(message, line)
            except AdapterBroke as broke:
                # If the kit failed first, that is the reason.
                if failure is None or broke.breakage.fatal:
                    raise
                result = None
            if failure is not None:
                raise failure
            return result
        raise AdapterBroke(Breakage.HUNG, f"it called back more than {MOST_CALLBACKS} times without an answer")

    def _call_back(self, child: Child, message: Json, deadline: float) -> tuple[Exception | None, float]:
        """Answer one request of the program.

        Returns the kit's own failure, to be raised after the program has answered, and the seconds that the kit took.
        """
        began = time.monotonic()
        number = message.get("id") if protocol.is_id(message.get("id")) else None
        code, wrong = _complaint(message, self.role)
        if not wrong:
            name, arguments = message["method"], dict(message["params"])
            interface, _, method = name.partition(".")
            try:
                answer = self.own.exchange(Request(interface, arguments.pop("object"), method, arguments))
            except (ValueError, KeyError, TypeError, ArithmeticError, RecursionError) as error:
                # A value that fits the schema but not its property, or a handle that names no object of this kind.
                code, wrong = protocol.INVALID_PARAMS, f"{name}: {error}"
            except Exception as error:
                seconds = time.monotonic() - began
                told = protocol.error_line(number, protocol.INTERNAL_ERROR, _plain(str(error)))
                child.send(told, deadline + seconds)
                return error, seconds
            else:
                seconds = time.monotonic() - began
                told = protocol.result_line(number, {"code": answer.code, "value": answer.value})
                child.send(told, deadline + seconds)
                return None, seconds
        with contextlib.suppress(TimeoutError, ChildEnded):
            child.send(protocol.error_line(number, code, wrong), deadline)
        raise AdapterBroke(Breakage.MALFORMED, f"it called back what cannot be: {wrong}")

    def _result(self, answer: Json, line: bytes) -> Json:
        error_told = answer.get("error")
        # A program that could not read a request does not know its number.
        numbers = (self._number,) if error_told is None else (self._number, None)
        if "id" not in answer or isinstance(answer["id"], bool) or answer["id"] not in numbers:
            raise AdapterBroke(Breakage.MALFORMED, f"id {self._number} expected: {_shown(line)}")
        if error_told is not None:
            raise _broke(error_told, line)
        if "result" not in answer:
            raise AdapterBroke(Breakage.MALFORMED, f"neither result nor error: {_shown(line)}")
        return answer["result"]

    def spent(self) -> str:
        """Why another scenario needs a new program: what went wrong since the last answer; "" if nothing did."""
        if self._child is None or self._broken is not None or self._description is None:
            return ""
        if self._child.has_ended:
            return f"it ended: {self._child.ending()}{self._last_words()}"
        self._child.listen()
        try:
            self._hear_out(self._child, time.monotonic() + self._limit)
        except AdapterBroke as broke:
            return broke.detail
        return ""

    def settle(self) -> None:
        """Find out whether the program has written more than its answers. Raises `AdapterBroke` if it has.

        It answers one more request, so what it wrote after its last answer has arrived before that.
        """
        if self._child is not None and self._broken is None and self._description is not None:
            with contextlib.suppress(MapiError):  # a refusal is an answer
                self.invoke(self._root, self._root, "test_bed", ())

    def _shake_hands(self) -> Description:
        made_of = CommandFiles(self._command)
        try:
            self._child = Child(self._command, self._environment)
        except OSError as error:
            raise UsageError(f"{self._command[0]} cannot be started: {error.strerror}", self._form) from error
        params = {"protocol": protocol.PROTOCOL, "kit": f"mapi-tck {__version__}", "role": str(self.role)}
        try:
            result = self._ask(protocol.HELLO, params, self._start_limit)
            spoken = result.get("protocol") if isinstance(result, dict) else None
            if isinstance(spoken, int) and spoken != protocol.PROTOCOL:
                detail = f"it speaks version {spoken} of the protocol, this kit version {protocol.PROTOCOL}"
                raise AdapterBroke(Breakage.MALFORMED, detail)
            if wrong := protocol.result_complaint(protocol.HELLO, result):
                raise AdapterBroke(Breakage.MALFORMED, wrong)
        except AdapterBroke as broke:
            self._child.kill()
            known = self._last_words() if broke.breakage not in (Breakage.DIED, Breakage.HUNG) else ""
            what = f"bad handshake: {broke.breakage}"
            if isinstance(broke, _Declined):
                what, known = f"it declines role {self.role}", f"; try --role {self._other_role(broke.detail)}"
            raise HandshakeError(f"{self._form}: {what}: {broke.detail}{known}") from broke
        self._offers = frozenset(result["offers"])
        description: Description = DESCRIPTION.decode(result["description"], self)
        if description.digest:
            return description
        made_of.leave_out_written(self._child.group)
        self.files = made_of.digests()
        if len(self.files) < 2 and self._command[1:] and not description.under_test:
            self.launcher = self._command[0]
        return replace(description, digest=made_of.digest())

    def _other_role(self, told: str) -> str:
        """The role that the program may serve, by what it says; or all others."""
        others = [str(role) for role in Role if role is not self.role]
        return " or ".join([role for role in others if role in told] or others)

    def _so_far(self, child: Child) -> str:
        """What a program that gave no answer wrote instead, and what may be the reason, as a part of a sentence."""
        if rest := child.unended:
            return f"; it wrote a line without its end: {_shown(rest)}"
        silent = not self.heard and self._number <= _FIRST_NUMBERS and not child.has_ended
        return f"; it wrote nothing: {self.if_silent}" if silent and self.if_silent else ""

    def _last_words(self) -> str:
        """The last lines of the error output, as the end of a sentence."""
        lines = [words for line in self.stderr_tail.splitlines() if (words := _plain(line))]
        return f"; stderr: {' | '.join(telling(lines))}" if lines else ""


class _Declined(AdapterBroke):
    """The program says that it does not serve the role under test."""


def _message(line: bytes) -> Json:
    """The message in a line, request or answer."""
    try:
        message = protocol.decode_line(line)
    except ValueError as error:
        raise AdapterBroke(Breakage.MALFORMED, f"no JSON in UTF-8: {_shown(line)}") from error
    if not isinstance(message, dict) or message.get("jsonrpc") != "2.0":
        raise AdapterBroke(Breakage.MALFORMED, f"no JSON-RPC 2.0: {_shown(line)}")
    return message


def _complaint(request: Json, role: Role) -> tuple[int, str]:
    """What is wrong with a request of the program: a code and words; no words if nothing is."""
    name = request["method"]
    if not protocol.is_id(request.get("id")) or not isinstance(name, str):
        return protocol.INVALID_REQUEST, "a request has an id, a whole number or text, and a method"
    if name not in protocol.CALLBACKS[role]:
        return protocol.METHOD_NOT_FOUND, f"there is no method {_plain(name)} to call back"
    wrong = protocol.params_complaint(name, request.get("params"))
    return protocol.INVALID_PARAMS, f"{name}: {wrong}" if wrong else ""


def _broke(told: Json, line: bytes) -> AdapterBroke:
    """What a JSON-RPC error means."""
    if not isinstance(told, dict) or not isinstance(told.get("code"), int) or not isinstance(told.get("message"), str):
        return AdapterBroke(Breakage.MALFORMED, f"an error has a code and a message: {_shown(line)}")
    message = _plain(told["message"])
    if told["code"] == protocol.OTHER_ROLE:
        return _Declined(Breakage.REFUSED, message)
    if told["code"] != protocol.ADAPTER_BROKE:
        return AdapterBroke(Breakage.REFUSED, f"{message} (error {told['code']})")
    data = told.get("data")
    # `serve` says so if an adapter in Python answered a value that no codec takes; it cannot tell what ends its process.
    malformed = isinstance(data, dict) and data.get("breakage") == Breakage.MALFORMED
    return AdapterBroke(Breakage.MALFORMED if malformed else Breakage.RAISED, message)


def _plain(text: str) -> str:
    """One short line without control characters, fit for a message."""
    words = " ".join("".join(letter if letter.isprintable() else " " for letter in text).split())
    return words if len(words) <= 300 else f"{words[:297]}..."


def _shown(line: bytes) -> str:
    start = _plain(line[:100].decode("utf-8", "backslashreplace"))
    return f"{start} ... ({len(line)} bytes)" if len(line) > 100 else start or "an empty line"
