"""What a later line needs of an earlier one."""

from typing import Generic, TypeVar

from mapi_tck.errors import Blocked

T = TypeVar("T")


class Needed(Generic[T]):
    """An attribute that an earlier line sets. To read it before raises `Blocked` with this reason."""

    def __init__(self, missing: str) -> None:
        self._missing = missing

    def __set_name__(self, owner: type, name: str) -> None:
        self._name = f"_{name}"

    def __get__(self, client: object, owner: type) -> T:
        value: T | None = getattr(client, self._name, None)
        if value is None:
            raise Blocked(self._missing)
        return value

    def __set__(self, client: object, value: T) -> None:
        setattr(client, self._name, value)

    def __delete__(self, client: object) -> None:
        setattr(client, self._name, None)
