"""Who may import whom, and how long a module may be (docs/architecture.md)."""

import ast
import inspect
import re
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

from mapi_tck import ports
from mapi_tck.ports.subsystem import AnyAdapter, AnyTestBed
from mapi_tck.wire.interfaces import INTERFACES

#: The four folders at the top; the wheel has each as a subpackage of `mapi_tck`.
FOLDERS = ("features", "steps", "adapters", "reports")
CORE = "src/mapi_tck"

#: The core loads these two by name, because scenarios are made of them; adapters and reports it finds as entry points.
LOADED_BY_NAME = {"mapi_tck.features", "mapi_tck.steps"}

#: Groups of entry points have names that look like modules.
ENTRY_POINT_GROUPS = {"mapi_tck.adapters", "mapi_tck.hosts", "mapi_tck.reports"}

LONGEST = 400


def modules(checkout: Path, *folders: str) -> list[Path]:
    """The Python modules below these folders of the checkout."""
    return [path for folder in folders for path in sorted((checkout / folder).rglob("*.py"))]


def imported(path: Path) -> Iterator[str]:
    """The names of what a module imports, wherever in it; `.` stands for its own package."""
    for node in ast.walk(ast.parse(path.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            if node.level:
                yield "."
            elif node.module == "mapi_tck":
                yield from (f"mapi_tck.{alias.name}" for alias in node.names)
            else:
                yield node.module or ""


def folder_of(name: str) -> str | None:
    """Which of the four folders an imported name belongs to."""
    first, _, rest = name.partition(".")
    part = rest.partition(".")[0] if first == "mapi_tck" else first
    return part if part in FOLDERS else None


@pytest.mark.parametrize("folder", FOLDERS)
def test_the_four_folders_never_import_each_other(checkout: Path, folder: str) -> None:
    """Features, steps, adapters and reports import the core, and within themselves relatively."""
    found = modules(checkout, folder)

    assert found
    assert [(path.name, name) for path in found for name in imported(path) if folder_of(name)] == []


def test_the_core_imports_none_of_the_four_folders(checkout: Path) -> None:
    """The core loads features and steps by name and finds adapters and reports as entry points; it imports none of them."""
    found = modules(checkout, CORE)
    static = [(path.name, name) for path in found for name in imported(path) if folder_of(name)]
    named = {
        node.value
        for path in found
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Constant)
        and isinstance(node.value, str)
        and node.value not in ENTRY_POINT_GROUPS
        and re.fullmatch(rf"mapi_tck\.(?:{'|'.join(FOLDERS)})(?:\.\w+)*", node.value)
    }

    assert static == []
    assert named == LOADED_BY_NAME


def test_the_vocabulary_imports_nothing_of_the_kit(checkout: Path) -> None:
    """`mapi_tck.mapi` says what MAPI calls things and needs nothing else of the kit for that."""
    found = modules(checkout, f"{CORE}/mapi")
    names = {name for path in found for name in imported(path) if name.startswith("mapi_tck")}

    assert names
    assert {name for name in names if not name.startswith("mapi_tck.mapi")} == set()


#: The packages of the core in the order of a run's stages; each imports only from those before it.
STAGES = (
    ("foreign", "errors", "verdicts"),
    ("mapi", "ports", "wire", "record", "suite", "claims", "scenario", "search", "settings", "assessment"),
    ("engine",),
    ("certification", "lint", "selftest", "attestation", "cli"),
)
#: How many packages and modules the core may have at its top.
MOST_AT_THE_TOP = 20


def module_name(path: Path, checkout: Path) -> str:
    """The name under which a module of the kit is imported."""
    parts = path.relative_to(checkout).with_suffix("").parts
    parts = parts[1:] if parts[0] == "src" else ("mapi_tck", *parts)
    return ".".join(parts[:-1] if parts[-1] == "__init__" else parts)


def needed(path: Path, name: str, known: set[str]) -> set[str]:
    """The modules of the kit that a module imports: at its top, inside a function, or by name. `TYPE_CHECKING` aside."""
    tree = ast.parse(path.read_text("utf-8"))
    only_types = {
        id(inner)
        for node in ast.walk(tree)
        if isinstance(node, ast.If) and ast.unparse(node.test) == "TYPE_CHECKING"
        for inner in ast.walk(node)
    }
    package = name if path.name == "__init__.py" else name.rpartition(".")[0]
    found: set[str] = set()
    for node in ast.walk(tree):
        if id(node) in only_types:
            continue
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            above = package.rsplit(".", node.level - 1)[0] + "." if node.level else ""
            module = f"{above}{node.module or ''}".rstrip(".")
            found |= {item if (item := f"{module}.{alias.name}") in known else module for alias in node.names}
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value in known - {"mapi_tck"}:
            found.add(node.value)
    return (found & known) - {name}


@pytest.fixture(scope="module")
def imports(checkout: Path) -> dict[str, set[str]]:
    """Module of the kit → the modules of the kit that it imports, by any way of importing."""
    found = {module_name(path, checkout): path for path in modules(checkout, CORE, *FOLDERS)}
    return {name: needed(path, name, set(found)) for name, path in found.items()}


def test_no_module_imports_another_in_a_circle(imports: dict[str, set[str]]) -> None:
    """From the bottom up, no module needs one that needs it: also not inside a function, and not by name."""
    try:
        order = list(TopologicalSorter(imports).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))

    assert set(order) == set(imports)


def test_a_circle_is_found_however_it_is_closed(tmp_path: Path) -> None:
    """An import at the top, one in a function, one by name and one for types alone."""
    sources = {
        "top": "from mapi_tck.inside import thing",
        "inside": "def later():\n    from mapi_tck import named",
        "named": "import importlib\nimportlib.import_module('mapi_tck.top')",
        "typed": "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from mapi_tck.top import thing",
    }
    known = {f"mapi_tck.{name}" for name in sources}
    found = {}
    for name, source in sources.items():
        path = tmp_path / f"{name}.py"
        path.write_text(source)
        found[name] = needed(path, f"mapi_tck.{name}", known)

    assert found == {
        "top": {"mapi_tck.inside"},
        "inside": {"mapi_tck.named"},
        "named": {"mapi_tck.top"},
        "typed": set(),
    }


def test_a_package_imports_only_from_those_before_it(imports: dict[str, set[str]]) -> None:
    """The order of the packages is the order of a run's stages."""
    place = {name: number for number, name in enumerate(name for stage in STAGES for name in stage)}
    core = {name.split(".")[1] for name in imports if name != "mapi_tck" and folder_of(name) is None}
    core = {name for name in core if not name.startswith("__")}
    later = [
        f"{name} → {other}"
        for name, others in imports.items()
        for other in others
        if (one := part(name)) in place and (two := part(other)) in place and place[two] > place[one]
    ]

    assert core == set(place)
    assert later == []


def part(name: str) -> str:
    """The package or module at the top of the core that a module belongs to."""
    return [*name.split("."), ""][1]


def test_the_top_of_the_core_is_short(checkout: Path) -> None:
    """The list of files is the architecture, so it has to be short enough to be read as one."""
    top = [path for path in (checkout / CORE).iterdir() if path.suffix == ".py" or (path / "__init__.py").exists()]

    assert len([path for path in top if not path.name.startswith("__")]) <= MOST_AT_THE_TOP


def test_the_description_shows_the_packages_in_their_order(checkout: Path) -> None:
    """docs/architecture.md lists every package, in the same order."""
    text = (checkout / "docs" / "architecture.md").read_text("utf-8")
    table = text.partition("## The packages of the core")[2].partition("\n## ")[0]
    shown = re.findall(r"(?m)^\| `(\w+)", table)

    assert shown == [name for stage in STAGES for name in stage]


@pytest.mark.parametrize(
    ("interface", "protocols"),
    [
        ("adapter", [AnyAdapter, ports.Adapter]),
        ("session", [ports.Session]),
        ("table", [ports.Table, ports.QueriesAllRows]),
        ("status_object", [ports.StatusObject]),
        ("test_bed", [AnyTestBed, ports.TestBed]),
        ("provider", [AnyAdapter, ports.TransportAdapter]),
        ("xp_logon", [ports.XPLogon, ports.Polled, ports.Idled]),
        ("transport_status", [ports.StatusObject, ports.TransportStatusObject, ports.Configurable]),
        (
            "transport_bed",
            [AnyTestBed, ports.TransportTestBed, ports.MakesTrouble, ports.TellsReturned, ports.TellsIdentities],
        ),
        ("support", [ports.Support]),
        ("incoming_message", [ports.IncomingMessage]),
    ],
)
def test_the_ports_as_data_are_the_ports(interface: str, protocols: list[type]) -> None:
    """The table that calls are carried by has each port's methods with the same parameters in the same order."""
    methods = {name: method for one in protocols for name, method in vars(one).items() if inspect.isfunction(method)}
    typed = {
        name: list(inspect.signature(method).parameters)[1:]
        for name, method in methods.items()
        if not name.startswith("_")
    }

    assert typed == {name: list(method.parameters) for name, method in INTERFACES[interface].items()}


def test_only_the_runner_knows_pytest(checkout: Path) -> None:
    """Adapters and reports run without pytest, so that they can be used and read apart from a test."""
    found = modules(checkout, "adapters", "reports", f"{CORE}/mapi")

    assert [
        (path.name, name) for path in found for name in imported(path) if name.startswith(("pytest", "_pytest"))
    ] == []


def test_reports_know_only_the_record(imports: dict[str, set[str]]) -> None:
    """A report is a pure function of the run record: it imports nothing that talks to an adapter."""
    talking = {"scenario", "search", "settings", "engine", "certification"}
    found = {
        f"{name} → {other}"
        for name, others in imports.items()
        for other in others
        if folder_of(name) == "reports" and part(other) in talking
    }

    assert {line for line in found if not line.endswith(" mapi_tck.search.examples")} == set()


def test_no_step_is_a_coroutine(checkout: Path) -> None:
    """pytest-bdd calls a coroutine step without awaiting it, so that it would pass unread."""
    found = modules(checkout, "steps")

    assert [
        f"{path.name}:{node.lineno}"
        for path in found
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.AsyncFunctionDef)
    ] == []


def test_no_module_is_too_long(checkout: Path) -> None:
    """A module of the kit has at most 400 lines, so that a reader can keep it in mind."""
    found = modules(checkout, CORE, *FOLDERS, "benchmarks", "mutation", "fuzz", "compat", "lab", "docs")
    lengths = {path.relative_to(checkout).as_posix(): len(path.read_text("utf-8").splitlines()) for path in found}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
