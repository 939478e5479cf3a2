"""Days that end after midnight: what runs at one in the morning belongs to the evening before."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from conftest import Plan

from expo_planner import Effort, Expo, Scenario, check, load, solve
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.board.state import BoardState
from expo_planner.domain.clock import Clock
from expo_planner.domain.problems import BadInput
from expo_planner.interface.json.board import BoardDrawing
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.formats.layout import panels
from expo_planner.publishing.site.days import Bilingual

NIGHTS = """\
expo:
  {id: nights, title: Nights, timezone: Europe/Berlin, days: 2026-12-27..2026-12-28, hours: 18:00-02:00, language: en}
rooms: [{id: S, name: Saal}]
sessions:
  - {id: opening, title: Opening, start: 2026-12-27 18:00, duration: 1h, room: S}
  - {id: kitchen, title: Night kitchen, start: 2026-12-28 00:30, duration: 1h, room: S}
  - {id: dance, title: Last dance, start: 2026-12-29 01:00, duration: 1h, room: S}
"""
FIRST, SECOND = date(2026, 12, 27), date(2026, 12, 28)


def scenario(folder: Path, text: str = NIGHTS) -> Scenario:
    (folder / "nights.yaml").write_text(text, encoding="utf-8")
    return load(folder / "nights.yaml")


def agenda(scenario: Scenario) -> Agenda:
    return make_agenda(scenario.expo, scenario.expo.standing)


def with_expo(fields: str) -> str:
    return NIGHTS.replace("hours: 18:00-02:00", fields)


@pytest.mark.parametrize(
    ("fields", "minutes"),
    [
        ("hours: 18:00-02:00", 120),
        ("hours: {2026-12-27: 20:00-03:00, default: 18:00-01:00}", 180),
        ("hours: [10:00-12:00, 20:00-02:30]", 150),
        ("hours: 18:00-24:00", 0),
        ("hours: 18:00-02:00, day_change: 04:00", 240),
        ("day_change: 06:00", 360),
    ],
)
def test_days_change_when_their_hours_end_or_when_the_file_says(tmp_path: Path, fields: str, minutes: int) -> None:
    assert scenario(tmp_path, with_expo(fields)).expo.clock.day_change == minutes


@pytest.mark.parametrize(
    ("fields", "said"),
    [
        ("hours: 18:00-13:00", "does not end after it starts"),
        ("hours: 18:00-18:00", "does not end after it starts"),
        ("hours: 08:00-22:00, day_change: 09:00", "the day changes at 09:00, after the hours begin at 08:00"),
        ("hours: 08:00-22:00, day_change: 13:00", "is after noon"),
        ("hours: 08:00-22:00, day_change: tonight", "expected a clock time"),
        ("hours: 08:00-22:00, day_change: 04:60", "there is no time 04:60"),
    ],
)
def test_hours_and_changes_of_day_that_cannot_be_are_refused(tmp_path: Path, fields: str, said: str) -> None:
    with pytest.raises(BadInput, match=re.escape(said)):
        scenario(tmp_path, with_expo(fields))


def test_a_day_of_the_expo_is_from_one_change_of_day_to_the_next() -> None:
    clock = Clock("Europe/Berlin", date(2026, 3, 28), 240)
    assert [clock.date(tick) for tick in (0, 239, 240, 1440 + 179)] == [
        date(2026, 3, 27), date(2026, 3, 27), date(2026, 3, 28), date(2026, 3, 28),
    ]  # fmt: skip
    first = clock.day(date(2026, 3, 28))
    assert (first.start, first.end - first.start) == (240, 23 * 60)  # clocks go forward at 02:00 on the 29th
    assert clock.dates(first) == [date(2026, 3, 28)]
    assert clock.end_day_and_minute(1440) == (date(2026, 3, 28), 1440)


def test_sessions_may_run_until_the_hours_end(tmp_path: Path) -> None:
    assert not check(scenario(tmp_path), scenario(tmp_path).expo.standing).clashes
    late = scenario(tmp_path, NIGHTS.replace("2026-12-29 01:00", "2026-12-29 01:30"))
    clashes = {clash.rule: clash.message.say("en") for clash in check(late, late.expo.standing).clashes}
    assert clashes.keys() == {"time_window", "room_open"}
    assert "Mon 28 Dec 18:00 – Tue 29 Dec 02:00" in clashes["time_window"]


def test_the_solver_places_sessions_after_midnight(tmp_path: Path) -> None:
    text = (
        NIGHTS.split("sessions:")[0]
        + "sessions:\n"
        + "".join(f"  - {{id: s{number}, title: Part {number}, duration: 2h}}\n" for number in range(8))
    )
    asked = scenario(tmp_path, text)
    found = solve(asked, Effort(workers=1)).schedule
    assert found is not None and len(found) == 8
    assert not check(asked, found).clashes
    assert {asked.expo.clock.date(place.start) for place in found.values()} == {FIRST, SECOND}


def test_slots_after_midnight_are_in_the_night_of_their_day(tmp_path: Path) -> None:
    expo = scenario(tmp_path, with_expo('hours: 18:00-02:00, slots: [{at: "23:00-00:30"}, {at: "01:00-02:00"}]')).expo
    assert expo.slots is not None
    assert [expo.clock.iso(slot.window.start)[5:16] for slot in expo.slots] == [
        "12-27T23:00", "12-28T01:00", "12-28T23:00", "12-29T01:00",
    ]  # fmt: skip


def test_relations_by_day_count_a_night_to_its_evening(tmp_path: Path) -> None:
    together = "rules: [same_day: {sessions: [opening, kitchen]}]\n"
    asked = scenario(tmp_path, NIGHTS + together)
    assert not check(asked, asked.expo.standing).clashes
    asked = scenario(tmp_path, NIGHTS + together.replace("opening", "dance"))
    assert [clash.rule for clash in check(asked, asked.expo.standing).clashes] == ["same_day"]


def test_agenda_and_site_show_the_night_below_its_evening(tmp_path: Path) -> None:
    told = agenda(scenario(tmp_path))
    shown = {panel.date: [piece.id for row in panel.rows for piece in row.pieces] for panel in panels(told)}
    assert shown == {FIRST: ["opening", "kitchen"], SECOND: ["dance"]}
    days = Bilingual(told).of(told.entries)
    assert [(day.date, [(row.id, row.time) for row in day.rows]) for day in days] == [
        (FIRST, [("opening", "18:00–19:00"), ("kitchen", "00:30–01:30 +1")]),
        (SECOND, [("dance", "01:00–02:00 +1")]),
    ]


def test_a_published_folder_keeps_its_days(tmp_path: Path, plan: Plan) -> None:
    scenario(tmp_path)
    assert plan("publish", tmp_path / "nights.yaml", "-o", tmp_path / "out").code == 0
    feeds = {path.name for path in (tmp_path / "out" / "calendars").glob("day-*.ics")}
    assert feeds == {"day-2026-12-27.ics", "day-2026-12-28.ics"}
    first = (tmp_path / "out" / "calendars" / "day-2026-12-27.ics").read_text(encoding="utf-8")
    assert "Night kitchen" in first and "DTSTART;TZID=Europe/Berlin:20261228T003000" in first


@pytest.mark.parametrize("kind", ["frab-xml", "frab-json"])
def test_schedule_files_have_days_that_do_not_overlap_and_come_back(tmp_path: Path, plan: Plan, kind: str) -> None:
    before = scenario(tmp_path).expo
    name = f"back.{kind.partition('-')[2]}"
    assert plan("export", tmp_path / "nights.yaml", "--to", kind, "-o", tmp_path / name).code == 0
    assert plan("import", tmp_path / name, "-o", tmp_path / "again.yaml").code == 0
    after = load(tmp_path / "again.yaml").expo
    assert (after.days, after.clock.day_change) == (before.days, before.clock.day_change)
    assert {name: place[1:] for name, place in after.standing.items()} == {
        name: place[1:] for name, place in before.standing.items()
    }
    if kind == "frab-xml":
        text = (tmp_path / name).read_text(encoding="utf-8")
        days = re.findall(r'<day index="\d" date="(\S+)" start="(\S+)" end="(\S+)"', text)
        assert days == [
            ("2026-12-27", "2026-12-27T18:00:00+01:00", "2026-12-28T02:00:00+01:00"),
            ("2026-12-28", "2026-12-28T18:00:00+01:00", "2026-12-29T02:00:00+01:00"),
        ]


def test_the_board_knows_when_days_change(tmp_path: Path) -> None:
    scenario(tmp_path)
    board = BoardState.opened(ScenarioFile.read(tmp_path / "nights.yaml"))
    drawn = BoardDrawing("en").document(board)
    assert drawn["day_change"] == 120
    assert [day["windows"] for day in drawn["days"]] == [[[1080, 1560]], [[2520, 3000]]]


def test_a_move_to_a_clock_time_stays_in_the_night_of_its_day(tmp_path: Path, plan: Plan) -> None:
    def start(expo: Expo, name: str) -> str:
        return expo.clock.iso(expo.standing[name].start)[:16]

    scenario(tmp_path)
    assert plan("move", tmp_path / "nights.yaml", "kitchen=@23:00", "opening=@01:00", "--yes").code == 0
    expo = load(tmp_path / "nights.yaml").expo
    assert (start(expo, "kitchen"), start(expo, "opening")) == ("2026-12-27T23:00", "2026-12-28T01:00")
