"""The house: imports run one way, each outside library has one home, and checking stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import expo_planner
from expo_planner.rules import RULES
from expo_planner.rules.requirements.perturbation import RULE

ROOT = Path(expo_planner.__file__).parent
FLOORS = [
    "version",
    "domain",
    "execution",
    "cpsat",
    "rules",
    "checker",
    "solver",
    "explainer",
    "planner",
    "files",
    "importers",
    "publishing",
    "roundtrip",
    "board",
    "interface",
    "__init__",
    "__main__",
]
"""The rooms of the house, from the lowest to the highest: imports run down this list, those for typing included."""
LOOSE = {"__init__", "__main__", "checker", "version"}
"""The rooms that are single files."""
HOMES = {
    "ortools": {"cpsat", "solver", "explainer"},
    "pandas": {"publishing"},
    "icalendar": {"importers", "publishing"},
    "openpyxl": {"files", "publishing", "roundtrip"},
    "docx": {"importers", "publishing"},
    "pypinyin": {"importers"},
    "webcolors": {"importers", "publishing"},
    "starlette": {"interface"},
    "mcp": {"interface"},
    "pydantic": {"interface"},
    "uvicorn": {"interface"},
    "jinja2": {"publishing"},
    "markupsafe": {"publishing"},
    "segno": {"publishing"},
    "resvg_py": {"publishing"},
    "distributed": {"execution"},
    "typer": {"interface"},
    "rich": {"interface"},
    "yaml": {"files"},
}


def room(module: str) -> str:
    """The room of a module: the part of its name below the package."""
    return module.split(".")[1] if "." in module else "__init__"


def modules() -> dict[str, ast.Module]:
    """Every module of the package by its dotted name, parsed."""
    found = {}
    for path in sorted(ROOT.rglob("*.py")):
        name = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts).removesuffix(".__init__")
        found[name] = ast.parse(path.read_text(encoding="utf-8"))
    return found


MODULES = modules()


def imports(tree: ast.Module) -> Iterator[str]:
    """Everything a module imports, inside functions and for typing too."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def own(name: str) -> str | None:
    """The module of ours that an import is of; None for one of a library."""
    return next((known for known in (name, name.rpartition(".")[0]) if known in MODULES), None)


GRAPH = {
    module: {found for name in imports(tree) if (found := own(name)) is not None} - {module}
    for module, tree in MODULES.items()
}


def test_imports_run_one_way() -> None:
    upward = [
        f"{module} imports {other}"
        for module, others in GRAPH.items()
        for other in others
        if FLOORS.index(room(other)) > FLOORS.index(room(module))
    ]
    assert not upward


def test_no_circle_among_files() -> None:
    """Typing imports are counted: a circle that only type checkers see is one that readers walk, too."""
    try:
        TopologicalSorter(GRAPH).prepare()
    except CycleError as circle:
        raise AssertionError(" → ".join(circle.args[1])) from None


def test_the_rooms_are_the_floors() -> None:
    assert {room(module) for module in MODULES} == set(FLOORS)


def test_few_modules_stand_loose_at_the_top() -> None:
    assert {path.stem for path in ROOT.glob("*.py")} == LOOSE


def test_each_library_has_one_home() -> None:
    for module, tree in MODULES.items():
        for name in imports(tree):
            library = name.partition(".")[0]
            if library in HOMES:
                assert room(module) in HOMES[library], f"{module} imports {library}"


@pytest.mark.parametrize("module", [module for module in MODULES if room(module) in ("solver", "explainer")])
def test_solver_and_explainer_name_no_rule(module: str) -> None:
    """A new rule is one new file: what solver and explainer need to know of it, its requirements say."""
    strings = {node.value for node in ast.walk(MODULES[module]) if isinstance(node, ast.Constant)}
    assert not strings & {*RULES, RULE}
    assert not {f"expo_planner.rules.{name}" for name in RULES} & GRAPH[module]


def test_no_two_public_classes_have_one_name() -> None:
    homes: dict[str, list[str]] = {}
    for module, tree in MODULES.items():
        for node in tree.body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                homes.setdefault(node.name, []).append(module)
    assert not {name: modules for name, modules in homes.items() if len(modules) > 1}


def test_only_one_module_prints() -> None:
    """What is printed passes through `terminal`, so that no terminal obeys a title."""
    printing = {module for module, tree in MODULES.items() for node in ast.walk(tree) if _prints(node)}
    assert printing == {"expo_planner.interface.text.terminal"}


def _prints(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"


@pytest.mark.parametrize(
    "arguments",
    [
        ["check", "dicc-2023.yaml"],
        ["diff", "health-forum-plan.yaml", "health-forum.yaml"],
        ["--help"],
        ["rules", "room_clash"],
        ["why", "dicc-2023.yaml", "standards", "--room", "7B"],
    ],
)
def test_checking_and_help_load_neither_solver_nor_pandas(arguments: list[str]) -> None:
    program = (
        "import sys\nfrom expo_planner.interface.cli import main\n"
        f"sys.argv = ['plan', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'ortools', 'pandas', 'numpy', 'pydantic', 'openpyxl', 'icalendar', 'jinja2', 'rich'}\n"
        "heavy |= {'docx', 'lxml', 'webcolors', 'starlette', 'uvicorn', 'anyio', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    assert loaded(program) == "[]"


def test_places_are_looked_for_without_cp_sat_and_pandas() -> None:
    program = (
        "import sys\nfrom expo_planner.interface.cli import main\n"
        "sys.argv = ['plan', 'where', 'dicc-2023.yaml', 'standards', '--json']\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "print(sorted({'ortools', 'pandas'} & set(sys.modules)), file=sys.stderr)\n"
    )
    assert loaded(program) == "[]"


def loaded(program: str) -> str:
    """What a program prints on standard error, run beside the scenarios."""
    folder = ROOT.parent / "scenarios"
    ran = subprocess.run([sys.executable, "-c", program], cwd=folder, capture_output=True, text=True, check=True)
    return ran.stderr.strip()
