"""A client that is a Python function."""

import inspect
import sys
from collections.abc import Callable

from mapi_tck.mapi import MapiError, failed
from mapi_tck.ports import Description, Mapi, Task
from mapi_tck.wire.under_test import source_digest


class WalkingFunction:
    """The adapter to a function `walk(mapi, task)`, or another callable, that does the client's task."""

    def __init__(self, form: str, function: Callable[..., object]) -> None:
        self._form = form
        self._function = function

    def describe(self) -> Description:
        """Name the function. Its version is that of its module, if the module says one."""
        module = inspect.getmodule(self._function) or sys.modules.get(self._form.partition(":")[0])
        file = getattr(module, "__file__", None)
        version = getattr(module, "__version__", "")
        return Description(
            self._form, version if isinstance(version, str) else "", digest=source_digest(file) if file else None
        )

    def walk(self, mapi: Mapi, task: Task) -> int | None:
        """Have the function do the task. Like MAPI it can return a failing code in place of raising one."""
        code = self._function(mapi, task)
        if code is None:
            return None
        if isinstance(code, bool) or not isinstance(code, int):
            raise TypeError(f"a client answers None or a result code, not {code!r:.80}")
        if failed(code):
            raise MapiError(code)
        return code

    def close(self) -> None:
        """Nothing."""
