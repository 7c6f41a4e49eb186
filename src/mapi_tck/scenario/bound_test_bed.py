"""The test bed of an implementation with a given profile, as a scenario sees it."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from typing import Any, Final

from mapi_tck.errors import NotOffered
from mapi_tck.ports import Direction, FarEnd, Prompt, Transfer
from mapi_tck.scenario.binding import Binding


class BoundTestBed:
    """Translates the names of transports, and hides messages that the scenario has not put in.

    The recorder is behind it: the trace shows the implementation's own names and all messages.
    """

    def __init__(self, bed: Any, binding: Binding) -> None:
        self._bed = bed
        self._binding = binding
        self._own: set[str] = set()

    def __getattr__(self, name: str) -> Any:
        method = getattr(self._bed, name)
        translated = _TRANSLATED.get(name)
        if translated is None:
            return method
        return lambda *arguments: translated(self, method, *arguments)

    def _put(self, direction: Direction, method: Callable[..., None], transport: str, tokens: Sequence[str]) -> None:
        self._need_reset()
        self._binding.need(transport, direction, filled=True)
        self._own.update(tokens)
        method(self._binding.real(transport), tokens)

    def _submit(self, method: Callable[..., None], transport: str, tokens: Sequence[str]) -> None:
        self._put(Direction.OUTGOING, method, transport, tokens)

    def _arrive(self, method: Callable[..., None], transport: str, tokens: Sequence[str]) -> None:
        self._put(Direction.INCOMING, method, transport, tokens)

    def _queue(self, method: Callable[..., Sequence[str]], transport: str, direction: Direction) -> Sequence[str]:
        self._binding.need(transport, direction, filled=False)
        return self._mine(method(self._binding.real(transport), direction))

    def _transfers(self, method: Callable[..., Sequence[Transfer]]) -> Sequence[Transfer]:
        return tuple(
            replace(transfer, transport=self._binding.shown(transfer.transport))
            for transfer in method()
            if transfer.token in self._own
        )

    def _set_far_end(self, method: Callable[..., None], transport: str, far_end: FarEnd) -> None:
        self._need_reset()
        method(self._binding.real(transport), far_end)

    def _transport_of(self, method: Callable[..., str | None], entry_id: bytes) -> str | None:
        found = method(entry_id)
        return None if found is None else self._binding.shown(found)

    def _prompts(self, method: Callable[..., Sequence[Prompt]]) -> Sequence[Prompt]:
        return tuple(replace(prompt, owner=self._binding.shown(prompt.owner)) for prompt in method())

    def _mine(self, tokens: Iterable[str]) -> Sequence[str]:
        return tuple(token for token in tokens if token in self._own)

    def _need_reset(self) -> None:
        """What one scenario puts in or changes must not stay for the next."""
        if not hasattr(self._bed, "reset"):
            raise NotOffered("reset")


_TRANSLATED: Final[Mapping[str, Callable[..., Any]]] = {
    "submit": BoundTestBed._submit,
    "arrive": BoundTestBed._arrive,
    "queue": BoundTestBed._queue,
    "transfers": BoundTestBed._transfers,
    "set_far_end": BoundTestBed._set_far_end,
    "transport_of": BoundTestBed._transport_of,
    "prompts": BoundTestBed._prompts,
}
