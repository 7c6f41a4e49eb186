"""Forms, the names of adapters: `reference`, `wrong:FAULT`, `unusual:NAME`, `package.module:Name`, `stdio:COMMAND`, `replay:RUN`,
`isolated:NAME`; in role client also `package.module:function`.

The kit looks up the first word of a form among the entry points of the group `mapi_tck.adapters`. Such an entry point is a
callable that takes the text after the colon, the parameters of the test and the role. Any other form names a class in a module
of the user, or a client's function.
"""

import importlib
import inspect
import shlex
import shutil
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Final, TypeVar, cast

from mapi_tck.claims.declaration import Parameters
from mapi_tck.errors import UsageError, did_you_mean
from mapi_tck.ports import Adapter, Role, Transport, TransportAdapter
from mapi_tck.settings.walking_function import WalkingFunction
from mapi_tck.suite.offers import offers
from mapi_tck.wire.under_test import source_digest

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

GROUP: Final = "mapi_tck.adapters"
HOSTS: Final = "mapi_tck.hosts"

#: Takes the text after the colon, the parameters of the test, and the role under test.
Factory = Callable[[str, Parameters, Role], object]
#: Makes a subsystem that hosts a provider. It takes the provider, the transports of the profile that the provider serves (by
#: name), and the seconds that the provider may keep the spooler waiting.
HostFactory = Callable[[TransportAdapter, Mapping[str, Transport], float], Adapter]

#: Role → the methods of an adapter in that role.
_METHODS: Final = {
    Role.SUBSYSTEM: ("describe", "logon", "test_bed", "close"),
    Role.TRANSPORT: ("describe", "transport_logon", "test_bed", "close"),
    Role.CLIENT: ("describe", "walk", "close"),
}
#: Role → the page that shows the smallest adapter.
_PAGES: Final = {
    Role.SUBSYSTEM: "docs/adapters.md",
    Role.TRANSPORT: "docs/certify-a-transport.md",
    Role.CLIENT: "docs/certify-a-client.md",
}


#: The attribute that marks a factory with its roles.
_SERVES: Final = "mapi_tck_roles"
F = TypeVar("F", bound=Callable[..., object])


def serves(*roles: Role) -> Callable[[F], F]:
    """Mark a factory with the roles that its adapters can be under test in. `mapi-tck adapters` shows them."""

    def marked(factory: F) -> F:
        setattr(factory, _SERVES, roles)
        return factory

    return marked


def served(factory: object) -> tuple[Role, ...]:
    """The roles that a factory is marked with; none if it has no mark."""
    return getattr(factory, _SERVES, ())


@dataclass(frozen=True, slots=True)
class AdapterSource:
    """Makes the adapter that a form names, each time a new one."""

    form: str
    create: Callable[[], Adapter]


def known_adapters() -> "dict[str, EntryPoint]":
    """The adapters that installed packages offer, by name."""
    return {point.name: point for point in offers(GROUP)}


def load_host() -> HostFactory:
    """The subsystem that hosts providers under test."""
    (point,) = offers(HOSTS)
    host: HostFactory = point.load()
    return host


def resolve(form: str, parameters: Parameters, role: Role = Role.SUBSYSTEM) -> AdapterSource:
    """Find the adapter that the form names. Raises `UsageError` if the form is wrong."""
    name, colon, argument = form.partition(":")
    known = known_adapters()
    if name in known:
        try:
            factory: Factory = known[name].load()
        except Exception as error:
            raise UsageError(f"the adapter {name} cannot be loaded: {_line(error)}", form) from error
        return AdapterSource(form, lambda: _checked(form, factory(argument, parameters, role), role))
    if not colon or not all(part.isidentifier() for part in name.split(".")):
        if command := _command(form):
            raise UsageError("there is no such adapter", form, f"a program is started with stdio:{command}")
        hint = did_you_mean(name, known, f"adapters: {', '.join(known)}; or package.module:Name")
        raise UsageError("there is no such adapter", form, hint)
    made = user_class(form, name, argument)
    if role is Role.CLIENT and not inspect.isclass(made):
        return AdapterSource(form, lambda: cast("Adapter", WalkingFunction(form, made)))
    return AdapterSource(form, lambda: _checked(form, _call(form, made), role))


def _command(form: str) -> str:
    """The form as a command of the shell, if its first word is a program that can be started; else ""."""
    try:
        words = shlex.split(form)
    except ValueError:
        return ""
    return form if words and shutil.which(words[0]) else ""


def user_class(form: str, module_name: str, attribute: str) -> Callable[[], Adapter]:
    """The class, or another callable, of that name in a module of the user. Raises `UsageError` if there is none."""
    # A user's adapter is usually in the current folder.
    if str(Path.cwd()) not in sys.path:
        sys.path.insert(0, str(Path.cwd()))
    try:
        module = importlib.import_module(module_name)
    except ModuleNotFoundError as error:
        if error.name and (module_name == error.name or module_name.startswith(f"{error.name}.")):
            hint = "is it in this folder, or installed?"
            raise UsageError(f"there is no module {module_name}", form, hint) from error
        raise UsageError(f"importing {module_name} failed: {_line(error)}", form) from error
    except (Exception, SystemExit) as error:
        raise UsageError(f"importing {module_name} failed: {_line(error)}", form) from error
    thing = getattr(module, attribute, None)
    if thing is None:
        names = [name for name, value in vars(module).items() if inspect.isclass(value)]
        if ":" in attribute:
            hint = "only the short name of an adapter takes a text after a colon; a class is made without arguments"
        else:
            hint = did_you_mean(attribute, names, "name a class in it")
        raise UsageError(f"{module_name} has no {attribute}", form, hint)
    if not callable(thing):
        raise UsageError(f"{attribute} is no class but {type(thing).__name__}", form)
    return cast("Callable[[], Adapter]", thing)


def _call(form: str, made: Callable[[], Adapter]) -> Adapter:
    try:
        return made()
    except UsageError:
        raise
    except (Exception, SystemExit) as error:
        hint = "for a client: --role client" if inspect.isfunction(made) else ""
        raise UsageError(f"the adapter cannot be made: {_line(error)}", form, hint) from error


def _checked(form: str, adapter: object, role: Role) -> Adapter:
    def lacks(role: Role) -> list[str]:
        return [name for name in _METHODS[role] if not callable(getattr(adapter, name, None))]

    if callable(getattr(adapter, "root", None)):  # a replayed record answers in any role
        return adapter  # type: ignore[return-value]
    if missing := lacks(role):
        other = next((other for other in Role if not lacks(other)), None)
        if other is not None:
            what = f"{type(adapter).__name__} is an adapter for role {other}, not for role {role}"
            raise UsageError(what, form, f"--role {other}")
        what = f"{type(adapter).__name__} is no adapter for role {role}: it has no {', '.join(missing)}"
        raise UsageError(what, form, f"{_PAGES[role]} shows the smallest one")
    return adapter  # type: ignore[return-value]


def _line(error: BaseException) -> str:
    text = " ".join(str(error).split())
    return f"{type(error).__name__}: {text}" if text else type(error).__name__


def digest_of(adapter: Adapter) -> str | None:
    """The SHA-256 of the Python source of an adapter's class: of its file, or of its whole package folder."""
    module = sys.modules.get(type(adapter).__module__)
    file = getattr(module, "__file__", None)
    return source_digest(file) if file else None
