"""Who may import whom: the arrows of the house, read from the imports themselves."""

from __future__ import annotations

import ast
from pathlib import Path

import contracteval

PACKAGE = Path(contracteval.__file__).parent
BASE = {"errors", "text", "data", "clock", "files"}
MAY_IMPORT = {
    "text": set(),
    "errors": {"text"},
    "data": set(),
    "files": set(),
    "clock": {"errors", "text"},
    "model": set(),
    "formula": {"model"},
    "rules": {"model", "formula"},
    "intake": {"model", "formula"},
    "evaluation": {"model", "formula", "rules"},
    "analysis": {"model", "formula", "rules", "evaluation"},
    "reports": {"model", "formula", "rules"},
    "audit": {"model", "intake"},
    "case": {"model", "rules", "intake", "evaluation", "analysis"},
    "starter": {"model", "rules", "intake", "case"},
    "cli": {"model", "formula", "rules", "intake", "evaluation", "analysis", "reports", "case", "starter", "audit"},
}


def imports(path: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("contracteval"):
            parts = node.module.split(".")
            found |= {parts[1]} if len(parts) > 1 else {alias.name for alias in node.names}
        elif isinstance(node, ast.Import):
            found |= {alias.name.split(".")[1] for alias in node.names if alias.name.startswith("contracteval.")}
    return found - {"__version__"}


def rooms() -> dict[str, set[str]]:
    found: dict[str, set[str]] = {}
    for path in sorted(PACKAGE.rglob("*.py")):
        room = path.relative_to(PACKAGE).parts[0].removesuffix(".py")
        if room != "__init__":
            found.setdefault(room, set()).update(imports(path) - {room})
    return found


def test_rooms_import_only_what_they_may() -> None:
    wrong = {
        room: sorted(used - MAY_IMPORT[room] - (BASE if room not in BASE else set())) for room, used in rooms().items()
    }
    assert {room: names for room, names in wrong.items() if names} == {}


def test_every_room_is_named_here() -> None:
    assert set(rooms()) == set(MAY_IMPORT)


def test_only_cli_knows_click() -> None:
    users = [path for path in PACKAGE.rglob("*.py") if "import click" in path.read_text(encoding="utf-8")]
    assert {path.relative_to(PACKAGE).parts[0] for path in users} == {"cli"}


def modules() -> dict[str, set[str]]:
    """Return the modules of the package and those that each imports when it is loaded."""
    names = {path: ".".join(path.relative_to(PACKAGE.parent).with_suffix("").parts) for path in PACKAGE.rglob("*.py")}
    known = {name.removesuffix(".__init__") for name in names.values()}
    graph: dict[str, set[str]] = {}
    for path, name in names.items():
        used: set[str] = set()
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, ast.ImportFrom) and node.module:
                used |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
        graph[name.removesuffix(".__init__")] = (used & known) - {name.removesuffix(".__init__"), "contracteval"}
    return graph


def test_there_are_no_import_cycles() -> None:
    graph = modules()
    done: set[str] = set()

    def visit(name: str, path: tuple[str, ...]) -> None:
        assert name not in path, " → ".join([*path, name])
        if name not in done:
            for used in sorted(graph[name]):
                visit(used, (*path, name))
            done.add(name)

    for name in graph:
        visit(name, ())
