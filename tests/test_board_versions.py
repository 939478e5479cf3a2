"""What has changed on a board since a page saw it, put into what the page has, is the whole board."""

from __future__ import annotations

import random
import shutil
from collections import Counter
from pathlib import Path

import pytest
from conftest import SCENARIOS

from expo_planner.board.file_follower import FileFollower
from expo_planner.board.history import History
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.web.board.board_versions import KEPT
from expo_planner.interface.web.board.service import BoardService
from expo_planner.roundtrip.merge.three_way import FieldChange


@pytest.fixture
def board(tmp_path: Path) -> BoardService:
    """The board of a copy of the real fair."""
    path = Path(shutil.copy(SCENARIOS / "dicc-2023.yaml", tmp_path))
    follower = FileFollower(ScenarioFile.read(path), History(tmp_path / ".plan" / "history.sqlite"))
    return BoardService(follower, "en", tmp_path / "out")


def merged(before: JsonDocument, told: JsonDocument) -> JsonDocument:
    """As the page puts it together."""
    if "from" not in told:
        return told
    assert told["from"] == before["version"]
    anew = {session["id"]: session for session in told["changed"]} if "changed" in told else {}
    sessions = [anew.get(session["id"], session) for session in before["sessions"]]
    new = {name: value for name, value in told.items() if name not in ("from", "changed")}
    return {**before, "sessions": sessions, **new}


def change(board: BoardService, drawn: random.Random) -> str:
    """Does anything to the board."""
    live = board.follower.board
    state, names = live.state, [name for name, one in live.state.expo.sessions.items() if not one.pinned]
    name, kind = drawn.choice(names), drawn.choice(["move", "move", "off", "edit", "add", "undo", "redo", "write"])
    if kind == "move":
        session, room = state.expo.sessions[name], drawn.choice([*state.expo.rooms])
        start = drawn.choice(state.expo.starts)
        live.move("Li", state.revision, {name: state.expo.place_session(session, room, start)})
    elif kind == "off":
        live.move("Li", state.revision, {name: None})
    elif kind == "edit":
        old = state.file.flat["sessions"][name].get("title")
        live.edit("Li", state.revision, [FieldChange("sessions", name, "title", old, f"Title {drawn.random()}")])
    elif kind == "add":
        new = {"id": f"new-{state.revision}", "title": "New", "duration": "30min"}
        live.edit("Li", state.revision, [FieldChange("sessions", new["id"], "", None, new)])
    elif kind == "write":
        board.follower.sync()
    else:
        getattr(live, kind)("Li")
    return kind


@pytest.mark.parametrize("seed", range(3))
def test_what_is_new_put_into_what_a_page_has_is_the_whole_board(board: BoardService, seed: int) -> None:
    drawn, done = random.Random(seed), Counter[str]()
    pages = [board.document("en") for _ in range(3)]
    small = 0
    for _ in range(30):
        done[change(board, drawn)] += 1
        number = drawn.randrange(len(pages))
        told = board.document("en", since=pages[number]["version"])
        small += "changed" in told
        pages[number] = merged(pages[number], told)
        assert pages[number] == board.document("en")
    assert small > 10
    assert len(done) > 5


def test_what_did_not_change_is_not_told(board: BoardService) -> None:
    before, live = board.document("en"), board.follower.board
    assert board.document("en", since=before["version"]) == {
        "from": before["version"],
        "version": before["version"],
        "changed": [],
    }
    live.move("Li", before["revision"], {"opening": None})
    told = board.document("en", since=before["version"])
    assert [session["id"] for session in told["changed"]] == ["opening"]
    assert {"rooms", "people", "days", "sessions"}.isdisjoint(told)


def test_a_page_in_another_language_gets_what_differs(board: BoardService) -> None:
    english = board.document("en")
    assert merged(english, board.document("zh", since=english["version"])) == board.document("zh")


def test_who_has_been_away_for_long_gets_the_whole_board(board: BoardService) -> None:
    first, live = board.document("en"), board.follower.board
    for _ in range(KEPT // 2):
        live.move("Li", live.state.revision, {"opening": None})
        board.document("en")
        live.undo("Li")
        board.document("en")
    assert board.document("en", since=first["version"]) == board.document("en")
    assert board.document("en", since="0-1") == board.document("en")
