"""Mutants: sources of the reference's modules that a mutation tool has changed in one place.

The operators are those of cosmic-ray (conditions, comparisons, numbers, decorators, loops, exceptions) and of mutmut (arguments
of calls, assignments, strings, branches of `match`). Both are used as libraries: a mutant is a text, and no file is changed.
"""

import ast
import hashlib
import pickle
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from importlib.util import find_spec
from itertools import accumulate, takewhile
from pathlib import Path
from typing import Any, Final

import libcst
from cosmic_ray.ast import ast_nodes, get_ast
from cosmic_ray.mutating import MutationVisitor
from cosmic_ray.operators.operator import Operator
from cosmic_ray.operators.provider import OperatorProvider
from libcst.metadata import MetadataWrapper, WhitespaceInclusivePositionProvider
from mutmut.mutation.mutators import mutation_operators

from mapi_tck.ports import Role

PACKAGE: Final = "mapi_tck.adapters.reference"

_ALONE: Final = (Role.SUBSYSTEM,)
_BOTH: Final = (Role.SUBSYSTEM, Role.TRANSPORT)
_CLIENT: Final = (Role.CLIENT,)

#: The modules that are mutated, and the roles in which they are judged. The modules of a transport, and of the spooler that hosts
#: it, are judged in role transport too, and the client in its own role. Test bed, far end, host and user are not mutated: they
#: are the kit's own instruments. Adapter, parts and profile are not mutated either: they only join what the others define.
MODULES: Final[Mapping[str, tuple[Role, ...]]] = {
    "session": _ALONE,
    "status_table": _ALONE,
    "status_rows": _BOTH,
    "restricting": _ALONE,
    "entry_ids": _ALONE,
    "lifetime": _ALONE,
    "status_objects": _ALONE,
    "spooler": _BOTH,
    "flush": _BOTH,
    "message_store": _BOTH,
    "transport": _BOTH,
    "transport_status": _BOTH,
    "deferring": _BOTH,
    "client": _CLIENT,
}

#: cosmic-ray replaces a binary operator by each of the eleven others. Only those within one of these groups are kept: a mistake
#: like `flags ** bit` is improbable, and eight of them for one `&` would be easy to catch.
_ALIKE: Final = ({"BitAnd", "BitOr", "BitXor"}, {"Add", "Sub"}, {"Mul", "Div", "FloorDiv", "Mod"})


@dataclass(frozen=True)
class Mutant:
    """A source that differs from the module's in one place."""

    module: str
    #: The class and function in which it differs, `Flush.send`; empty for the module itself.
    place: str
    #: The name of the tool and of its operator.
    operator: str
    #: The lines that differ, without their indentation, before and after the change.
    line: str
    becomes: str
    #: 1 for the first of equal changes in the same place, 2 for the second, and so on.
    number: int
    #: The function in which it differs; empty if it differs in code that runs when the module is imported.
    function: str = field(compare=False)
    #: The number of the first line that differs.
    at: int = field(compare=False)
    source: str = field(compare=False, repr=False)

    @property
    def key(self) -> tuple[str, str]:
        """What tells it from the other mutants, and stays the same when lines move."""
        return self.module, self.change

    @property
    def change(self) -> str:
        """The mutant in words that stay the same when lines move: the place, and the lines before and after."""
        again = f" (#{self.number})" if self.number > 1 else ""
        return f"{self.place or 'module'}: {self.line or '∅'} → {self.becomes or '∅'} [{self.operator}]{again}"

    @cached_property
    def id(self) -> str:
        """A short name for the command line, made of the module and the change."""
        return hashlib.sha256(f"{self.module} {self.change}".encode()).hexdigest()[:8]


def source_of(module: str) -> str:
    """The source of a module of the reference."""
    spec = find_spec(f"{PACKAGE}.{module}")
    assert spec is not None
    assert spec.origin is not None
    return Path(spec.origin).read_text("utf-8")


def mutants_of(module: str, source: str) -> list[Mutant]:
    """All mutants of the source, in the order of its lines. No two behave alike, and none behaves like the source."""
    functions_at = _functions(source)
    seen: set[tuple[int, str]] = set()
    places, functions = _places(source)
    found: list[tuple[int, int, str, str, str, str]] = []
    for operator, text in (*_of_cosmic_ray(source), *_of_mutmut(source)):
        try:
            before, after = _meanings(source, text, functions_at)
        except SyntaxError:
            continue
        if after == before or after in seen:
            continue
        seen.add(after)
        at, line, becomes = _difference(source, text)
        found.append((at, len(found), operator, line, becomes, text))
    numbers: Counter[tuple[str, ...]] = Counter()
    mutants = []
    for at, _, operator, line, becomes, text in sorted(found):
        place = places.get(at, "")
        numbers[place, operator, line, becomes] += 1
        number = numbers[place, operator, line, becomes]
        function = place if place in functions else ""
        mutants.append(Mutant(module, place, operator, line, becomes, number, function, at, text))
    return mutants


def _of_cosmic_ray(source: str) -> Iterator[tuple[str, str]]:
    tree = get_ast(source)
    nodes = list(ast_nodes(tree))
    # A mutation changes the tree. To load it again takes a fifth of the time that parsing takes.
    kept = pickle.dumps(tree, pickle.HIGHEST_PROTOCOL)
    provider = OperatorProvider()
    for name in provider:
        made: Any = provider[name]
        if made.arguments() or not _is_probable(name):
            continue
        operator: Operator = made()
        positions = sum(1 for node in nodes for _ in operator.mutation_positions(node) or ())
        for occurrence in range(positions):
            visitor = MutationVisitor(occurrence, made())
            mutated = visitor.walk(pickle.loads(kept))
            if mutated is not None and visitor.mutation_applied:
                yield f"cosmic-ray {name}", mutated.get_code()


def _is_probable(operator: str) -> bool:
    kind, _, change = operator.partition("_")
    if kind != "ReplaceBinaryOperator":
        return True
    return any(alike.issuperset(change.split("_")) for alike in _ALIKE)


def _of_mutmut(source: str) -> Iterator[tuple[str, str]]:
    wrapper = MetadataWrapper(libcst.parse_module(source), unsafe_skip_copy=True)
    module = wrapper.module
    positions = wrapper.resolve(WhitespaceInclusivePositionProvider)
    starts = [0, *accumulate(len(line) for line in source.splitlines(keepends=True))]
    for node in _nodes(module):
        for kind, operator in mutation_operators:
            changes = list(operator(node)) if isinstance(node, kind) else []
            if not changes:
                continue
            name = operator.__name__.removeprefix("operator_")
            place = positions[node]
            start = starts[place.start.line - 1] + place.start.column
            end = starts[place.end.line - 1] + place.end.column
            # Writing the whole module again takes long. It is needed only if the text of a node depends on its surroundings.
            alone = module.code_for_node(node) == source[start:end]
            for changed in changes:
                if alone:
                    yield f"mutmut {name}", source[:start] + module.code_for_node(changed) + source[end:]
                else:
                    mutated = module.deep_replace(node, changed)
                    assert isinstance(mutated, libcst.Module)
                    yield f"mutmut {name}", mutated.code


def _nodes(node: libcst.CSTNode) -> Iterator[libcst.CSTNode]:
    yield node
    for child in node.children:
        if not isinstance(child, libcst.Annotation):
            yield from _nodes(child)


def _functions(source: str) -> list[tuple[int, int]]:
    """The first and last line of each function, the shortest function first."""
    functions = [node for node in ast.walk(ast.parse(source)) if isinstance(node, ast.FunctionDef)]
    spans = [
        (min([node.lineno, *(one.lineno for one in node.decorator_list)]), node.end_lineno or node.lineno)
        for node in functions
    ]
    return sorted(spans, key=lambda span: span[1] - span[0])


def _meanings(source: str, text: str, functions: list[tuple[int, int]]) -> tuple[tuple[int, str], tuple[int, str]]:
    """What the smallest function with all the changes means before and after, and its first line; or what the modules mean."""
    before, after = source.splitlines(), text.splitlines()
    more = len(after) - len(before)
    start = _alike(before, after)
    end = len(before) - min(_alike(before[::-1], after[::-1]), len(before) - start, len(after) - start)
    for first, last in functions:
        if first <= start + 1 and end <= last:
            return (first, _meaning(_inside(before[first - 1 : last]))), (
                first,
                _meaning(_inside(after[first - 1 : last + more])),
            )
    return (0, _meaning(source)), (0, _meaning(text))


def _inside(lines: list[str]) -> str:
    """Lines of a module, indented or not, as a module of their own."""
    return "\n".join(["if True:", *lines] if lines[0][:1].isspace() else lines)


@lru_cache(maxsize=64)
def _meaning(source: str) -> str:
    """The code without what has no effect: annotations and docstrings."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        match node:
            case ast.arg():
                node.annotation = None
            case ast.FunctionDef():
                node.returns = None
            case ast.AnnAssign():
                node.annotation = ast.Constant(None)
            case ast.Expr(value=ast.Constant()):
                node.value = ast.Constant(None)
    return ast.dump(tree)


def _difference(source: str, text: str) -> tuple[int, str, str]:
    before, after = source.splitlines(), text.splitlines()
    start = _alike(before, after)
    before, after = before[start:], after[start:]
    end = _alike(before[::-1], after[::-1])
    return start + 1, _joined(before[: len(before) - end]), _joined(after[: len(after) - end])


def _alike(lines: list[str], others: list[str]) -> int:
    """How many lines are the same from the start on."""
    return sum(1 for _ in takewhile(lambda both: both[0] == both[1], zip(lines, others, strict=False)))


def _joined(lines: list[str]) -> str:
    return " ".join(" ".join(line.split()) for line in lines)


def _places(source: str) -> tuple[dict[int, str], set[str]]:
    """The number of each line → the class and function around it; and the names of all functions."""
    places: dict[int, str] = {}
    functions: set[str] = set()

    def enter(node: ast.AST, name: str) -> None:
        for child in ast.iter_child_nodes(node):
            if isinstance(child, ast.ClassDef | ast.FunctionDef):
                inner = f"{name}.{child.name}".lstrip(".")
                first = min([child.lineno, *(decorator.lineno for decorator in child.decorator_list)])
                places.update(dict.fromkeys(range(first, (child.end_lineno or first) + 1), inner))
                if isinstance(child, ast.FunctionDef):
                    functions.add(inner)
                else:
                    enter(child, inner)

    enter(ast.parse(source), "")
    return places, functions
