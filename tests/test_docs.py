"""The documents keep their word: what they show is what happens, and nothing that exists is missing from them."""

from __future__ import annotations

import ast
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
from reference import EXAMPLE, pages, records
from test_structure import FLOORS
from walkthrough import Ran, blocks, change, walk

from expo_planner import load
from expo_planner.files.read.scenario import SCENARIO
from expo_planner.interface.cli import app, shared
from expo_planner.publishing.formats import FORMATS
from expo_planner.rules import RULES

ROOT = Path(__file__).parent.parent
DOCS, README, README_ZH = ROOT / "docs", ROOT / "README.md", ROOT / "README.zh.md"
PAGES = sorted(DOCS.rglob("*.md"))
DOCUMENTS = [*sorted(ROOT.glob("*.md")), ROOT / "examples" / "README.md", *PAGES]
NEW_RULE = DOCS / "guides" / "add-a-rule.md"
WALKED = [one for one in DOCUMENTS if "```console" in one.read_text("utf-8") and one != NEW_RULE]
CONFIGURATION = (ROOT / "mkdocs.yml").read_text("utf-8")
COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]
REFERENCE = {path.stem: path.read_text("utf-8") for path in (DOCS / "reference").glob("*.md")}
DOCUMENT_MODULES = [
    *(ROOT / "expo_planner" / "interface" / "json").glob("*.py"),
    ROOT / "expo_planner" / "publishing" / "formats" / "schedule_json.py",
]


def name_of(path: Path) -> str:
    return str(path.relative_to(ROOT))


def assert_as_said(ran: Ran) -> None:
    assert ran.as_said, f"$ {ran.command}\n{ran.printed}"


def copy_package(folder: Path) -> None:
    """The package with its tests, to be changed without harm."""
    for name in ("expo_planner", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "benchmarks"))
    shutil.copy(ROOT / "pyproject.toml", folder)


@pytest.mark.parametrize("document", WALKED, ids=name_of)
def test_the_commands_of_a_document_do_what_it_shows(document: Path, tmp_path: Path) -> None:
    for ran in walk(document, tmp_path):
        assert_as_said(ran)


def test_a_new_rule_is_one_new_file(tmp_path: Path) -> None:
    copy_package(tmp_path)
    for ran in walk(NEW_RULE, tmp_path, {"PYTHONPATH": str(tmp_path)}):
        assert_as_said(ran)
    assert not (ROOT / "expo_planner" / "rules" / "pause.py").exists()


def test_the_guides_are_walked() -> None:
    assert {README, README_ZH, DOCS / "tutorial.md", DOCS / "zh" / "index.md"} <= {*WALKED}
    assert len(WALKED) >= 15


@pytest.mark.parametrize("page", pages(), ids=name_of)
def test_what_is_made_from_the_code_is_what_the_code_says(page: Path) -> None:
    assert page.read_text("utf-8") == pages()[page], "write it anew: make reference"


def test_the_documents_show_no_command_that_does_not_exist() -> None:
    shown = {
        name
        for document in DOCUMENTS
        for name in re.findall(r"(?:^\$ |`)plan ([a-z]+)", document.read_text("utf-8"), re.M)
    }
    assert shown == {*COMMANDS}


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_reference(command: str) -> None:
    assert f"\n## plan {command}\n" in REFERENCE["commands"]


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_in_the_reference(rule: str) -> None:
    for page in (REFERENCE["rules"], (DOCS / "zh" / "rules.md").read_text("utf-8")):
        assert f"\n### {rule}\n" in page


@pytest.mark.parametrize("format", [*FORMATS, "json"])
def test_every_export_format_is_in_the_reference(format: str) -> None:
    assert re.search(rf"^\| .*`{format}`.* \|", REFERENCE["output"], re.MULTILINE)


def test_every_exit_code_is_in_the_reference() -> None:
    codes = {shared.CLEAN, shared.CLASHES, shared.BAD_INPUT, shared.NO_ANSWER, shared.BUG, shared.INTERRUPTED}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", REFERENCE["exit-codes"], re.MULTILINE)} == codes


def keys(module: Path) -> set[str]:
    """The keys of the JSON documents that a module makes."""
    found: set[object] = set()
    for node in ast.walk(ast.parse(module.read_text("utf-8"))):
        if isinstance(node, ast.Dict):
            found |= {key.value for key in node.keys if isinstance(key, ast.Constant)}
        elif (
            isinstance(node, ast.Subscript) and isinstance(node.ctx, ast.Store) and isinstance(node.slice, ast.Constant)
        ):
            found.add(node.slice.value)
    return {str(key) for key in found}


@pytest.mark.parametrize("module", DOCUMENT_MODULES, ids=name_of)
def test_every_field_of_the_json_documents_is_in_the_reference(module: Path) -> None:
    assert keys(module) <= {*re.findall(r"`(\w+)`", REFERENCE["documents"])}


def test_the_example_of_the_scenario_file_has_every_field() -> None:
    load(EXAMPLE)
    written = {*re.findall(r"(\w+):", EXAMPLE.read_text("utf-8"))}
    for section in SCENARIO.fields:
        for name, record in records(section.name, section.kind):
            assert {field.name for field in record.fields} <= written, name


def test_the_examples_are_those_of_the_guides() -> None:
    shown = {block.file: block.text for page in PAGES for block in blocks(page) if block.file}
    for path in (ROOT / "examples").rglob("*"):
        if path.is_file() and path.name not in ("README.md", EXAMPLE.name, "Dockerfile.dockerignore"):
            assert shown[path.name] == path.read_text("utf-8"), path.name


@pytest.mark.parametrize("document", DOCUMENTS, ids=name_of)
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for address in re.findall(r"\]\(([^)]+)\)", text):
        if re.match(r"https?://", address):
            continue
        path, _, part = address.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), address
        if DOCS in document.parents:
            assert DOCS in target.resolve().parents, f"{address} is no page of the built documentation"
        if part:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}, address


def test_every_page_is_in_the_navigation() -> None:
    listed = re.findall(r"^ +- (?:[^:\n]+: )?([\w/-]+\.md)$", CONFIGURATION, re.MULTILINE)
    assert sorted(listed) == [page.relative_to(DOCS).as_posix() for page in PAGES]


def test_built_pages_load_nothing_from_other_servers(tmp_path: Path) -> None:
    pytest.importorskip("zensical")
    for name in ("docs", "mkdocs.yml", "PROMISES.md"):
        copy = shutil.copytree if (ROOT / name).is_dir() else shutil.copy
        copy(ROOT / name, tmp_path / name)
    subprocess.run([sys.executable, "-m", "zensical", "build", "--strict"], cwd=tmp_path, check=True)
    built = [*(tmp_path / "out" / "docs").rglob("*.html")]
    assert len(built) == len(PAGES) + 1  # and the page for what is not there
    for page in built:
        text = page.read_text("utf-8")
        loaded = re.findall(r"<(?:script|img|iframe|link)\b[^>]*?(?:src|href)=\"?([^\" >]+)", text)
        assert not [address for address in loaded if re.match(r"(?:https?:)?//", address)], page.name


def test_the_readme_is_one_screen_and_a_half() -> None:
    for readme in (README, README_ZH):
        text = readme.read_text("utf-8")
        assert len(text.splitlines()) <= 150
        assert text.index("make demo") < text.index("make test") < 1000


def test_every_path_of_a_strangers_questions_exists() -> None:
    text = (ROOT / "CONTRIBUTING.md").read_text("utf-8")
    table = text[text.index("| question |") : text.index("## Commands")]
    rows = re.findall(r"^\| .*\? \| (.*) \|$", table, re.MULTILINE)
    assert len(rows) >= 10
    for row in rows:
        for path in re.findall(r"`([^`]+)`", row):
            assert (ROOT / "expo_planner" / path).exists(), path


def test_the_architecture_shows_every_part() -> None:
    table = re.findall(r"^\| `(\w+)` \|", (DOCS / "explanation" / "architecture.md").read_text("utf-8"), re.MULTILINE)
    assert table[::-1] == [floor for floor in FLOORS if floor not in ("version", "__init__", "__main__")]


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (DOCS / "pictures").iterdir()}
    assert {"agenda.png", "board.png", "board.svg"} <= set(sizes)
    assert all(size < 300_000 for size in sizes.values()), sizes


def test_make_targets_of_the_documents_exist() -> None:
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    named = {word for line in re.findall(r"(?:`|^)make ([a-z ]+)(?=[`#A-Z])", text, re.M) for word in line.split()}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test", "docs", "reference", "lowest", "lock", "audit", "package"} <= named <= targets


@pytest.mark.parametrize(
    ("expected", "printed", "as_said"),
    [
        ("cost 1, … s\n", "cost 1, 0.2 s\n", True),
        ("cost 1, … s\n", "cost 2, 0.2 s\n", False),
        ("first\n…\nlast\n", "first\na\nb\nlast\n", True),
        ("first\n…\nlast\n", "first\na\nb\n", False),
        ("", "unasked\n", False),
        ("a table \n", "\na table\n", True),
    ],
)
def test_outputs_are_compared_to_the_letter(expected: str, printed: str, as_said: bool) -> None:
    assert Ran("plan", expected, printed).as_said is as_said


def test_a_change_that_fits_nowhere_is_noticed(tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text("one\n\ntwo\n\ntwo\n")
    change(path, " one\n\n-two\n+three\n")
    assert path.read_text() == "one\n\nthree\n\ntwo\n"
    for unclear in ("-gone\n", "-\n"):
        with pytest.raises(AssertionError, match=r"fair\.yaml"):
            change(path, unclear)
