"""Instances of others: their scorers count as their makers do, and what is planned for them breaks no hard rule."""

from __future__ import annotations

import csv
from collections.abc import Mapping
from dataclasses import replace
from datetime import date, time
from pathlib import Path
from typing import Any

import pytest
from benchmarks import cosplib, timetabling
from benchmarks.cosplib import instance as conference
from benchmarks.cosplib import score as conference_score
from benchmarks.cosplib.__main__ import main as conference_main
from benchmarks.cosplib.__main__ import reference
from benchmarks.cosplib.instance import TERMS, Place
from benchmarks.cosplib.search import Search as ConferenceSearch
from benchmarks.timetabling import instance as school
from benchmarks.timetabling import score as school_score
from benchmarks.timetabling.__main__ import main as school_main
from benchmarks.timetabling.instance import Lecture
from benchmarks.timetabling.search import Search as SchoolSearch
from openpyxl import Workbook

SHARED = Path(__file__).parents[2] / "shared" / "benchmarks"
COSPLIB, CBCTT = SHARED / "cosplib", SHARED / "cbctt"
needs_cosplib = pytest.mark.skipif(not COSPLIB.exists(), reason="the instances of CoSPLib are not beside the project")
needs_timetables = pytest.mark.skipif(not CBCTT.exists(), reason="those of timetabling are not beside the project")
WEIGHTS = {term: 10 ** (number % 3) for number, term in enumerate(TERMS)}
SESSIONS, ROOMS = ("Mon", "Tue", "Wed"), ("A", "B")
SHEETS: Mapping[str, list[list[Any]]] = {
    "parameters": [
        ["Sessions", None, None, "Weights", None],
        *(
            [label, value, None, term, WEIGHTS[term]]
            for (label, value), term in zip(
                [
                    ("Local time zone:", "GMT+1"),
                    ("Suitable", None),
                    ("From:", time(9)),
                    ("To:", time(17)),
                    ("Less suitable", None),
                    ("From:", time(7)),
                    ("To:", time(20)),
                    ("Penalty:", 1),
                    ("Unsuitable", None),
                    ("Penalty:", 10),
                    *[(None, None)] * 6,
                ],
                TERMS,
                strict=True,
            )
        ),
    ],
    "submissions": [
        [
            "Reference",
            "Track",
            "Required Timeslots",
            "Order",
            "Time Zone",
            "Presenters",
            "Attendees",
            *SESSIONS,
            *ROOMS,
        ],
        ["one", "art", 1, 2, "GMT+1", "Ann", None, None, 4, None, None, None],
        ["two", "art", 2, 1, "GMT-5", "Bea, Cid", None, None, None, None, 3, None],
        ["three", "art", 1, 0, "GMT+1", "Dan", None, None, None, None, None, None],
        ["four", "law", 1, 0, "GMT", "Ann", "Bea", None, None, None, None, None],
        ["five", "law", 1, 0, "GMT+1", "Eve", None, None, None, None, None, None],
    ],
    "tracks": [["Tracks", "Chairs"], ["art", "Eve"], ["law", "Fay"]],
    "sessions": [
        ["Sessions", "Max Number of Timeslots", "Date", "Start Time", "End Time"],
        ["Mon", 2, date(2026, 5, 11), time(10), time(11)],
        ["Tue", 2, date(2026, 5, 12), time(10), time(11)],
        ["Wed", 2, date(2026, 5, 13), time(16, 30), time(17, 30)],
    ],
    "rooms": [["Rooms"], *([room] for room in ROOMS)],
    "tracks_sessions|penalty": [[None, *SESSIONS], ["art", 1, None, 2], ["law", None, 7, None]],
    "tracks_rooms|penalty": [[None, *ROOMS], ["art", None, 5], ["law", None, 6]],
    "sessions_rooms|penalty": [[None, *ROOMS], ["Mon", 1, None], ["Wed", None, 9]],
    "similar tracks": [[None, "art", "law"], ["art", None, 8], ["law", 99, None]],
}
BEFORE = {
    "one": Place("Mon", "A", 1),
    "three": Place("Mon", "A", 2),
    "four": Place("Mon", "B", 1),
    "five": Place("Mon", "B", 2),
    "two": Place("Wed", "A", 1),
}
"""A plan of the workbook: art in room A on Monday and Wednesday, law in room B on Monday."""
COUNTS = {
    "tracks_sessions": 1 + 2,
    "tracks_rooms": 6,
    "sessions_rooms": 1,
    "similar_tracks": 8,
    "rooms_per_track": 0,
    "parallel_tracks": 0,
    "consecutive_tracks": 1,
    "submissions_timezones": 2 * 0 + 0,
    "submissions_order": 2,
    "submissions_sessions": 0,
    "submissions_rooms": 2 * 3,
    "presenters_session": 3,
    "attendees_session": 0,
    "chairs": 0,
    "presenters_slot": 2,
    "attendees_slot": 0,
}
TOY = """Name: Toy
Courses: 3
Rooms: 2
Days: 2
Periods_per_day: 3
Curricula: 2
Min_Max_Daily_Lectures: 2 3
UnavailabilityConstraints: 1
RoomConstraints: 1

COURSES:
art Ann 3 2 30 1
law Bea 2 2 45 0
sea Ann 1 1 10 0

ROOMS:
A 32 1
B 40 0

CURRICULA:
Q 2 art law
R 1 sea

UNAVAILABILITY_CONSTRAINTS:
law 0 0

ROOM_CONSTRAINTS:
sea A

END.
"""
ART, LAW, SEA = ([Lecture(name, number) for number in range(3)] for name in ("art", "law", "sea"))


@pytest.fixture
def workbook(tmp_path: Path) -> Path:
    book = Workbook()
    book.remove(book.worksheets[0])
    for title, rows in SHEETS.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    path = tmp_path / "instances" / "tiny.xlsx"
    path.parent.mkdir()
    book.save(path)
    return path


@pytest.fixture
def toy(tmp_path: Path) -> Path:
    path = tmp_path / "toy.ectt"
    path.write_text(TOY, encoding="utf-8")
    return path


def test_the_terms_of_a_conference_are_those_counted_by_hand(workbook: Path) -> None:
    found = conference.read(workbook)
    assert conference_score.counts(found, BEFORE) == COUNTS
    assert conference_score.objective(found, BEFORE) == sum(WEIGHTS[term] * count for term, count in COUNTS.items())
    assert [*conference_score.broken(found, BEFORE)] == []


@pytest.mark.parametrize(
    ("changes", "counts"),
    [
        ({"three": Place("Mon", "B", 1), "four": Place("Tue", "B", 1), "five": Place("Tue", "B", 2)},
         {"rooms_per_track": 1, "parallel_tracks": 1, "tracks_sessions": 1 + 1 + 2 + 7, "tracks_rooms": 5 + 6}),
        ({"one": Place("Wed", "A", 1), "two": Place("Mon", "A", 1), "three": Place("Wed", "A", 2)},
         {"submissions_order": 0, "presenters_session": 1, "attendees_session": 1, "attendees_slot": 1}),
        ({"one": Place("Tue", "A", 1), "three": Place("Tue", "A", 2)},
         {"submissions_sessions": 4, "consecutive_tracks": 0, "presenters_session": 0}),
        ({"one": Place("Wed", "A", 1), "two": Place("Tue", "A", 1), "three": Place("Wed", "A", 2)},
         {"submissions_timezones": 2 * 10 + 1 + 1}),
        ({"one": Place("Wed", "B", 1), "two": Place("Wed", "A", 1)},
         {"submissions_order": 2 + 1, "sessions_rooms": 1 + 9}),
    ],
)  # fmt: skip
def test_each_term_of_a_conference_is_counted_where_it_arises(
    workbook: Path, changes: Mapping[str, Place], counts: Mapping[str, int]
) -> None:
    found = conference_score.counts(conference.read(workbook), {**BEFORE, **changes})
    assert {term: found[term] for term in counts} == counts


def test_tracks_that_share_a_chair_are_counted(workbook: Path) -> None:
    found = replace(conference.read(workbook), chairs={"art": frozenset({"Eve"}), "law": frozenset({"Eve", "Fay"})})
    assert conference_score.counts(found, BEFORE)["chairs"] == 1


@pytest.mark.parametrize(
    ("changes", "says"),
    [
        ({"two": Place("Wed", "A", 2)}, ["two is outside Wed"]),
        ({"three": Place("Mon", "A", 1)}, ["three and one share a slot"]),
        ({"three": Place("Mon", "B", 3)}, ["three is outside Mon", *["two tracks are in Mon, B"] * 2]),
    ],
)
def test_hard_rules_of_a_conference_are_told(workbook: Path, changes: Mapping[str, Place], says: list[str]) -> None:
    found = conference.read(workbook)
    assert sorted(conference_score.broken(found, {**BEFORE, **changes})) == says
    assert [*conference_score.broken(found, {"one": BEFORE["one"]})] == [
        f"{name} has no place" for name in ("two", "three", "four", "five")
    ]


def test_a_small_conference_is_planned(workbook: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Trying every plan shows that none costs less than 65: `two` on Monday in B, others of art on Tuesday in A."""
    found = replace(
        conference.read(workbook), weights=WEIGHTS | dict.fromkeys(("submissions_timezones", "submissions_order"), 0)
    )
    told: list[int] = []
    search = ConferenceSearch(found, 60, watch=lambda _, cost: told.append(cost))
    plan = search.run(least=65)
    assert [*conference_score.broken(found, plan)] == []
    assert told == sorted(told, reverse=True)
    assert told[-1] == conference_score.objective(found, plan) == 65
    conference_main([str(workbook.parent.parent), "--seconds", "0.5", "1", "--workers", "1"])
    heads, rule, row = capsys.readouterr().out.splitlines()
    assert "after 0.5 s | after 1 s" in heads
    assert row.startswith("| tiny | ")
    assert heads.count("|") == rule.count("|") == row.count("|")


@needs_cosplib
def test_reference_objectives_of_cosplib_are_reproduced() -> None:
    read = {path.stem: conference.read(path) for path in (COSPLIB / "instances").glob("*.xlsx")}
    with (COSPLIB / "reference.tsv").open(encoding="utf-8", newline="") as file:
        rows = [*csv.DictReader(file, delimiter="\t")]
    for row in rows:
        with (COSPLIB / "solutions" / row["file"]).open(encoding="utf-8", newline="") as file:
            plan = {
                one["submission"]: Place(one["session"], one["room"], int(one["slot"])) for one in csv.DictReader(file)
            }
        assert conference_score.objective(read[row["instance"]], plan) == int(row["objective"]), row["file"]
        assert ([*conference_score.broken(read[row["instance"]], plan)] == []) == (row["feasible"] == "yes")
    assert len(rows) >= 20


@needs_cosplib
def test_the_smallest_instance_of_cosplib_is_planned_as_well_as_others_did() -> None:
    found = conference.read(COSPLIB / "instances" / "N2OR.xlsx")
    plan = ConferenceSearch(found, 60).run(least=reference(COSPLIB)["N2OR"])
    assert [*conference_score.broken(found, plan)] == []
    assert conference_score.objective(found, plan) <= reference(COSPLIB)["N2OR"]


def test_the_cost_of_a_timetable_is_that_counted_by_hand(toy: Path) -> None:
    found = school.read(toy)
    timetable = {
        ART[0]: school.Place("A", 0),
        ART[1]: school.Place("B", 1),
        ART[2]: school.Place("A", 2),
        LAW[0]: school.Place("B", 3),
        LAW[1]: school.Place("A", 5),
        SEA[0]: school.Place("B", 4),
    }
    assert [*school_score.broken(found, timetable)] == []
    assert school_score.terms(found, timetable) == {
        "room capacity": 5 + 13,  # 45 students of law
        "working days": 5 + 5,  # art and law, on one day instead of two
        "isolated lectures": 2 * 3,  # both of law, with sea between them, and that of sea
        "room stability": 1 + 1,
    }
    assert school_score.cost(found, timetable) == 18 + 10 + 6 + 2


def test_hard_rules_of_a_timetable_are_told(toy: Path) -> None:
    found = school.read(toy)
    timetable = {
        ART[0]: school.Place("A", 0),
        ART[1]: school.Place("B", 0),
        LAW[0]: school.Place("B", 0),
        LAW[1]: school.Place("A", 3),
        SEA[0]: school.Place("B", 3),
    }
    assert [*school_score.broken(found, timetable)] == [
        "lecture 2 of art has no place",
        "course art is taken twice in period 0",
        "teacher Ann is taken twice in period 0",
        "curriculum Q is taken twice in period 0",
        "law cannot be taught in period 0",
        "room B is taken twice in period 0",
        "curriculum Q is taken twice in period 0",
    ]


def test_a_small_timetable_is_planned(toy: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """Law costs 5 a lecture for want of seats and sea stands alone, whatever is done."""
    found = school.read(toy)
    timetable = SchoolSearch(found, 60).run(least=5 + 5 + 2)
    assert [*school_score.broken(found, timetable)] == []
    assert school_score.cost(found, timetable) == 12
    school_main([str(toy.parent), "--seconds", "0.5", "1", "--workers", "1"])
    heads, rule, row = capsys.readouterr().out.splitlines()
    assert row.startswith("| toy | 6 | ")
    assert heads.count("|") == rule.count("|") == row.count("|")


@needs_timetables
def test_the_smallest_published_timetable_is_planned_without_cost() -> None:
    found = school.read(CBCTT / "toy.ectt")
    timetable = SchoolSearch(found, 60).run()
    assert [*school_score.broken(found, timetable)] == []
    assert school_score.cost(found, timetable) == 0


def test_the_scorers_know_neither_rules_nor_solver() -> None:
    for package in (cosplib, timetabling):
        for name in ("instance", "score"):
            source = Path(package.__path__[0], f"{name}.py").read_text(encoding="utf-8")
            assert "expo_planner" not in source
