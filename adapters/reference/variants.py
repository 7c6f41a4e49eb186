"""Variants of the reference: deliberately wrong implementations, and right but unusual ones.

A variant is made of the reference's classes and a few of its own, which replace some of `Parts` or the adapter. A variant that
differs in a single method is a function (`instead_of`). Its code stands in the package of its kind, `wrong` or `unusual`. What
is expected of it stands in that package's table for its role.
"""

import difflib
import inspect
import pkgutil
import tomllib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from importlib import import_module
from importlib.resources import files
from types import CodeType, FunctionType, MappingProxyType
from typing import Any, ClassVar, Concatenate, Final, ParamSpec, TypeVar, cast

from mapi_tck.errors import UsageError
from mapi_tck.ports import Description
from mapi_tck.ports.roles import Role
from mapi_tck.suite.catalogue import load_catalogue
from mapi_tck.suite.specimens import Expected, Specimen
from mapi_tck.verdicts import Verdict
from mapi_tck.wire.interfaces import INTERFACES

from .adapter import ReferenceAdapter
from .client import ReferenceClient
from .parts import Parts
from .provider import PARTS, ReferenceProvider

C = TypeVar("C", bound=type)
Self = TypeVar("Self")
P = ParamSpec("P")
R = TypeVar("R")
AnyAdapter = ReferenceAdapter | ReferenceProvider | ReferenceClient

#: The classes of the reference, if it has any, and the adapter to it, by role.
_REFERENCES: Final[Mapping[Role, tuple[Parts | None, type[AnyAdapter]]]] = {
    Role.SUBSYSTEM: (Parts(), ReferenceAdapter),
    Role.TRANSPORT: (PARTS, ReferenceProvider),
    Role.CLIENT: (None, ReferenceClient),
}
#: What the declaration of an unusual implementation claims if its table does not say; no entry: everything.
_CLAIMS: Final[Mapping[Role, frozenset[str]]] = {Role.TRANSPORT: frozenset({"flush-async-ok"})}
#: Names that each class has of its own, and that do not change what its objects do.
_OF_EACH_CLASS: Final = frozenset(
    [
        "__annotations__",
        "__dict__",
        "__doc__",
        "__init_subclass__",
        "__module__",
        "__orig_bases__",
        "__weakref__",
        "_abc_impl",
    ]
)
#: The methods that the kit calls. It finds out whether an object has one.
_CALLED: Final = frozenset(method for methods in INTERFACES.values() for method in methods)
_PLACES: Final[Mapping[object, str]] = {part.default: part.name for part in fields(Parts)}


@dataclass
class _Code:
    """What the classes of one variant say and replace."""

    sentence: str = ""
    step: str = ""
    adapter: type[AnyAdapter] | None = None
    #: The classes that replace one of `Parts`, by its name there.
    parts: dict[str, type] = field(default_factory=dict)


#: (package of the kind, id of the variant) → its code.
_REGISTERED: Final[dict[tuple[str, str], _Code]] = {}


def specimen(id: str, *, step: str = "") -> Callable[[C], C]:
    """Register the class below as this variant. Its docstring is the sentence that says what the variant does.

    `step` is the numbered step in which a wrong one does it; an unusual one needs none.
    """

    def register(part: C) -> C:
        code = _register(id, part)
        if code.sentence:
            raise ValueError(f"{id} has a sentence already")
        code.sentence, code.step = " ".join((part.__doc__ or "").split()), step
        return part

    return register


def instead_of(
    method: Callable[Concatenate[Any, P], R], id: str, *, step: str = ""
) -> Callable[[Callable[Concatenate[Self, P], R]], Callable[Concatenate[Self, P], R]]:
    """Register a variant that differs in one method: the class of `self`, with the function below in place of the method.

    The function's docstring is the sentence that says what the variant does.
    """

    def register(function: Callable[Concatenate[Self, P], R]) -> Callable[Concatenate[Self, P], R]:
        names = {method.__name__: function, "__doc__": function.__doc__, "__module__": function.__module__}
        specimen(id, step=step)(type(function.__name__, (function.__annotations__["self"],), names))
        return function

    return register


def part_of(*ids: str) -> Callable[[C], C]:
    """Register the class below as a further part of these variants; another class says what they do."""

    def register(part: C) -> C:
        for id in ids:
            _register(id, part)
        return part

    return register


def _register(id: str, part: type) -> _Code:
    package = part.__module__.rsplit(".", 2)[0]
    code = _REGISTERED.setdefault((package, id), _Code())
    if issubclass(part, AnyAdapter):
        code.adapter = part
        return code
    place = next(_PLACES[base] for base in part.__mro__ if base in _PLACES)
    if place in code.parts:
        raise ValueError(f"{id} has a {place} already")
    code.parts[place] = part
    return code


class ByKeyword:
    """A base whose variants give its class variables as keywords: `class NoName(Missing, tag=PropertyTag.PR_DISPLAY_NAME)`."""

    def __init_subclass__(cls, **variables: Any) -> None:
        super().__init_subclass__()
        if unknown := variables.keys() - {name for base in cls.__mro__ for name in inspect.get_annotations(base)}:
            raise TypeError(f"{cls.__name__} has no class variable {', '.join(sorted(unknown))}")
        for name, value in variables.items():
            setattr(cls, name, value)


class _Named:
    """An adapter whose description says that it is a variant, and which one."""

    remark: ClassVar[str]
    #: The functions of the reference in whose place it has others; `None` if it differs in more than functions. What never
    #: enters one of them runs as it does with the reference.
    replaces: ClassVar[frozenset[CodeType] | None]

    def describe(self) -> Description:
        right: Description = super().describe()  # type: ignore[misc]
        return replace(right, implementation=f"{right.implementation}, {self.remark}")


@dataclass(frozen=True, kw_only=True)
class Variants:
    """The variants of one kind: what there are, and the adapters to them.

    The words complete the messages to a user who names none, or one that does not exist.
    """

    #: The package that holds the classes, in a folder for each role, and the tables. Its last name is the adapters' form.
    package: str
    #: What a description adds to the implementation's name.
    remark: str
    argument: str
    one: str
    several: str
    missing: str

    def specimens(self, role: Role) -> tuple[Specimen, ...]:
        """Those that can be under test in the role, in the order of their table."""
        return tuple(_specimens(self.package, role).values())

    def registered(self) -> frozenset[str]:
        """The ids of all variants that have code, of either role."""
        _import_all(self.package)
        return frozenset(id for package, id in _REGISTERED if package == self.package)

    def adapter(self, id: str, role: Role) -> AnyAdapter:
        """The adapter to this variant. Raises `UsageError` if the role has none of this id."""
        form = self.package.rpartition(".")[2]
        known = _specimens(self.package, role)
        if id in known:
            return self._made(id, role)
        if not id:
            raise UsageError(f"it takes {self.argument}", form, f"{self.several} in role {role}: {', '.join(known)}")
        other = next((other for other in Role if id in _specimens(self.package, other)), None)
        if other is not None:
            what = f"this is {self.one} of role {other}, not of role {role}"
            raise UsageError(what, f"{form}:{id}", f"--role {other}")
        close = difflib.get_close_matches(id, known, 1)
        hint = f"did you mean {close[0]}?" if close else f"{form}: alone lists the {self.several}"
        raise UsageError(f"there is no such {self.missing}", f"{form}:{id}", hint)

    def _made(self, id: str, role: Role) -> AnyAdapter:
        code = _REGISTERED[self.package, id]
        parts, usual = _REFERENCES[role]
        adapter = code.adapter or usual
        # The digest of what was tested is that of the package in which the adapter's class stands.
        names = {
            "remark": f"{self.remark}: {id}",
            "__module__": self.package,
            "replaces": replaced([(usual, adapter), *((getattr(parts, name), it) for name, it in code.parts.items())]),
        }
        named = cast("Callable[..., AnyAdapter]", type(adapter.__name__, (_Named, adapter), names))
        return named() if parts is None else named(replace(parts, **code.parts))


def replaced(classes: Iterable[tuple[type, type]]) -> frozenset[CodeType] | None:
    """The functions of the first class of each pair that are others in the second; `None` if a pair differs in another way."""
    found = set()
    for old, new in classes:
        for name in {*dir(old), *dir(new)} - _OF_EACH_CLASS:
            was, now = (inspect.getattr_static(one, name, None) for one in (old, new))
            if was is now or (was is None and name not in _CALLED):
                continue  # nothing differs, or only what differs elsewhere uses the name
            function, other = (one.fget if isinstance(one, property) else one for one in (was, now))
            if not isinstance(function, FunctionType) or not isinstance(other, FunctionType):
                return None
            found.add(function.__code__)
    return frozenset(found)


@cache
def _specimens(package: str, role: Role) -> Mapping[str, Specimen]:
    _import_all(package)
    tables = tomllib.loads((files(package) / f"{role}.toml").read_text("utf-8"))
    return MappingProxyType({id: _specimen(package, role, id, table) for id, table in tables.items()})


@cache
def _import_all(package: str) -> None:
    """Import the modules of the package, which registers their classes."""
    for module in pkgutil.walk_packages(import_module(package).__path__, f"{package}."):
        import_module(module.name)


def _specimen(package: str, role: Role, id: str, table: Mapping[str, Any]) -> Specimen:
    code = _REGISTERED[package, id]
    allowed_by = tuple(table.get("allowed_by", []))
    claims = table.get("claims", _CLAIMS.get(role) if allowed_by else None)
    return Specimen(
        id,
        f"{package.rpartition('.')[2]}:{id}",
        role,
        code.sentence,
        code.step or _step(role, allowed_by),
        expected=tuple(
            Expected(requirement, Verdict(verdict), cause, *reason)
            for requirements, verdict, cause, *reason in table.get("expected", [])
            for requirement in requirements.split()
        ),
        traits=tuple((requirement, trait) for requirement, trait in table.get("traits", [])),
        allowed_by=allowed_by,
        claims=None if claims is None else frozenset(claims),
        denies=frozenset(table.get("denies", [])),
        level=table.get("level", "full"),
    )


def _step(role: Role, allowed_by: tuple[str, ...]) -> str:
    """The numbered step of the first requirement that `allowed_by` names, or that rests on what it names."""
    requirements = load_catalogue().requirements
    for word in allowed_by:
        for item in requirements.values():
            if word == item.id or word in item.rulings or word == item.source:
                return item.step
    return "X" if role is Role.TRANSPORT else "A1"
