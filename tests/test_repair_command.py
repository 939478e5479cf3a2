"""`plan repair`: what people type, what they read, what programs get, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan
from test_repair import SMALL, SUNDAY

from expo_planner.domain.schedule import Schedule
from expo_planner.planner.repair import Mended
from expo_planner.solver.replan import iterative_budget
from expo_planner.solver.replan.iterative_budget import Repaired

LATE = """
sessions:
  - {id: late, title: Late, duration: 1h, people: [zoe], tags: [x], rooms: [A]}
  - {id: given, title: Given, duration: 30min, start: 2024-11-04 09:00, room: B}
"""
CLOSED = f"A {SUNDAY} 10:00-11:00"


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL.replace("hours:", "language: en, hours:"), encoding="utf-8")
    return path


def test_who_moves_and_who_is_told(plan: Plan, small: Path, tmp_path: Path) -> None:
    ran = plan("repair", small, "--close", CLOSED, "-o", tmp_path / "out")
    assert ran.code == 0
    was, now, tell = ran.out.splitlines()[1:4]
    assert was == "  was: Sun 3 Nov 10:00–11:00, Hall A"
    assert now.startswith("  now: ")
    assert tell == "  notify 42: Zoe Winter, the organisers, the audience (40)"
    assert "sessions that change: 1; people to notify: 42" in ran.out
    assert "proven" in ran.out
    assert (tmp_path / "out" / "agenda.html").exists() and (tmp_path / "out" / "board.svg").exists()


def test_the_document_is_a_schedule_with_its_moves(plan: Plan, small: Path, tmp_path: Path) -> None:
    ran = plan("repair", small, "--close", CLOSED, "--json", "-o", tmp_path / "out")
    document = json.loads(ran.out)
    assert document == json.loads((tmp_path / "out" / "schedule.json").read_text(encoding="utf-8"))
    assert (document["schema"], document["status"]) == ("expo-planner/schedule/1", "optimal")
    assert (document["told"], document["told_bound"], document["price"], document["price_bound"]) == (42, 42, 84, 84)
    (move,) = document["moves"]
    assert (move["session"], move["told"], move["people"]) == ("panel", 42, ["zoe"])
    assert move["from"] == {
        "room": "A",
        "start": "2024-11-03T10:00:00+01:00",
        "end": "2024-11-03T11:00:00+01:00",
    }
    assert move["to"] in [{key: one[key] for key in move["to"]} for one in document["sessions"] if one["id"] == "panel"]


def test_a_repair_can_be_repaired(plan: Plan, small: Path, tmp_path: Path) -> None:
    plan("repair", small, "--close", CLOSED, "-o", tmp_path / "one", "-q")
    first = tmp_path / "one" / "schedule.json"
    again = plan("repair", small, "--schedule", first, "--close", CLOSED, "-o", tmp_path / "two", "--json")
    assert json.loads(again.out)["moves"] == []
    spoken = plan("repair", small, "--schedule", first, "--close", CLOSED, "-o", tmp_path / "two")
    assert spoken.out.startswith("nothing is broken: the schedule stays as it is\n")


def test_everything_at_once(plan: Plan, small: Path, tmp_path: Path) -> None:
    (tmp_path / "late.yaml").write_text(LATE, encoding="utf-8")
    options = ["--drop", "demo", "--away", f"zoe {SUNDAY}", "--freeze", f"{SUNDAY} 09:00-10:00", "--max-moves", 1]
    ran = plan("repair", small, *options, "--add", tmp_path / "late.yaml", "--json", "-o", tmp_path / "out")
    document = json.loads(ran.out)
    moves = {move["session"]: move for move in document["moves"]}
    assert moves.keys() == {"panel", "demo", "late", "given"}
    assert (moves["demo"]["to"], moves["late"]["from"], moves["late"]["told"]) == (None, None, 0)
    assert moves["given"]["to"]["start"] == "2024-11-04T09:00:00+01:00"
    assert (document["told"], document["price"]) == (43, 2 * 42 + 4)
    assert "placed: " in plan("repair", small, "--add", tmp_path / "late.yaml", "-o", tmp_path / "out").out


def test_added_sessions_obey_the_rules_of_their_tags(plan: Plan, small: Path, tmp_path: Path) -> None:
    text = small.read_text(encoding="utf-8").replace("title: Talk,", "title: Talk, tags: [x],")
    small.write_text(f"{text}rules: [apart: {{sessions: {{tag: x}}}}]\n", encoding="utf-8")
    late = LATE.replace("rooms: [A]", f"rooms: [A], start: {SUNDAY} 10:00").replace("people: [zoe], ", "")
    (tmp_path / "late.yaml").write_text(late, encoding="utf-8")
    ran = plan("repair", small, "--add", tmp_path / "late.yaml", "--json", "-o", tmp_path / "out")
    assert {"talk", "report"} <= {move["session"] for move in json.loads(ran.out)["moves"]}


def test_rules_may_name_sessions_that_are_added(plan: Plan, small: Path, tmp_path: Path) -> None:
    with small.open("a", encoding="utf-8") as file:
        file.write("rules: [before: {sessions: [given, late]}]\n")
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "late.yaml").write_text(LATE, encoding="utf-8")
    ran = plan("repair", small, "--add", folder / "late.yaml", "--json", "-o", tmp_path / "out")
    assert ran.code == 0
    moves = json.loads(ran.out)["moves"]
    assert [(move["session"], move["from"], move["told"]) for move in moves] == [("late", None, 0), ("given", None, 0)]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_saved_is_said_and_nothing_written(
    plan: Plan, small: Path, tmp_path: Path, language: str
) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "schedule.json").write_text("earlier")
    ran = plan("repair", small, "--close", f"AB {SUNDAY}", "-o", tmp_path / "out", "--lang", language)
    assert ran.code == 1
    assert {"zh": "日程无法调整", "en": "the schedule cannot be repaired"}[language] in ran.out
    assert {"zh": "“Opening”无法保住：它已被固定", "en": "“Opening” cannot be kept: it is pinned"}[language] in ran.out
    assert f"{small}:6:5: room_open: " in ran.out
    assert (tmp_path / "out" / "schedule.json").read_text() == "earlier"


def test_why_there_is_no_repair_is_in_the_document(plan: Plan, small: Path, tmp_path: Path) -> None:
    closed = [
        option for room in ("A", "B", "AB") for option in ("--close", f"{room} {SUNDAY} 10:00 .. 2024-11-04 24:00")
    ]
    ran = plan("repair", small, *closed, "--json", "-o", tmp_path / "out")
    document = json.loads(ran.out)
    assert (ran.code, document["status"], document["price"], document["sessions"]) == (1, "infeasible", None, [])
    assert {one["session"] for one in document["lost"]} & {"panel", "talk"}
    assert document["conflict"]


def test_no_answer_in_time_is_told_from_no_answer(
    plan: Plan, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(iterative_budget.IterativeBudget, "run", lambda _: Repaired("unknown", None, 0, 0))
    ran = plan("repair", small, "--close", CLOSED, "-o", tmp_path / "out")
    assert (ran.code, "--time-limit" in ran.out) == (3, True)
    assert not (tmp_path / "out").exists()


def test_what_is_not_proven_is_not_called_so(
    plan: Plan, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    found = iterative_budget.IterativeBudget.run

    def unsure(search: iterative_budget.IterativeBudget) -> Repaired:
        right = found(search)
        return Repaired("feasible", right.schedule, right.price, right.least - 1, False, interrupted=True)

    monkeypatch.setattr(iterative_budget.IterativeBudget, "run", unsure)
    ran = plan("repair", small, "--close", CLOSED, "-o", tmp_path / "out")
    assert ran.code == 0
    assert "proven: no repair notifies fewer people" in ran.out
    assert "stopped before it was proven that no such repair changes less" in ran.out
    monkeypatch.setattr(Mended, "told_bound", property(lambda _: 41, lambda *_: None))
    ran = plan("repair", small, "--close", CLOSED, "-o", tmp_path / "again")
    assert "stopped before it was proven that no repair disturbs fewer people; at least 41" in ran.out


def test_a_repair_that_the_checker_refuses_is_never_written(
    plan: Plan, small: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    broken = Schedule()
    monkeypatch.setattr(iterative_budget.IterativeBudget, "run", lambda _: Repaired("optimal", broken, 0, 0))
    ran = plan("repair", small, "--close", CLOSED, "-o", tmp_path / "out")
    assert ran.code == 70
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--close", f"AC {SUNDAY}"], "did you mean 'A'"),
        (["--close", "A someday"], "no time window"),
        (["--close", "A 2024-13-01"], "--close"),
        (["--away", f"Zoey {SUNDAY}"], "did you mean 'zoe'"),
        (["--away", f"{SUNDAY}"], "no time window"),
        (["--drop", "tlak"], "did you mean 'talk'"),
        (["--freeze", "tomorrow"], "time window"),
        (["--max-moves", "-1"], "max-moves"),
        (["--add", "missing.yaml"], "missing.yaml"),
    ],
)
def test_bad_options_are_refused(plan: Plan, small: Path, tmp_path: Path, options: list[str], said: str) -> None:
    ran = plan("repair", small, *options, "--json", "-o", tmp_path / "out")
    assert (ran.code, ran.out) == (2, "")
    assert said in ran.err
    assert not (tmp_path / "out").exists()


def test_all_that_is_wrong_is_said_at_once(plan: Plan, small: Path) -> None:
    ran = plan("repair", small, "--close", f"AC {SUNDAY}", "--drop", "tlak", "--lang", "zh")
    assert [line.split(":")[0] for line in ran.err.splitlines()] == ["--close", "--drop"]


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (LATE.replace("id: late", "id: talk"), "'talk' is given twice"),
        (LATE.replace("duration: 1h", "duration: 1"), "more/late.yaml:3:"),
        (LATE.replace("sessions:", "session:"), "sessions"),
        (LATE.replace("rooms: [A]", "rooms: [C]"), "'C'"),
        ("sessions: 3", "a list"),
        ("- 1", "more/late.yaml:1:"),
    ],
)
def test_sessions_to_add_are_read_as_in_a_scenario(
    plan: Plan, small: Path, tmp_path: Path, text: str, said: str
) -> None:
    folder = tmp_path / "more"
    folder.mkdir()
    (folder / "late.yaml").write_text(text, encoding="utf-8")
    ran = plan("repair", small, "--add", folder / "late.yaml")
    assert ran.code == 2
    assert said in ran.err
    assert "Traceback" not in ran.err


def test_rooms_and_people_may_be_called_by_their_names(plan: Plan, small: Path, tmp_path: Path) -> None:
    ran = plan("repair", small, "--close", f"Hall A {SUNDAY} 10:00-11:00", "--json", "-o", tmp_path / "out")
    assert [move["session"] for move in json.loads(ran.out)["moves"]] == ["panel"]


def test_the_real_fair_loses_a_room(plan: Plan, scenarios: Path, tmp_path: Path) -> None:
    """A forum and the report released at it move to another room at the same time; nobody else hears of it."""
    ran = plan("repair", scenarios / "dicc-2023.yaml", "--close", "7A 2023-07-06 下午", "--json", "-o", tmp_path)
    document = json.loads(ran.out)
    moves = {move["session"]: move for move in document["moves"]}
    assert moves.keys() == {"standards", "offshore-trade-guide"}
    assert all(move["from"]["start"] == move["to"]["start"] for move in moves.values())
    assert moves["standards"]["to"]["room"] == moves["offshore-trade-guide"]["to"]["room"] != "7A"
    assert (document["status"], document["told"], document["told_bound"]) == ("optimal", 111, 111)
    spoken = plan("repair", scenarios / "dicc-2023.yaml", "--close", "7A 2023-07-06 下午", "-o", tmp_path).out
    assert "“标准赋能数字贸易高质量发展论坛”" in spoken
    assert "通知110人：翟瑞光、" in spoken
    assert "已证明" in spoken
