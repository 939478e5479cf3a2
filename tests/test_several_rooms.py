"""One session in several rooms at once: read, judged, planned, published in every room, and written back."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from icalendar import Calendar
from typer.testing import CliRunner

from expo_planner.checker import check
from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load, loads
from expo_planner.interface.cli import app
from expo_planner.planner.solve import solve
from expo_planner.solver.limits import Effort

SCENARIO = """
expo: {id: several, title: Days, timezone: Europe/Lisbon, days: 2027-05-20, hours: 09:00-13:00, step: 1h, language: en}
rooms:
  - {id: "4", name: Room 4, capacity: 150, needs_met: [video]}
  - {id: "5", name: Room 5, capacity: 120, needs_met: [video], turnover: 1h}
  - {id: "6", name: Room 6, capacity: 60}
  - {id: yard, name: Yard, kind: open}
sessions:
  - {id: opening, title: Opening, duration: 1h, attendance: 260, room: [4, 5], start: 2027-05-20 09:00}
  - {id: keynote, title: Keynote, duration: 1h, attendance: 200, rooms_needed: 2, needs: [video]}
  - {id: nets, title: Nets, duration: 1h, room: 4, start: 2027-05-20 10:00}
"""


def refused(text: str) -> list[str]:
    with pytest.raises(BadInput) as caught:
        loads(text)
    return [problem.message.say("en") for problem in caught.value.problems]


def test_seats_and_prices_add_up_and_equipment_is_what_all_have() -> None:
    both = loads(SCENARIO).expo.rooms["4+5"]
    assert (both.parts, both.capacity, both.needs_met) == (("4", "5"), 270, frozenset({"video"}))
    assert loads(SCENARIO).expo.rooms["4+6"].needs_met == frozenset()


def test_all_rooms_are_taken_each_with_its_own_turnover() -> None:
    scenario = loads(SCENARIO)
    assert not check(scenario, scenario.expo.standing).errors[1:]  # room 4 needs no turnover; the keynote has no place
    in_5 = loads(SCENARIO.replace("room: 4,", "room: 5,"))
    [clash] = [one for one in check(in_5, in_5.expo.standing).errors if one.rule == "room_clash"]
    assert clash.sessions == ("opening", "nets")


def test_the_solver_chooses_rooms_that_are_free_large_enough_and_equipped() -> None:
    outcome = solve(loads(SCENARIO), Effort(workers=1))
    assert outcome.status == "optimal"
    assert outcome.schedule["keynote"].room == "4+5"


def test_the_room_is_written_as_a_list_as_text_and_in_a_table(tmp_path: Path) -> None:
    for written in ("4+5", '"4 ＋ 5"', '["4", "5"]'):
        assert loads(SCENARIO.replace("[4, 5]", written)).expo.sessions["opening"].room == "4+5"
    (tmp_path / "s.csv").write_text("id,title,duration,room,start\na,A,1h,4+5,2027-05-20 09:00\n", encoding="utf-8")
    (tmp_path / "s.yaml").write_text(SCENARIO[: SCENARIO.index("sessions:")] + "sessions: s.csv\n", encoding="utf-8")
    assert load(tmp_path / "s.yaml").expo.sessions["a"].rooms_needed == 2


def test_the_first_room_is_the_main_one_and_the_largest_where_none_is_named() -> None:
    assert loads(SCENARIO.replace("[4, 5]", "[5, 4]")).expo.rooms["5+4"].parts[0] == "5"
    assert "4+5" in loads(SCENARIO.replace("[4, 5]", "[5, 4]")).expo.rooms  # for the keynote


def test_what_cannot_be_taken_together_is_refused_in_words() -> None:
    assert refused(SCENARIO.replace("[4, 5]", "[4, 4]")) == ["'4' is named twice"]
    assert refused(SCENARIO.replace("[4, 5]", "[4, 7]")) == ["there is no room '7'"]
    [yard] = refused(SCENARIO.replace("[4, 5]", "[4, yard]"))
    assert yard == "Yard cannot be one of several rooms at once: it is of kind open"
    halls = SCENARIO.replace("  - {id: yard", '  - {id: H, name: Hall, cells: ["4", "5"]}\n  - {id: yard')
    assert refused(halls.replace("[4, 5]", "[H, 5]")) == ["Hall and Room 5 share a hall"]
    many = "".join(f"  - {{id: r{number}, name: R{number}}}\n" for number in range(30))
    [count] = refused(SCENARIO.replace("sessions:", many + "sessions:"))
    assert count == "528 combinations of 33 rooms are too many to choose from"


def test_too_few_rooms_are_a_conflict_in_words() -> None:
    outcome = solve(loads(SCENARIO.replace("rooms_needed: 2", 'rooms_needed: 2, rooms: ["4"]')), Effort(workers=1))
    assert outcome.status == "infeasible" and outcome.conflict is not None
    said = {demand.message.say("en") for demand in outcome.conflict.demands}
    assert {"“Keynote” takes 2 rooms at once", "“Keynote” must be in Room 4"} <= said
    alone = SCENARIO[: SCENARIO.index('  - {id: "5"')] + "sessions: [{id: k, title: K, duration: 1h, rooms_needed: 2}]"
    conflict = solve(loads(alone), Effort(workers=1)).conflict
    assert conflict is not None and conflict.summary is not None
    assert conflict.summary.message.say("en") == "“K” needs 2 rooms at once; so many cannot be taken together"


def test_it_is_once_in_the_agenda_and_in_every_rooms_feed_with_one_uid(tmp_path: Path) -> None:
    file = tmp_path / "several.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    run = CliRunner().invoke
    assert run(app, ["solve", str(file), "-o", str(tmp_path / "out"), "--workers", "1"]).exit_code == 0
    assert run(app, ["take", str(tmp_path / "out/schedule.json"), "-o", str(file)]).exit_code == 0
    assert "room: 4+5}" in file.read_text(encoding="utf-8")
    assert run(app, ["publish", str(file), "-o", str(tmp_path / "public")]).exit_code == 0
    feeds = {path.stem: path for path in (tmp_path / "public" / "calendars").glob("room-*.ics")}
    assert set(feeds) == {"room-4", "room-5"}
    uids = {
        name: [str(event["UID"]) for event in Calendar.from_ical(path.read_bytes()).walk("VEVENT")]
        for name, path in feeds.items()
    }
    assert all(uid.count("opening@several.expo-planner") == 1 for uid in uids.values())
    agenda = (tmp_path / "public" / "agenda.md").read_text(encoding="utf-8")
    assert agenda.count("| Opening |") == 1 and "Room 4 + Room 5" in agenda


def test_a_schedule_with_rooms_that_no_session_may_take_at_once_is_refused(tmp_path: Path) -> None:
    (tmp_path / "s.yaml").write_text(SCENARIO.replace("rooms_needed: 2, ", ""), encoding="utf-8")
    places = [{"id": "nets", "room": "6+4", "start": "2027-05-20T10:00:00+01:00"}]
    (tmp_path / "plan.json").write_text(
        json.dumps({"schema": "expo-planner/schedule/1", "expo": "several", "sessions": places}), encoding="utf-8"
    )
    found = CliRunner().invoke(
        app, ["check", str(tmp_path / "s.yaml"), "--schedule", str(tmp_path / "plan.json"), "--lang", "en"]
    )
    assert found.exit_code == 2 and "no session may take '6+4' at once" in found.output


def test_a_session_that_is_put_into_one_room_still_needs_several(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    places = [{"id": "opening", "room": "6", "start": "2027-05-20T09:00:00+01:00"}]
    plan = {"schema": "expo-planner/schedule/1", "expo": "several", "sessions": places}
    (tmp_path / "plan.json").write_text(json.dumps(plan), encoding="utf-8")
    assert (
        CliRunner().invoke(app, ["take", str(tmp_path / "plan.json"), "-o", str(file)]).exit_code == 1
    )  # which is told as a clash
    opening = load(file).expo.sessions["opening"]
    assert (opening.room, opening.rooms_needed) == ("6", 2)
