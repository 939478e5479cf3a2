"""The house: imports run one way, each outside library has one home, and checking stays light."""

from __future__ import annotations

import ast
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

import expo_planner

ROOT = Path(expo_planner.__file__).parent
FLOORS = [
    {"language", "signals"},
    {"plain"},
    {"problems"},
    {"clock"},
    {"schedule"},
    {"expo"},
    {"changes"},
    {"requirements"},
    {"rules"},
    {"disruption"},
    {"checker"},
    {"solver"},
    {"explainer"},
    {"planner"},
    {"repair"},
    {"stress"},
    {"scenario"},
    {"intake"},
    {"agenda"},
    {"notice"},
    {"ledger"},
    {"tables"},
    {"publish"},
    {"documents", "catalogue"},
    {"releases"},
    {"console"},
    {"answers", "arrivals", "harms"},
    {"web"},
    {"cli"},
    {"__main__"},
]
FLOOR = {room: number for number, rooms in enumerate(FLOORS) for room in rooms}
HOMES = {
    "ortools": {"solver", "explainer"},
    "pandas": {"tables"},
    "icalendar": {"intake", "publish"},
    "openpyxl": {"intake", "publish", "scenario"},
    "docx": {"intake", "publish"},
    "pypinyin": {"intake"},
    "webcolors": {"intake", "publish"},
    "starlette": {"web"},
    "uvicorn": {"web"},
    "jinja2": {"publish"},
    "markupsafe": {"publish"},
    "segno": {"publish"},
    "resvg_py": {"publish"},
    "typer": {"cli"},
    "rich": {"console"},
    "yaml": {"scenario"},
}


def modules() -> Iterator[tuple[str, ast.Module]]:
    for path in sorted(ROOT.rglob("*.py")):
        room = path.relative_to(ROOT).parts[0].removesuffix(".py")
        if room != "__init__":
            yield room, ast.parse(path.read_text(encoding="utf-8"))


def imports(tree: ast.Module, *, typing_too: bool) -> Iterator[str]:
    """Everything a module imports, inside functions too; what only type checkers see only where asked for."""
    hidden = {
        id(node)
        for branch in ast.walk(tree)
        if isinstance(branch, ast.If) and isinstance(branch.test, ast.Name) and branch.test.id == "TYPE_CHECKING"
        for node in ast.walk(branch)
    }
    for node in ast.walk(tree):
        if id(node) in hidden and not typing_too:
            continue
        if isinstance(node, ast.Import):
            yield from (name.name for name in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from (f"{node.module}.{name.name}" for name in node.names)


def test_imports_run_one_way() -> None:
    for room, tree in modules():
        for name in imports(tree, typing_too=False):
            if name.startswith("expo_planner.") and (other := name.split(".")[1]) in FLOOR:
                assert FLOOR[other] <= FLOOR[room], f"{room} imports {name}"


def test_every_room_of_the_house_has_its_floor() -> None:
    assert {room for room, _ in modules()} == set(FLOOR)


def test_each_library_has_one_home() -> None:
    for room, tree in modules():
        for name in imports(tree, typing_too=True):
            library = name.partition(".")[0]
            if library in HOMES:
                assert room in HOMES[library], f"{room} imports {library}"


def test_only_one_module_prints() -> None:
    """What is printed passes through `plain`, so that no terminal obeys a title."""
    printing = {room for room, tree in modules() for node in ast.walk(tree) if _prints(node)}
    assert printing == {"plain"}


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
        "import sys\nfrom expo_planner.cli import main\n"
        f"sys.argv = ['plan', *{arguments!r}]\n"
        "try:\n    main()\nexcept SystemExit:\n    pass\n"
        "heavy = {'ortools', 'pandas', 'numpy', 'pydantic', 'openpyxl', 'icalendar', 'jinja2', 'rich'}\n"
        "heavy |= {'docx', 'lxml', 'webcolors', 'starlette', 'uvicorn', 'anyio', 'asyncio'}\n"
        "print(sorted(heavy & set(sys.modules)), file=sys.stderr)\n"
    )
    assert loaded(program) == "[]"


def test_places_are_looked_for_without_cp_sat_and_pandas() -> None:
    program = (
        "import sys\nfrom expo_planner.cli import main\n"
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
