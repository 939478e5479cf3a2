"""Editing a scenario on the board: what forms show and take, undo to the byte, and edits by hand at the same time."""

from __future__ import annotations

import random
import shutil
from pathlib import Path
from typing import Any

import pytest
from conftest import SCENARIOS
from test_board_server import SMALL, follow, place, small, spots

from expo_planner import load
from expo_planner.board import forms
from expo_planner.board.acceptance import accepted, taken_back
from expo_planner.board.file_follower import FileFollower
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.checker import check
from expo_planner.domain.problems import BadInput
from expo_planner.files.edit.as_written import RECORDS

REAL = SCENARIOS / "dicc-2023.yaml"
EVERY_FIELD = SCENARIOS.parent / "examples" / "every-field.yaml"
TEXTS = ("Ny titel", "新标题，甲", "a: b # c", "yes", "007", '"quoted"')
LENGTHS = ("30min", "1h", "1h30min", "45min", "2小时")


def edit(follower: FileFollower, section: str, entry: str, /, **texts: str) -> None:
    changes = forms.changes_of(follower.board.state.file, section, entry, texts)
    follower.board.edit("Li", follower.board.state.revision, changes)


def random_edit(follower: FileFollower, drawn: random.Random) -> None:
    """One edit as people make them; what the scenario refuses is refused."""
    state = follower.board.state
    session = drawn.choice([*state.file.flat["sessions"]])
    room, person = drawn.choice([*state.expo.rooms]), drawn.choice([*state.expo.people] or [""])
    kind = drawn.choice(["title", "duration", "attendance", "people", "room", "new", "remove", "waive", "unwaive"])
    try:
        if kind == "title":
            edit(follower, "sessions", session, title=drawn.choice(TEXTS))
        elif kind == "duration":
            edit(follower, "sessions", session, duration=drawn.choice(LENGTHS))
        elif kind == "attendance":
            edit(follower, "sessions", session, attendance=drawn.choice(["", "12", "300"]))
        elif kind == "people":
            edit(follower, "sessions", session, people=drawn.choice(["", person, f"{person}, Noether"]))
        elif kind == "room" and room in state.file.flat["rooms"]:
            edit(follower, "rooms", room, capacity=drawn.choice(["", "80"]), name=drawn.choice(TEXTS))
        elif kind == "new":
            texts = {"id": f"new{state.revision}", "title": drawn.choice(TEXTS), "duration": drawn.choice(LENGTHS)}
            entry = forms.new_entry(state.file, "sessions", texts, [{"for": "10min", "title": "Hello"}])
            follower.board.edit("Li", state.revision, [entry])
        elif kind == "remove":
            follower.board.edit("Li", state.revision, [forms.removed(state.file, "sessions", session)])
        elif kind == "waive":
            follower.board.edit("Li", state.revision, [accepted("person_clash", [session], by="Li", why="known")])
        else:
            follower.board.edit("Li", state.revision, taken_back(state.file, "person_clash", [session]))
    except BadInput:
        assert follower.board.state is state


@pytest.mark.parametrize(
    ("path", "seed"), [(REAL, 1), (EVERY_FIELD, 2), (EVERY_FIELD, 3), (None, 4), (None, 5)], ids=str
)
def test_edits_and_moves_reach_the_file_and_undo_gives_it_back_to_the_byte(
    tmp_path: Path, path: Path | None, seed: int
) -> None:
    file = small(tmp_path) if path is None else Path(shutil.copy(path, tmp_path))
    before, drawn = file.read_bytes(), random.Random(seed)
    follower = follow(file)
    for number in range(24):
        state = follower.board.state
        movable = [name for name, one in state.expo.own_sessions.items() if not one.pinned]
        if drawn.random() < 0.3:
            place(follower, drawn.choice(movable), drawn.choice([*state.expo.rooms]), drawn.randrange(8, 18))
        elif drawn.random() < 0.15:
            follower.board.undo("Wang")
        else:
            random_edit(follower, drawn)
        if number % 6 == 5:
            follower.sync()
            board = follower.board.state
            assert follower.board.trouble is None
            again = load(file)
            assert dict(again.expo.standing) == dict(board.schedule)
            assert again.expo.sessions.keys() == board.expo.sessions.keys()
            assert {clash.message.say("en") for clash in check(again, again.expo.standing).clashes} == {
                clash.message.say("en") for clash in board.report.clashes
            }
            follower.close()
            follower = follow(file)
            assert dict(follower.board.state.schedule) == dict(board.schedule)
            assert len(follower.board.state.done) == len(board.done)
    assert follower.board.state.done
    while follower.board.state.done:
        follower.board.undo("Wang")
    follower.close()
    assert file.read_bytes() == before


@pytest.mark.parametrize("path", [REAL, EVERY_FIELD, SCENARIOS / "association-2024.yaml"], ids=lambda path: path.stem)
def test_a_form_that_is_sent_as_it_was_shown_changes_nothing(path: Path) -> None:
    file = ScenarioFile.read(path)
    seen = 0
    for section in RECORDS:
        for name in file.flat[section]:
            form = forms.form_of(file, section, name)
            texts = {field.name: field.value for field in form.fields}
            assert forms.changes_of(file, section, name, texts, form.programme) == []
            seen += 1
    assert seen


def test_what_a_form_refuses_names_its_field_and_changes_nothing(tmp_path: Path) -> None:
    follower = follow(small(tmp_path))
    for texts, field in (({"duration": "soon"}, "duration"), ({"rooms": "A, nowhere"}, "rooms")):
        with pytest.raises(BadInput) as refused:
            edit(follower, "sessions", "free", **texts)
        [problem] = refused.value.problems
        assert f"sessions[free].{field}" in problem.say("en") and "tiny.yaml:" in problem.say("en")
    with pytest.raises(BadInput, match="is taken"):
        forms.new_entry(follower.board.state.file, "sessions", {"id": "free"})
    assert follower.board.state.revision == 0
    follower.close()


def test_a_new_length_is_written_where_the_old_one_stood(tmp_path: Path) -> None:
    path = tmp_path / "tiny.yaml"
    text = SMALL.replace('start: "2023-07-06 11:00"', "start: 2023-07-06 11:00 .. 2023-07-06 12:00")
    text = text.replace('title: "Panel", duration: 1h', 'title: "Panel"')
    path.write_text(text, encoding="utf-8")
    follower = follow(path)
    board = follower.board
    board.edit("Li", 0, forms.length_changes(board.state.file, "panel", "90min"))
    board.edit("Li", 0, forms.length_changes(board.state.file, "talk", "90min"))
    assert board.state.schedule["panel"].end == 12 * 60 + 30
    follower.sync()
    written = path.read_text(encoding="utf-8")
    assert "2023-07-06 11:00 .. 2023-07-06 12:30" in written and "09:00 .. 2023-07-06 10:30" in written
    place(follower, "panel", "A", 14)
    follower.sync()
    assert load(path).expo.standing["panel"][1:] == (14 * 60, 15 * 60 + 30)
    for _ in range(3):
        board.undo("Li")
    follower.close()
    assert path.read_text(encoding="utf-8") == text


def test_a_room_that_is_removed_takes_its_placements_along_and_undo_brings_them_back(tmp_path: Path) -> None:
    path = small(tmp_path)
    follower = follow(path)
    follower.board.move("Li", 0, {"panel": None})
    room = forms.new_entry(follower.board.state.file, "rooms", {"id": "C", "capacity": "20"})
    follower.board.edit("Li", 1, [room])
    place(follower, "panel", "C", 11)
    follower.sync()
    follower.board.edit("Li", 3, [forms.removed(follower.board.state.file, "rooms", "C")])
    assert "panel" not in follower.board.state.schedule and "C" not in follower.board.state.expo.rooms
    follower.sync()
    assert "panel" not in load(path).expo.standing
    follower.board.undo("Li")
    assert spots(follower)["panel"] == ("C", 660)
    follower.close()
    assert load(path).expo.standing["panel"].room == "C"


@pytest.mark.parametrize("running", [True, False])
def test_edits_by_hand_and_on_the_board_meet_field_by_field(tmp_path: Path, running: bool) -> None:
    """The title of one session is changed in both; all else is changed in one of them alone, and kept."""
    path = small(tmp_path)
    follower = follow(path)
    follower.sync()
    edit(follower, "sessions", "talk", title="Ours")
    edit(follower, "sessions", "free", duration="45min")
    place(follower, "panel", "A", 14)
    if not running:
        assert follower.history is not None
        follower.history.close()  # killed before anything was written
    by_hand = SMALL.replace("title: Free", "title: Set free").replace("title: Later", "title: Later on")
    path.write_text(by_hand.replace('"Talk', '"Theirs').replace("title: Talk", "title: Theirs"), encoding="utf-8")
    if not running:
        follower = follow(path)
    follower.sync()
    sessions = load(path).expo.sessions
    assert (
        sessions["free"].title == "Set free" and sessions["free"].length == 45 and sessions["later"].title == "Later on"
    )
    assert sessions["talk"].title.startswith("Theirs") and spots(follower)["panel"] == ("A", 840)
    [(number, found)] = follower.board.conflicts.items()
    assert found.field is not None and found.field.new == "Ours"
    assert follower.board.notice is not None and "Theirs" in follower.board.notice.say("en")
    follower.close()
    follower = follow(path)  # it waits for a decision
    assert [*follower.board.conflicts] == [number]
    follower.board.decide("Li", number, ours=True)
    assert not follower.board.conflicts
    follower.close()
    assert load(path).expo.sessions["talk"].title == "Ours"


def test_of_two_moves_of_one_session_a_person_decides(tmp_path: Path) -> None:
    path = small(tmp_path)
    for ours in (True, False):
        path.write_text(SMALL, encoding="utf-8")
        shutil.rmtree(tmp_path / ".plan", ignore_errors=True)
        follower = follow(path)
        follower.sync()
        place(follower, "panel", "A", 14)
        path.write_text(SMALL.replace("2023-07-06 11:00", "2023-07-06 12:30"), encoding="utf-8")
        follower.sync()
        [number] = follower.board.conflicts
        follower.board.decide("Wang", number, ours=ours)
        follower.close()
        assert load(path).expo.standing["panel"][:2] == (("A", 840) if ours else ("B", 750))


def test_an_accepted_clash_is_a_waiver_in_the_file_and_can_be_taken_back(tmp_path: Path) -> None:
    path = small(tmp_path)
    follower = follow(path)
    place(follower, "free", "A", 9)
    [clash] = [one for one in follower.board.state.report.errors if "free" in one.sessions and len(one.sessions) > 1]
    waiver = accepted(clash.rule, clash.sessions, by="Wang", why="agreed", until="2023-07-06")
    follower.board.edit("Wang", 1, [waiver])
    assert clash.message.say("en") in {one.message.say("en") for one in follower.board.state.report.waived}
    follower.sync()
    assert "by: Wang" in path.read_text(encoding="utf-8")
    follower.board.edit("Wang", 2, taken_back(follower.board.state.file, clash.rule, clash.sessions))
    assert not follower.board.state.report.waived
    follower.close()
    assert not load(path).expo.waivers


def test_whoever_edits_the_same_field_later_is_told(tmp_path: Path) -> None:
    follower = follow(small(tmp_path))
    file = follower.board.state.file
    changes = [forms.changes_of(file, "sessions", "talk", {"title": title}) for title in ("One", "Two")]
    follower.board.edit("Li", 0, changes[0])
    later: Any = forms.changes_of(follower.board.state.file, "sessions", "talk", {"title": "Two"})
    _, notice = follower.board.edit("Wang", 0, later)
    assert notice is not None and "Li had changed" in notice.say("en")
    _, notice = follower.board.edit("Wang", 2, forms.changes_of(follower.board.state.file, "rooms", "A", {"site": "X"}))
    assert notice is None
    follower.close()
