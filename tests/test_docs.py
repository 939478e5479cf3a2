"""The documents keep their word: what they show is what happens, and nothing that exists is missing from them."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from walkthrough import Ran, change, walk

from expo_planner.interface.cli import app
from expo_planner.publishing.formats import FORMATS
from expo_planner.rules import RULES, Goal, Rule
from expo_planner.rules.catalogue import kind

ROOT = Path(__file__).parent.parent
README, EXAMPLES = ROOT / "README.md", ROOT / "examples"
TUTORIAL, NEW_RULE, API = EXAMPLES / "tutorial.md", EXAMPLES / "new-rule.md", EXAMPLES / "api.md"
DOCUMENTS = [README, TUTORIAL, NEW_RULE, API, ROOT / "CHANGELOG.md", ROOT / "CONTRIBUTING.md"]
RULE_TABLE = re.compile(r"<!-- rules: .*? -->\n(.*?)<!-- end of rules -->", re.DOTALL)
COMMANDS = [command.name or command.callback.__name__ for command in app.registered_commands if command.callback]


def rule_table() -> str:
    """The table of rules and goals in the README."""
    lines = ["| name | | 中文 | what it means |", "| --- | --- | --- | --- |"]
    for rule in sorted(RULES.values(), key=lambda rule: (issubclass(rule, Goal), rule.name)):
        weight = f" {rule.default}" if issubclass(rule, Goal) else ""
        about = rule.about.say("en").replace("|", "\\|")
        lines.append(f"| `{rule.name}` | {kind(rule).say('en')}{weight} | {rule.title.say('zh')} | {about} |")
    return "\n".join(lines) + "\n"


def assert_as_said(ran: Ran) -> None:
    assert ran.as_said, f"$ {ran.command}\n{ran.printed}"


def copy_package(folder: Path) -> None:
    """The package with its tests, to be changed without harm."""
    for name in ("expo_planner", "tests"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__", "benchmarks"))
    shutil.copy(ROOT / "pyproject.toml", folder)


def test_the_commands_of_the_readme_do_what_it_shows(tmp_path: Path) -> None:
    shutil.copytree(ROOT / "scenarios", tmp_path / "scenarios")
    for ran in walk(README, tmp_path):
        assert_as_said(ran)


def test_the_commands_of_the_tutorial_do_what_it_shows(tmp_path: Path) -> None:
    for ran in walk(TUTORIAL, tmp_path):
        assert_as_said(ran)


def test_the_program_of_the_api_page_does_what_it_shows(tmp_path: Path) -> None:
    for ran in walk(API, tmp_path):
        assert_as_said(ran)


def test_a_new_rule_is_one_new_file(tmp_path: Path) -> None:
    copy_package(tmp_path)
    for ran in walk(NEW_RULE, tmp_path, {"PYTHONPATH": str(tmp_path)}):
        assert_as_said(ran)
    assert not (ROOT / "expo_planner" / "rules" / "pause.py").exists()


@pytest.mark.parametrize("command", COMMANDS)
def test_every_command_is_in_the_readme(command: str) -> None:
    assert re.search(rf"^\| `plan {command}\b", README.read_text(encoding="utf-8"), re.MULTILINE)


def test_the_readme_shows_no_command_that_does_not_exist() -> None:
    shown = {
        name for document in DOCUMENTS for name in re.findall(r"^\$ plan (\w+)", document.read_text("utf-8"), re.M)
    }
    assert shown <= set(COMMANDS)
    assert shown >= {"new", "check", "solve", "export", "rules", "schema"}


@pytest.mark.parametrize("format", [*FORMATS, "json"])
def test_every_export_format_is_in_the_readme(format: str) -> None:
    (sentence,) = re.findall(r"`plan export --to` knows[^.]*", README.read_text(encoding="utf-8"))
    assert f"`{format}`" in sentence


def test_the_table_of_rules_is_the_one_of_the_code() -> None:
    (shown,) = RULE_TABLE.findall(README.read_text(encoding="utf-8"))
    assert shown == rule_table()


@pytest.mark.parametrize("rule", RULES.values(), ids=RULES)
def test_every_rule_is_in_the_readme(rule: type[Rule]) -> None:
    assert f"| `{rule.name}` |" in README.read_text(encoding="utf-8")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda document: document.name)
def test_links_lead_somewhere(document: Path) -> None:
    text = re.sub(r"^```.*?^```$", "", document.read_text(encoding="utf-8"), flags=re.MULTILINE | re.DOTALL)
    for address in re.findall(r"\]\(([^)]+)\)", text):
        if re.match(r"https?://", address):
            continue
        path, _, part = address.partition("#")
        target = document.parent / path if path else document
        assert target.exists(), address
        if part:
            headings = re.findall(r"^#+ (.*)$", target.read_text(encoding="utf-8"), re.MULTILINE)
            assert part in {re.sub(r"[^\w-]", "", heading.lower().replace(" ", "-")) for heading in headings}, address


def test_pictures_are_small() -> None:
    sizes = {path.name: path.stat().st_size for path in (ROOT / "examples" / "pictures").iterdir()}
    assert {"agenda.png", "board.png", "board.svg"} <= set(sizes)
    assert all(size < 300_000 for size in sizes.values()), sizes


def test_make_targets_of_the_documents_exist() -> None:
    text = "".join(document.read_text(encoding="utf-8") for document in DOCUMENTS)
    named = {word for line in re.findall(r"\bmake ([a-z ]+)(?=[`#A-Z])", text) for word in line.split()}
    targets = set(re.findall(r"^([a-z]+):", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE))
    assert {"demo", "test", "lowest", "lock", "audit", "package"} <= named <= targets


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
