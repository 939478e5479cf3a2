"""What the commands say of an expo that is asked for more than it has, as text and as JSON, in both languages."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from benchmarks.overfull import KINDS, overfull
from conftest import Plan

from expo_planner import load, loads
from expo_planner.checker import check
from expo_planner.explainer import explain, give_up, more_room, ways_out
from expo_planner.planner.solve import solve
from expo_planner.solver.capacity.overload import count_rooms
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem

PLANS = Path(__file__).parent / "data" / "plan"
TOO_MUCH = {
    "one-too-many": ("28 h are asked of Room 0, Room 1, Room 2 on Wed 7 Oct, 27 h are there", "需要28小时，实有27小时"),
    "ten-in-nine": ("10 h are asked of Room 0 on Wed 7 Oct, 9 h are there", "需要10小时，实有9小时"),
}
FAULTS = (
    "zoe is asked for 3 h and has 2 h",
    "“D” takes 20 h; the expo is open for at most 9 h",
    "“E” expects 900 people; the largest room it may use, Hall A, seats 100",
)


@pytest.mark.parametrize(("name", "language"), [("one-too-many", 0), ("ten-in-nine", 1)])
def test_one_session_too_many_is_told_in_hours(plan: Plan, tmp_path: Path, name: str, language: int) -> None:
    path, said = PLANS / f"{name}.yaml", TOO_MUCH[name][language]
    options = ("--lang", ("en", "zh")[language])
    solved = plan("solve", path, "-o", tmp_path / "out", *options)
    assert solved.code == 1 and said in solved.out + solved.err and "--what-fits" in solved.out + solved.err
    assert not (tmp_path / "out").exists()
    explained = plan("explain", path, *options)
    assert explained.code == 1 and said in explained.out
    checked = plan("check", path, "--before", *options)
    assert checked.code == 1 and said in checked.out + checked.err


def test_ways_out_say_room_hours_and_sessions(plan: Plan, tmp_path: Path) -> None:
    name = "ten-in-nine"
    path = PLANS / f"{name}.yaml"
    document = json.loads(plan("explain", path, "--json", "--lang", "en").out)
    assert document["status"] == "infeasible" and document["conflict"][0]["message"] == TOO_MUCH[name][0]
    hour, *sessions = document["repairs"]
    assert (hour["give_up"], hour["message"].startswith("find 1 h more in a room like Room 0")) == ([], True)
    assert len(sessions) == 3 and all(one["message"].startswith("leave “Talk ") for one in sessions)
    assert plan("explain", path, "--apply", 1, "-o", tmp_path / "hour.yaml", "-q").code == 2
    changed = tmp_path / "fewer.yaml"
    assert plan("explain", path, "--apply", 2, "-o", changed, "-q").code == 1
    assert plan("solve", changed, "-o", tmp_path / "out", "-q").code == 0


@pytest.mark.parametrize("name", ["ten-in-nine", "sane1"])
def test_each_way_out_has_a_schedule(name: str) -> None:
    scenario = load(PLANS / f"{name}.yaml")
    conflicts = explain(SearchProblem.of(scenario), seconds=60).conflicts
    ways = list(ways_out(scenario, conflicts, seconds=60))
    assert ways and all(not check(give_up(scenario, way.concessions), way.schedule).errors for way in ways)
    more = more_room(scenario, conflicts, float("inf"))
    assert (more is None) is (name == "sane1"), "a session that suits no room is not helped by more hours"
    assert more is None or more.schedule.keys() == scenario.expo.sessions.keys()


def test_as_many_are_planned_as_fit(plan: Plan, tmp_path: Path) -> None:
    ran = plan("solve", PLANS / "one-too-many.yaml", "--what-fits", "--json", "-o", tmp_path, "--lang", "en")
    document = json.loads(ran.out)
    assert ran.code == 0 and document["fits"] == {"asked": 28, "placed": 27, "at_most": 27}
    assert len(document["left_out"]) == 1
    assert "would bring it back" in next(iter(document["left_out_because"].values()))


def test_optional_sessions_are_left_out_with_a_proof(plan: Plan, tmp_path: Path) -> None:
    document = json.loads(plan("solve", PLANS / "ph30p.yaml", "--json", "-o", tmp_path).out)
    assert (document["status"], len(document["sessions"]), len(document["left_out"])) == ("optimal", 27, 3)
    assert document["cost"] == document["bound"] == 30
    assert plan("explain", PLANS / "ph30p.yaml", "-q").code == 0
    assert plan("check", PLANS / "ph30p.yaml", "--before", "-q").code == 0


@pytest.mark.parametrize("command", [["explain"], ["check", "--before"], ["solve"]])
def test_independent_faults_are_told_at_once(plan: Plan, tmp_path: Path, command: list[str]) -> None:
    more = ["-o", tmp_path] if command == ["solve"] else []
    ran = plan(command[0], PLANS / "sane1.yaml", *command[1:], *more, "--lang", "en")
    assert ran.code == 1
    assert all(fault in ran.out + ran.err for fault in FAULTS)
    document = json.loads(plan(command[0], PLANS / "sane1.yaml", *command[1:], *more, "--json", "--lang", "zh").out)
    assert "zoe须出席3小时" in json.dumps(document, ensure_ascii=False)


def test_a_session_that_suits_no_room_is_told_beside_an_open_floor(plan: Plan, tmp_path: Path) -> None:
    """Floors are for sessions that name them; and where no one demand forbids all, the demands are told together."""
    path = tmp_path / "floor.yaml"
    path.write_text(
        "expo: {id: x, title: X, timezone: Asia/Shanghai, days: 2026-10-07, hours: 09:00-18:00, language: en}\n"
        "rooms:\n"
        "  - {id: A, name: Hall A, capacity: 100, needs_met: [screen]}\n"
        "  - {id: B, name: Hall B, capacity: 900}\n"
        "  - {id: F, name: Floor, kind: open}\n"
        "sessions:\n"
        "  - {id: e, title: E, duration: 1h, needs: [screen], attendance: 500}\n"
        "  - {id: f, title: F, duration: 1h, attendance: 1000}\n"
    )
    said = plan("check", "--before", path).out
    assert "“F” expects 1000 people; the largest room it may use, Hall B, seats 900" in said
    assert "no room and time suits “E”: " in said and "plan explain" in said


def scenario_of(rooms: list[dict[str, Any]], sessions: list[dict[str, Any]], *rules: dict[str, Any]) -> Any:
    expo = {"id": "tiny", "title": "Tiny", "timezone": "Europe/Berlin", "days": ["2026-10-07"], "hours": "09:00-10:00"}
    named = [{"title": f"Talk {one['id']}", "duration": "1h", **one} for one in sessions]
    return loads(json.dumps({"expo": expo, "rooms": rooms, "sessions": named, "rules": list(rules)}))


def test_how_many_can_be_placed_does_not_rest_on_ties_to_one_that_is_not() -> None:
    """Two sessions want Hall A, and a third the room of the second: without the second, it goes anywhere."""
    scenario = scenario_of(
        [{"id": "A"}, {"id": "B"}],
        [{"id": "a", "rooms": ["A"]}, {"id": "b", "rooms": ["A"]}, {"id": "c"}],
        {"same_room": {"sessions": ["b", "c"]}},
    )
    worth = dict.fromkeys("abc", 1)
    assert count_rooms(SearchProblem.of(scenario), worth, Effort(time_limit=10)).least == 1
    outcome = solve(scenario, Effort(time_limit=10))
    assert outcome.status == "infeasible" and outcome.fits is not None and outcome.fits.most == 2


def test_it_is_not_said_how_many_fit_where_what_stands_breaks_a_must() -> None:
    scenario = scenario_of(
        [{"id": "A"}],
        [{"id": "a", "start": "2026-10-07 10:00", "room": "A"}, {"id": "b", "duration": "2h"}],
    )
    outcome = solve(scenario, Effort(time_limit=10))
    assert outcome.status == "infeasible" and outcome.conflicts and outcome.fits is None


@pytest.mark.parametrize("kind", [kind for kind in KINDS if kind != "people"])
def test_one_to_five_too_many_are_seen_by_counting(kind: str) -> None:
    scenario = loads(json.dumps(overfull(kind, 10, 1)), name="overfull.json")
    outcome = solve(scenario, Effort(time_limit=60))
    assert outcome.status == "infeasible" and outcome.fits is not None
    assert outcome.fits.placed <= outcome.fits.most < outcome.fits.asked
    assert outcome.conflict is not None and outcome.conflict.overload is not None
