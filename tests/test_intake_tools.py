"""The tools people come from: Sessionize, Sched, ConfTool, pretalx, lists of sessions in JSON; and the cases."""

from __future__ import annotations

import json
from datetime import datetime, time
from pathlib import Path
from typing import Any

import pytest
import yaml
from openpyxl import Workbook, load_workbook

from expo_planner.domain.problems import BadInput
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.import_files import Imported, import_files
from expo_planner.importers.model import Hints

SHARED = Path(__file__).parents[2] / "shared"
CASES, INSTANCES = SHARED / "cases", SHARED / "benchmarks" / "cosplib" / "instances"


def imported(*paths: Path, zone: str | None = "Europe/Berlin") -> Imported:
    return import_files(paths, Path("out.yaml"), Hints(), ImportChoices(timezone=zone, language="en"))


def case(name: str, zone: str | None = None) -> Imported:
    """One of the cases that are kept beside this project."""
    if not CASES.is_dir():
        pytest.skip("the cases are not part of the distribution")
    return imported(CASES / name, zone=zone)


def starts(found: Imported) -> dict[str, str]:
    """What is written as the start of each session, by title."""
    return {one["title"]: str(one.get("start", "")) for one in yaml.safe_load(found.text)["sessions"]}


def rooms(found: Imported) -> list[str]:
    return [room.name for room in found.scenario.expo.rooms.values()]


def people(found: Imported) -> list[str]:
    return sorted(found.scenario.expo.everyone)


def guesses(found: Imported) -> str:
    return "\n".join(f"{about}: {guess.say('en')}" for about, guess in found.guesses)


def put(folder: Path, name: str, value: object) -> Path:
    path = folder / name
    path.write_text(value if isinstance(value, str) else json.dumps(value, ensure_ascii=False), encoding="utf-8")
    return path


def session(number: int, **facts: Any) -> dict[str, Any]:
    """A session of Sessionize."""
    usual = {"isServiceSession": False, "isPlenumSession": False, "roomId": 1, "speakers": [], "status": "Accepted"}
    times = {"startsAt": f"2026-09-17T{number:02}:00:00", "endsAt": f"2026-09-17T{number:02}:45:00"}
    return {"id": str(number), "title": f"Talk {number}", **times, **usual, **facts}


def test_the_view_all_of_sessionize_has_tracks_formats_people_and_plenum_sessions(tmp_path: Path) -> None:
    view = {
        "sessions": [
            session(9, isPlenumSession=True, speakers=["a"], categoryItems=[11, 21, 31]),
            session(10, speakers=["a", "b"], roomId=2, description="<p>Why</p>", liveUrl="https://live.example/1"),
            session(12, isServiceSession=True, isPlenumSession=True, title="Lunch", id="3f2504e0-4f89-41d3-9a0c"),
            session(13, status="Declined"),
            session(14, startsAt=None, endsAt=None, roomId=None),
        ],
        "speakers": [{"id": "a", "fullName": "Mina Holt"}, {"id": "b", "firstName": "Jon", "lastName": "Vale"}],
        "rooms": [{"id": 1, "name": "Hall"}, {"id": 2, "name": "Room"}],
        "categories": [
            {"title": "Track", "items": [{"id": 11, "name": "Data"}]},
            {"title": "Session format", "items": [{"id": 21, "name": "Keynote"}]},
            {"title": "Level", "items": [{"id": 31, "name": "Expert"}]},
        ],
        "questions": [],
    }
    found = imported(put(tmp_path, "all.json", view))
    sessions = found.scenario.expo.sessions
    assert list(sessions) == ["9", "10", "lunch", "14"]
    assert (sessions["9"].category, sessions["9"].type, sessions["9"].tags) == ("Data", "Keynote", ("Expert",))
    assert (sessions["lunch"].category, sessions["lunch"].people) == ("Break", ())
    assert sessions["10"].people == ("Mina Holt", "Jon Vale")
    assert (sessions["14"].start, sessions["14"].length) == (None, 45)
    assert [problem.message.say("en") for problem in found.told] == ["its status is 'Declined'; left out"]
    assert "rules:\n  - {alone: {session: 9}}\n  - {alone: {session: lunch}}" in found.text
    assert not [clash for clash in found.report.errors if clash.rule == "alone"]


def test_other_views_of_sessionize_name_rooms_and_people_in_place_and_repeat_plenum_sessions(tmp_path: Path) -> None:
    talk = session(10, speakers=[{"id": "a", "name": "Mina Holt"}], room="Hall")
    lunch = session(12, isPlenumSession=True, room="Hall", title="Lunch")
    days = [{"id": 1, "name": "Hall", "sessions": [talk, lunch]}, {"id": 2, "name": "Room", "sessions": [lunch]}]
    found = imported(put(tmp_path, "grid.json", [{"date": "2026-09-17T00:00:00", "rooms": days, "timeSlots": []}]))
    assert starts(found) == {"Talk 10": "2026-09-17 10:00", "Lunch": "2026-09-17 12:00"}
    assert (found.rows, len(found.told), people(found)) == (3, 1, ["Mina Holt"])
    group = [{"groupId": 1, "groupName": "Data", "sessions": [talk]}]
    assert starts(imported(put(tmp_path, "sessions.json", group))) == {"Talk 10": "2026-09-17 10:00"}


def test_the_excel_export_of_sessionize_has_a_row_for_each_speaker(tmp_path: Path) -> None:
    workbook, path = Workbook(), tmp_path / "export.xlsx"
    header = ["Session Id", "Title", "Description", "Owner", "Room", "Scheduled At", "Scheduled Duration"]
    sheet = workbook.worksheets[0]
    sheet.append([*header, "Speaker Id", "FirstName", "LastName", "Bio"])
    at = datetime(2026, 9, 17, 9, 30)
    sheet.append([7, "Nets", "How", "Ann Lee", "Hall", at, 45, "s1", "Ann", "Lee", "x"])
    sheet.append([7, "Nets", "How", "Ann Lee", "Hall", at, 45, "s2", "Bo", "Lind", "x"])
    sheet.append([8, "Later", "", "Ann Lee", None, None, 30, "s1", "Ann", "Lee", "x"])
    workbook.save(path)
    found = imported(path)
    assert starts(found) == {"Nets": "2026-09-17 09:30", "Later": ""}
    nets, later = found.scenario.expo.sessions.values()
    assert (nets.length, nets.people, later.length, later.people) == (45, ("Ann Lee", "Bo Lind"), 30, ("Ann Lee",))


def test_the_csv_of_sched_is_a_table(tmp_path: Path) -> None:
    rows = "event_key,name,event_start,event_end,event_type,venue,speakers,description\n"
    rows += "k1,Opening,2026-09-17 09:00,2026-09-17 10:00,Keynote,Main Hall,Ann Lee,Hello\n"
    found = imported(put(tmp_path, "sched.csv", rows))
    [one] = found.scenario.expo.sessions.values()
    assert (one.id, one.title, one.category, one.length, one.people) == ("k1", "Opening", "Keynote", 60, ("Ann Lee",))
    assert rooms(found) == ["Main Hall"] and starts(found) == {"Opening": "2026-09-17 09:00"}


def test_sessions_of_conftool_have_their_presentations_inside(tmp_path: Path) -> None:
    rows = (
        "session_ID,session_short,session_title,session_start,session_end,session_room,chair1,"
        "p1_title,p1_authors,p1_presenting_author,p1_start,p1_end,p2_title,p2_presenting_author,p2_start,p2_end\n"
        "4,S01,Nets and knots,2026-03-18 14:00,2026-03-18 16:00,Room 5,Ann Lee,"
        "Knots,Bo Lind; Cy Moor,Bo Lind,2026-03-18 14:00,2026-03-18 14:40,Poster,Di Nor,,\n"
    )
    found = imported(put(tmp_path, "sessions.csv", rows))
    [one] = found.scenario.expo.sessions.values()
    assert (one.id, one.title, one.people, one.abstract) == ("s01", "Nets and knots", ("Ann Lee",), "Poster (Di Nor)")
    assert [(item.title, item.people) for item in one.programme] == [("Knots", ("Bo Lind",))]
    assert found.left["authors who do not present"] == 1
    assert "Poster" in guesses(found)


def test_speakers_of_pretalx_are_available_when_they_say_so(tmp_path: Path) -> None:
    slot = {"start": "2026-09-17T09:00:00+02:00", "end": "2026-09-17T10:00:00+02:00", "room": "Aula"}
    talk = {
        "code": "T",
        "title": "Nets",
        "state": "confirmed",
        "slot": slot,
        "speakers": [{"code": "S", "name": "Ann"}],
    }
    window = {"id": 1, "start": "2026-09-17T08:00:00+02:00", "end": "2026-09-17T12:00:00+02:00", "allDay": False}
    speaker = {"code": "S", "name": "Ann", "submissions": ["T"], "availabilities": [window]}
    talks = put(tmp_path, "talks.json", {"count": 1, "results": [talk]})
    speakers = put(tmp_path, "speakers.json", {"count": 1, "results": [speaker]})
    wanted = "{id: Ann, available: [2026-09-17 08:00 .. 2026-09-17 12:00]}"
    assert wanted in imported(talks, speakers).text
    inside = {"count": 1, "results": [talk | {"speakers": [speaker]}]}
    assert wanted in imported(put(tmp_path, "one.json", inside)).text


def test_a_list_of_sessions_is_read_as_a_table_whatever_it_stands_in(tmp_path: Path) -> None:
    talks: list[dict[str, Any]] = [
        {"id": 7, "title": "One", "startTime": "08:30", "endTime": "09:30", "authors": ["Ira Holm", "Bo Lind"]},
        {"title": "Two", "startsAt": "10:00", "duration": 45, "speakers": [{"name": "Cy Moor"}], "mood": "good"},
    ]
    day = {"date": "2026-08-20", "rooms": [{"name": "Hall A", "talks": talks}]}
    found = imported(put(tmp_path, "days.json", {"title": "Fair", "days": [day]}))
    assert starts(found) == {"One": "2026-08-20 08:30", "Two": "2026-08-20 10:00"}
    assert (rooms(found), people(found)) == (["Hall A"], ["Bo Lind", "Cy Moor", "Ira Holm"])
    assert found.left == {"mood": 1} and "read as 45 minutes" in guesses(found)
    instant = [{"name": "Far", "start": "2026-08-20T08:30:00Z", "end": "2026-08-20T11:30:00+02:00"}]
    assert starts(imported(put(tmp_path, "z.json", instant))) == {"Far": "2026-08-20 10:30"}


LIBRARY: dict[str, list[list[object]]] = {
    "parameters": [
        ["Sessions", None, None, "Weights", None],
        ["Local time zone:", "GMT+0", None, "Tracks_Sessions|Penalty:", 7],
        ["From:", time(9), None, "Submissions_Rooms|Penalty:", 5],
        ["To:", time(21), None, "Number of Rooms per Track:", 3],
        [None, None, None, "Submissions Order:", 2],
        [None, None, None, "Similar Tracks:", 9],
        [None, None, None, "Attendees Conflicts:", 4],
    ],
    "submissions": [
        ["Reference", "Track", "Required Timeslots", "Order", "Time Zone", "Presenters", "Attendees", "A1", "B1", "R1"],
        ["s1", "Nets", 1, 2, "GMT+0", "Ann, Bo", "Cy", None, None, None],
        ["s2", "Nets", 2, 1, "GMT+0", "Di", "Cy, Ann", None, None, 10],
        ["s3", "Knots", 1, 0, "GMT+0", "Ann", None, None, 10, None],
        [None, "Knots", 1, 0, "GMT+0", "Ed", None, None, None, None],
        ["s5", "Knots", "many", 0, "GMT+0", "Ed", None, None, None, None],
    ],
    "tracks": [["Tracks", "Chairs"], ["Nets", None], ["Knots", "Fay"]],
    "sessions": [
        ["Sessions", "Max Number of Timeslots", "Date", "Start Time", "End Time"],
        ["A1", 2, datetime(2026, 9, 17), time(9), time(10)],
        ["B1", 2, datetime(2026, 9, 18), time(14), time(15, 30)],
    ],
    "rooms": [["Rooms"], ["R1"], ["R2"]],
    "tracks_sessions|penalty": [[None, "A1", "B1"], ["Nets", None, 1], ["Knots", None, None]],
    "tracks_rooms|penalty": [[None, "R1", "R2"], ["Nets", None, None], ["Knots", None, None]],
}


def test_an_instance_of_cosplib_is_its_submissions_with_their_relations_and_what_cannot_be_said(tmp_path: Path) -> None:
    workbook, path = Workbook(), tmp_path / "tiny.xlsx"
    for title, rows in LIBRARY.items():
        sheet = workbook.create_sheet(title)
        for row in rows:
            sheet.append(row)
    workbook.remove(workbook.worksheets[0])
    workbook.save(path)
    found = imported(path, zone=None)
    assert [(one.id, one.length, one.type, one.series) for one in found.scenario.expo.sessions.values()] == [
        ("s1", 30, None, "Nets"),
        ("s2", 60, "2 slots", "Nets"),
        ("s3", 30, None, "Knots"),
    ]
    assert (found.rows, [problem.source.place for problem in found.misread]) == (
        5,
        ["submissions!A5", "submissions!A6"],
    )
    read = yaml.safe_load(found.text)
    prefer = {one["id"]: one.get("prefer") for one in read["sessions"]}
    assert prefer == {
        "s1": {"when": ["2026-09-17 09:00-10:00"]},
        "s2": {"when": ["2026-09-17 09:00-10:00"], "rooms": ["r2"]},
        "s3": None,
    }
    assert read["rules"] == [
        {"before": {"sessions": ["s2", "s1"], "weight": 2}},
        {"audience": {"pairs": [["s1", "s2", 2], ["s2", "s3", 1]], "weight": 4}},
    ]
    assert read["goals"] == {"prefer_when": 7, "prefer_rooms": 5, "home_room": 3, "busy_people": 0}
    assert [str(slot["at"]) for slot in read["expo"]["slots"] if "types" in slot] == ["09:00-10:00", "14:00-15:30"]
    assert "Similar Tracks (9)" in guesses(found) and "30 minutes for each slot" in guesses(found)


@pytest.mark.parametrize("path", sorted(INSTANCES.glob("*.xlsx")) or [None], ids=str)
def test_the_instances_of_the_library_come_in_whole(path: Path | None) -> None:
    if path is None:
        pytest.skip("the instances are not part of the distribution")
    found = imported(path)
    submissions = load_workbook(path)["submissions"].iter_rows(min_row=2, values_only=True)
    references = [" ".join(str(row[0]).split()) for row in submissions if any(row)]
    titles = [one.title for one in found.scenario.expo.sessions.values()]
    assert titles == references and not found.misread


@pytest.mark.parametrize(
    ("name", "text", "said"),
    [
        ("a.xml", "<programme><talk/></programme>", "starts with <schedule>"),
        ("a.json", '{"a": [1, 2]}', "Sessionize"),
        ("a.json", '[{"title": "x", "price": 3}]', "lists of objects with a title and a start"),
        ("a.json", "[]", "it starts with '[]'"),
    ],
)
def test_what_is_none_of_these_is_refused_in_one_line_that_says_which_are_read(
    tmp_path: Path, name: str, text: str, said: str
) -> None:
    with pytest.raises(BadInput) as bad:
        imported(put(tmp_path, name, text))
    [problem] = bad.value.problems
    assert said in problem.say("en") and problem.say("zh")


def test_the_case_of_one_uid_for_all() -> None:
    found = case("import/one-uid.ics")
    assert starts(found) == {
        "Talk 1": "2026-09-11 09:00",
        "Talk 2": "2026-09-11 10:00",
        "Talk 3": "2026-09-12 11:00",
        "Talk 4": "2026-09-12 12:00",
    }
    assert rooms(found) == ["Tent 1", "Tent 0"] and guesses(found).count("UIDs are not unique") == 1
    assert list(found.scenario.expo.sessions) == ["talk-1", "talk-2", "talk-3", "talk-4"]
    assert len(case("field/04-one-uid-for-all.ics").scenario.expo.sessions) == 3


def test_the_case_of_whole_days() -> None:
    found = case("field/07-all-day-collapses.ics")
    assert starts(found)["Exhibition (two whole days)"] == "2026-03-02 08:00 .. 2026-03-03 22:00"
    assert "hours: 08:00-22:00" in found.text


def test_the_cases_of_the_clock_of_the_venue() -> None:
    found = case("field/08-offset-and-no-zone.xml")
    assert starts(found) == {"Opening": "2026-12-27 11:00", "Night show": "2026-12-28 00:15"}
    assert "Europe/Berlin is assumed from its offset" in guesses(found)
    other = case("field/08-zero-offset-and-zone.xml")
    assert starts(other) == {"Welcome": "2026-08-05 10:00", "Cheese and wine": "2026-08-05 22:30"}


def test_the_cases_of_sessionize_and_of_lists() -> None:
    grid = case("field/20-sessionize-grid.json")
    assert (len(starts(grid)), len(rooms(grid)), len(people(grid))) == (3, 2, 2)
    listed = case("field/20-list-of-sessions.json")
    assert starts(listed)["Workshop 1"] == "2026-08-20 10:20" and len(people(listed)) == 3
    found = case("import/sessionize.json", "Europe/Berlin")
    assert (len(starts(found)), len(rooms(found)), len(people(found))) == (3, 2, 2)
    assert {one.title: one.category for one in found.scenario.expo.sessions.values()} == {
        "Opening": "Main",
        "Small tables": "Data",
        "Lunch": "Break",
    }
    assert "{alone: {session: 101}}" in found.text


def test_the_other_cases_of_schedules() -> None:
    assert people(case("field/21-person-with-full-name-only.json")) == ["Bo Lind", "Ira Holm"]
    assert people(case("field/24-yaml-that-others-refuse.xml")) == ["you? me?"]
    odd = case("field/26-odd-durations.xml")
    assert [one.length for one in odd.scenario.expo.sessions.values()] == [90, 45, 30]
    assert (len(odd.misread), guesses(odd).count("was read as")) == (2, 2)
    with pytest.raises(BadInput, match="programme"):
        case("import/not-a-schedule.xml")
