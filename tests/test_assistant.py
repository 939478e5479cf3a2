"""`plan mcp`: an assistant's tools, through the client of the protocol's own package, in process and as a command."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest
from conftest import SCENARIOS, Plan
from mcp import Client, StdioServerParameters

from expo_planner.files.read.load import load
from expo_planner.interface.assistant.server import Tools

SCENARIO = """\
# kept as it is
expo: {id: desk, title: Desk, timezone: Europe/Lisbon, days: 2027-05-20, hours: 09:00-12:00, language: en}
rooms: [{id: A, name: Hall A, capacity: 40}, {id: B, name: Hall B, capacity: 90}]
sessions:
  - {id: talk, title: Talk, duration: 1h, attendance: 80, people: [Zoe], start: 2027-05-20 09:00, room: A}   # too small
  - {id: demo, title: Demo, duration: 1h, people: [Max], start: 2027-05-20 09:00, room: B}
"""
Ask = Callable[..., Awaitable[Any]]


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "expo.yaml"
    path.write_text(SCENARIO, encoding="utf-8")
    return path


def talk(server: Any, conversation: Callable[[Ask], Awaitable[Any]]) -> Any:
    """A conversation with a server; a call gives what the tool answers, an error its text."""

    async def whole() -> Any:
        async with Client(server) as client:

            async def ask(tool: str, **given: Any) -> Any:
                answer = await client.call_tool(tool, given)
                told = "".join(getattr(part, "text", "") for part in answer.content)
                return f"error: {told}" if answer.is_error else answer.structured_content

            return await conversation(ask)

    return asyncio.run(whole())


def one(path: Path, tool: str, /, *, writes: bool = False, **given: Any) -> Any:
    """The answer to one call."""

    async def call(ask: Ask) -> Any:
        return await ask(tool, **given)

    return talk(Tools(path, "en", writes=writes).server(), call)


def test_what_is_wrong_is_told_as_plan_check_tells_it(file: Path) -> None:
    found = one(file, "check")
    assert [clash["rule"] for clash in found["clashes"]] == ["room_fit"]
    seen = one(file, "overview")
    assert [session["id"] for session in seen["sessions"]] == ["talk", "demo"] and seen["errors"] == 1
    assert "attendance" in one(file, "fields", section="sessions")["properties"]


def test_questions_about_one_session(file: Path) -> None:
    places = one(file, "where", session="Talk", top=3)["places"]
    assert places and all(place["room"] == "B" for place in places)
    verdict = one(file, "why", session="talk", room="B")
    assert [clash["rule"] for clash in verdict["clashes"]] == ["room_clash"]
    explained = one(file, "explain", seconds=5)
    assert explained["status"] == "infeasible" and explained["conflict"]


def test_a_proposal_is_shown_and_priced_and_nothing_is_written(file: Path) -> None:
    proposed = one(file, "propose_moves", moves=["talk<->demo"])["proposal"]
    assert "-  - {id: talk" in proposed["patch"] and proposed["errors"] == {"before": 1, "after": 0}
    assert file.read_text(encoding="utf-8") == SCENARIO
    assert "nothing is written" in one(file, "confirm", proposal=proposed["key"])


def test_a_confirmed_proposal_is_written_once_and_nothing_else_changes(file: Path) -> None:
    async def conversation(ask: Ask) -> None:
        proposed = (await ask("propose_moves", moves=["talk<->demo"]))["proposal"]
        assert await ask("confirm", proposal=proposed["key"]) == {"written": ["expo.yaml"]}
        assert "no proposal" in await ask("confirm", proposal=proposed["key"])
        assert (await ask("check"))["errors"] == 0

    talk(Tools(file, "en", writes=True).server(), conversation)
    written = file.read_text(encoding="utf-8")
    assert written.startswith("# kept as it is\n") and "# too small" in written
    assert load(file).expo.standing["talk"].room == "B"


def test_a_file_that_others_changed_meanwhile_is_not_overwritten(file: Path) -> None:
    async def conversation(ask: Ask) -> None:
        proposed = (await ask("propose_moves", moves=["talk<->demo"]))["proposal"]
        file.write_text(SCENARIO.replace("Demo", "Show"), encoding="utf-8")
        assert "has changed on the disk" in await ask("confirm", proposal=proposed["key"])

    talk(Tools(file, "en", writes=True).server(), conversation)
    assert file.read_text(encoding="utf-8") == SCENARIO.replace("Demo", "Show")


def test_changes_of_fields_and_entries_are_validated_with_every_problem(file: Path) -> None:
    async def conversation(ask: Ask) -> None:
        changes: list[dict[str, Any]] = [
            {"section": "sessions", "id": "talk", "field": "attendance", "value": 30},
            {"section": "sessions", "id": "talk", "field": "prefer.rooms", "value": ["A"]},
            {"section": "sessions", "id": "new", "value": {"id": "new", "title": "New", "duration": "30min"}},
            {"section": "sessions", "id": "demo", "value": None},
        ]
        proposed = (await ask("propose_changes", changes=changes))["proposal"]
        assert proposed["errors"] == {"before": 1, "after": 1} and proposed["arising"][0]["sessions"] == ["new"]
        await ask("confirm", proposal=proposed["key"])
        wrong = [
            {"section": "sessions", "id": "tlak", "field": "title", "value": "X"},
            {"section": "session", "id": "talk", "field": "title", "value": "X"},
            {"section": "sessions", "id": "talk", "field": "tilte", "value": "X"},
        ]
        told = await ask("propose_changes", changes=wrong)
        assert "'talk'" in told and "choose one of" in told and "'title'" in told
        late = await ask("propose_changes", changes=[changes[0] | {"value": "many"}])
        assert "expo.yaml:5" in late and "a whole number" in late

    talk(Tools(file, "en", writes=True).server(), conversation)
    sessions = load(file).expo.sessions
    assert [*sessions] == ["talk", "new"] and sessions["talk"].attendance == 30


def test_repairs_and_improvements_are_proposals(file: Path) -> None:
    mended = one(file, "repair", close=["A 2027-05-20"], seconds=10)
    assert "room: B" in mended["proposal"]["patch"]
    assert "see check" in one(file, "improve", moves=1, seconds=5)
    assert "error" in one(file, "repair", close=["nowhere 2027-05-20"])


def test_nothing_outside_the_folder_is_read(file: Path, tmp_path: Path) -> None:
    (tmp_path / "inner").mkdir()
    inner = tmp_path / "inner" / "expo.yaml"
    inner.write_text(SCENARIO[: SCENARIO.index("sessions:")] + "sessions: ../sessions.csv\n", encoding="utf-8")
    (tmp_path / "sessions.csv").write_text("id,title,duration\na,A,1h\n", encoding="utf-8")
    assert one(inner, "check").startswith("error: ")


def test_the_command_speaks_over_standard_streams(file: Path) -> None:
    server = StdioServerParameters(command=sys.executable, args=["-m", "expo_planner", "mcp", str(file), "--write"])

    async def conversation(ask: Ask) -> Any:
        proposed = (await ask("propose_moves", moves=["talk=B@11:00"]))["proposal"]
        return await ask("confirm", proposal=proposed["key"])

    assert talk(server, conversation) == {"written": ["expo.yaml"]}


def test_the_fair_is_answered_for(tmp_path: Path) -> None:
    found = one(SCENARIOS / "dicc-2023.yaml", "where", session="standards", top=2)
    assert len(found["places"]) == 2


def test_a_scenario_that_cannot_be_read_is_refused_before_anything_is_offered(plan: Plan, tmp_path: Path) -> None:
    (tmp_path / "bad.yaml").write_text("expo: 3\n", encoding="utf-8")
    assert plan("mcp", tmp_path / "bad.yaml").code == 2
