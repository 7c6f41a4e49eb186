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


def top_imports(checkout: Path) -> dict[str, set[str]]:
    """Module of the core → the modules of the core that it imports at its top; `mapi` stands for all of its package."""
    found: dict[str, set[str]] = {}
    for path in modules(checkout, CORE):
        names: set[str] = set()
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ImportFrom) and not node.level:
                names |= {f"{node.module}.{alias.name}" for alias in node.names}
        own = path.relative_to(checkout / CORE).parts[0].removesuffix(".py")
        needed = {name.split(".")[1] for name in names if name.startswith("mapi_tck.") and not name.endswith("__")}
        found.setdefault(own, set()).update(needed - {own})
    return found


def test_modules_of_the_core_do_not_import_each_other_in_a_circle(checkout: Path) -> None:
    """Read from the bottom up, no module of the core needs one that needs it."""
    found = top_imports(checkout)

    try:
        order = list(TopologicalSorter(found).static_order())
    except CycleError as error:
        pytest.fail(" → ".join(error.args[1]))

    assert set(order) == set(found)


def test_the_core_has_the_layers_that_its_description_shows(checkout: Path) -> None:
    """Every module of the core stands in the table of docs/architecture.md, and imports nothing from a row below its own."""
    text = (checkout / "docs" / "architecture.md").read_text("utf-8")
    table = text.partition("## Layers of the core")[2].partition("\n## ")[0]
    rows = [line.split("|")[2] for line in table.splitlines() if line.startswith("| ")][1:]
    layer = {name: number for number, row in enumerate(rows) for name in re.findall(r"`(\w+)`", row)}
    found = {name: needed for name, needed in top_imports(checkout).items() if not name.startswith("__")}

    assert set(layer) == set(found)
    assert [
        f"{name} → {other}" for name, needed in found.items() for other in needed if layer[other] > layer[name]
    ] == []


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
        ("transport_bed", [AnyTestBed, ports.TransportTestBed]),
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


def test_reports_know_only_the_record(checkout: Path) -> None:
    """A report is a pure function of the run record: it imports nothing that talks to an adapter."""
    talking = ("adapter_forms", "calls", "recorder", "recording", "running", "scenario", "certifying", "plugin")
    names = {name for path in modules(checkout, "reports") for name in imported(path)}

    assert {f"mapi_tck.{name}" for name in talking} & names == set()


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
    """A module of the kit has at most 400 lines; whoever opens it can keep it in mind."""
    found = modules(checkout, CORE, *FOLDERS, "benchmarks", "mutation", "docs")
    lengths = {path.relative_to(checkout).as_posix(): len(path.read_text("utf-8").splitlines()) for path in found}

    assert {name: length for name, length in lengths.items() if length > LONGEST} == {}
