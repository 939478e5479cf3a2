"""Sessions that take place several times: read, judged, planned, written back, published once, chosen once."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan

from expo_planner.board import forms
from expo_planner.board.file_follower import FileFollower
from expo_planner.board.history import History
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.checker import check
from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import people_filling
from expo_planner.files.edit.place import place
from expo_planner.files.read.load import load, loads
from expo_planner.planner.choices import choices_met
from expo_planner.planner.solve import solve
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats.markdown import render
from expo_planner.solver.limits import Effort

SCENARIO = """
expo: {id: again, title: Days, timezone: Europe/Lisbon, days: 2027-05-20..2027-05-22, hours: 09:00-13:00, language: en}
rooms: [{id: A, name: Hall A, capacity: 40}, {id: B, name: Hall B, capacity: 30}]
sessions:
  # on every day
  - {id: tour, title: Tour, duration: 1h, times: 3, spread: days, people: [Zoe], attendance: 20}
  - {id: talk, title: Talk, duration: 2h, people: [Zoe], start: 2027-05-20 09:00, room: A}
"""
WITH_ENTRY = SCENARIO + "  - {id: tour-2, repeats: tour, title: Tour in English, start: 2027-05-21 10:00, room: B}\n"
MORNING = 24 * 60


def problems(text: str) -> list[Problem]:
    with pytest.raises(BadInput) as caught:
        loads(text)
    return list(caught.value.problems)


def refused(text: str) -> list[str]:
    return [problem.message.say("en") for problem in problems(text)]


def test_every_time_is_a_session_with_an_id_of_its_own_after_the_first() -> None:
    expo = loads(SCENARIO).expo
    assert [*expo.sessions] == ["tour", "tour-2", "tour-3", "talk"]
    assert expo.repeated == {"tour": ("tour", "tour-2", "tour-3")}
    third = expo.sessions["tour-3"]
    assert (third.title, third.length, third.people, third.attendance) == ("Tour", 60, ("Zoe",), 20)
    assert (third.start, third.room, third.pinned) == (None, None, False)
    assert third.say("en") == "“Tour” (tour-3)" and third.say("zh") == "“Tour”（tour-3）"


def test_an_entry_says_where_a_time_is_and_what_is_different() -> None:
    expo = loads(WITH_ENTRY).expo
    assert [*expo.sessions] == ["tour", "tour-2", "tour-3", "talk"]  # wherever the entry stands
    second = expo.sessions["tour-2"]
    assert (second.title, second.length, second.room) == ("Tour in English", 60, "B")
    more = loads(SCENARIO.replace("times: 3, ", "") + "  - {id: late, repeats: tour, duration: 30min, people: [Max]}\n")
    assert more.expo.repeated == {"tour": ("tour", "late")}
    assert (more.expo.sessions["late"].length, more.expo.sessions["late"].people) == (30, ("Max",))


def test_length_rooms_and_programme_go_over_from_a_start_with_an_end() -> None:
    first = (
        "{id: tour, title: Tour, times: 2, start: 2027-05-20 09:00 .. 2027-05-20 10:30, room: [A, B], programme: ITEMS}"
    )
    text = SCENARIO[: SCENARIO.index("  # on")] + f"  - {first}\n".replace("ITEMS", '[{at: "09:30-10:00", title: Hi}]')
    second = loads(text).expo.sessions["tour-2"]
    assert (second.length, second.rooms_needed, second.programme[0].offset) == (90, 2, 30)
    shorter = text + "  - {id: tour-2, repeats: tour, start: 2027-05-21 09:00 .. 2027-05-21 10:00}\n"
    assert refused(shorter) == ["it lasts otherwise than 'tour', so it cannot have the clock times of its programme"]
    own = shorter.replace("10:00}\n", "10:00, programme: [{for: 20min, title: Hi}]}\n")
    assert loads(own).expo.sessions["tour-2"].length == 60


@pytest.mark.parametrize(
    ("text", "says"),
    [
        (SCENARIO + "  - {id: tour-2, title: Other, duration: 1h}\n", "the id 'tour-2' is that of another session"),
        (SCENARIO.replace("times: 3", "times: 0"), "must be at least 1, found 0"),
        (SCENARIO.replace("spread: days", "spread: weeks"), "expected days, half_days or a duration, found 'weeks'"),
        (WITH_ENTRY.replace("times: 3", "times: 1"), "with the entries that repeat it, it takes place 2 times, not 1"),
        (SCENARIO + "  - {id: x, repeats: tours}\n", "there is no session 'tours'"),
        (SCENARIO + "  - {id: x, repeats: x, title: X}\n", "a session cannot be a further time of itself"),
        (WITH_ENTRY + "  - {id: x, repeats: tour-2, duration: 1h}\n", "'tour-2' is itself a further time of 'tour'"),
        (WITH_ENTRY.replace("{id: tour-2,", "{id: tour-2, times: 2,"), "only the session that is repeated has times"),
    ],
)  # fmt: skip
def test_what_makes_no_sense_is_refused_in_words(text: str, says: str) -> None:
    assert says in refused(text)


def test_a_mistake_in_what_all_times_share_is_told_once() -> None:
    [message] = refused(SCENARIO.replace("duration: 1h", "duration: long"))
    assert "'long'" in message


def test_times_stand_in_a_table(tmp_path: Path) -> None:
    rows = ["id,title,duration,times,spread,repeats,start,room", "tour,Tour,1h,3,half-days,,,"]
    rows.append("tour-3,,,,,tour,2027-05-21 09:00,A")
    (tmp_path / "s.csv").write_text("\n".join(rows) + "\n", encoding="utf-8")
    text = SCENARIO[: SCENARIO.index("sessions:")] + "sessions: s.csv\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    sessions = load(tmp_path / "s.yaml").expo.sessions
    assert [*sessions] == ["tour", "tour-2", "tour-3"]
    assert (sessions["tour"].spread, sessions["tour-3"].room, sessions["tour-2"].room) == ("half_days", "A", None)


@pytest.mark.parametrize("spread", ["days", "half_days", "3h", ""])
def test_solved_times_are_spread_as_the_checker_judges(spread: str) -> None:
    scenario = loads(SCENARIO.replace("spread: days", f"spread: {spread}" if spread else "tags: []"))
    outcome = solve(scenario, Effort(workers=1))
    assert outcome.status == "optimal" and not check(scenario, outcome.schedule).errors
    starts = [outcome.schedule[name].start for name in ("tour", "tour-2", "tour-3")]
    apart = min(abs(one - other) for one in starts for other in starts if one != other)
    assert len({*starts}) == 3 and apart >= {"days": 13 * 60, "3h": 180}.get(spread, 60)


def test_a_time_too_many_is_a_conflict_that_names_the_spread(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO.replace("times: 3", "times: 4"), encoding="utf-8")
    ran = plan("explain", file, "--lang", "en")
    assert ran.code == 1 and "the times of “Tour” are on different days" in " ".join(ran.out.split())


def test_places_are_written_beside_the_session_and_nothing_else_changes(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    scenario = load(file)
    schedule = solve(scenario, Effort(workers=1)).schedule
    [(path, written)] = place(file, scenario, schedule).files.items()
    path.write_bytes(written)
    again = load(file)
    assert again.expo.standing == schedule and again.expo.repeated == scenario.expo.repeated
    assert written.decode().startswith(SCENARIO[: SCENARIO.index("times: 3")])
    assert not place(file, again, schedule).files
    gone = Schedule({name: spot for name, spot in schedule.items() if name == "talk"})
    [after] = place(file, again, gone).files.values()
    assert after.decode() == SCENARIO  # what only said a place goes with it


def test_the_board_moves_one_time_and_edits_all(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    follower = FileFollower(ScenarioFile.read(file), History(tmp_path / "history.sqlite"))
    board, expo = follower.board, follower.board.state.expo
    board.move("Li", board.state.revision, {"tour-2": expo.place_session(expo.sessions["tour-2"], "B", 600)})
    follower.sync()
    assert load(file).expo.standing["tour-2"] == Placement("B", 600, 660)
    entry = board.state.file.entry_for("sessions", "tour-3")
    assert entry == "tour" and forms.form_of(board.state.file, "sessions", entry).id == "tour"
    changes = forms.changes_of(board.state.file, "sessions", entry, {"title": "Round trip"})
    board.edit("Li", board.state.revision, changes)
    assert {board.state.expo.sessions[name].title for name in ("tour", "tour-2", "tour-3")} == {"Round trip"}
    for _ in range(2):
        board.undo("Li")
    follower.sync()
    assert file.read_text(encoding="utf-8") == SCENARIO


def test_places_are_appended_to_a_table(tmp_path: Path) -> None:
    (tmp_path / "s.csv").write_text("id,title,duration,times\ntour,Tour,1h,2\n", encoding="utf-8")
    text = SCENARIO[: SCENARIO.index("sessions:")] + "sessions: s.csv\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    scenario = load(tmp_path / "s.yaml")
    schedule = Schedule({"tour": Placement("A", 540, 600), "tour-2": Placement("B", 600, 660)})
    [table] = place(tmp_path / "s.yaml", scenario, schedule).files.values()
    assert table.decode().splitlines() == [
        "id,title,duration,times,start,room,repeats",
        "tour,Tour,1h,2,2027-05-20 09:00,A,",
        "tour-2,,,,2027-05-20 10:00,B,tour",
    ]


def test_the_agenda_has_one_row_with_all_dates_and_rooms() -> None:
    expo = loads(SCENARIO).expo
    spots = {"tour": ("A", 0), "tour-2": ("A", MORNING), "tour-3": ("A", 2 * MORNING)}
    schedule = Schedule({name: Placement(room, day + 660, day + 720) for name, (room, day) in spots.items()})
    lines = render(make_agenda(expo, schedule))["agenda.md"].decode().splitlines()
    dates = "<br>".join(f"2027-05-{day} 11:00-12:00" for day in (20, 21, 22))
    assert lines[-1] == f"| Tour | Hall A | {dates} |" and sum("Tour" in line for line in lines) == 1
    moved = Schedule({**schedule, "tour-2": Placement("B", MORNING + 540, MORNING + 600)})
    [row] = make_agenda(expo, moved).groups[0].rows
    assert row.place == "Hall A, Hall B"
    assert row.lines[1] == "2027-05-21 09:00-10:00 · Hall B"
    english = loads(WITH_ENTRY).expo
    assert len(make_agenda(english, schedule).groups[0].rows) == 2  # another title is another row


def test_every_time_is_an_event_of_its_own_and_the_site_names_the_others(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    assert plan("solve", file, "-o", tmp_path / "out").code == 0
    assert plan("take", tmp_path / "out" / "schedule.json", "--out", file).code == 0
    assert plan("publish", file, "--out", tmp_path / "web").code == 0
    feed = (tmp_path / "web" / "calendars" / "all.ics").read_text(encoding="utf-8")
    assert sorted(line for line in feed.splitlines() if line.startswith("UID:tour")) == [
        f"UID:{name}@again.expo-planner" for name in ("tour-2", "tour-3", "tour")
    ]
    page = (tmp_path / "web" / "index.html").read_text(encoding="utf-8")
    assert page.count('class="small also"') == 3 and 'href="index.html#session-tour-2"' in page


def test_who_chose_a_session_comes_to_one_of_its_times() -> None:
    expo = loads(SCENARIO).expo
    spots = {"tour": ("B", 540), "tour-2": ("B", 720), "talk": ("A", 540)}
    schedule = Schedule({name: Placement(*spot, spot[1] + 60) for name, spot in spots.items()})
    met = choices_met(expo, AudienceChoices.of([["tour", "talk"]] * 5 + [["tour"]] * 2), schedule)
    assert (met.choices, met.met, met.content, met.unplaced) == (12, 12, 7, 0)
    assert {one.session: (one.chosen, one.expected) for one in met.turnouts} == {
        "tour": (7, 2), "tour-2": (7, 5), "tour-3": (7, 0), "talk": (5, 5)
    }  # fmt: skip


def test_choices_of_single_times_are_choices_of_the_session(tmp_path: Path) -> None:
    (tmp_path / "c.csv").write_text("person,session\nann,tour-2\nann,talk\nben,Tour\nben,talk\n", encoding="utf-8")
    text = SCENARIO + "rules: [audience: {file: c.csv}]\n"
    (tmp_path / "s.yaml").write_text(text, encoding="utf-8")
    scenario = load(tmp_path / "s.yaml")
    schedule = Schedule({"tour": Placement("B", 540, 600), "talk": Placement("A", 540, 660)})
    [clash] = [one for one in check(scenario, schedule).clashes if one.rule == "audience"]
    assert clash.amount == 2
    free = Schedule({**schedule, "tour-3": Placement("B", 660, 720)})
    assert not [one for one in check(scenario, free).clashes if one.rule == "audience"]


def test_a_time_that_is_dropped_stays_dropped(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    file.write_text(SCENARIO, encoding="utf-8")
    plan("solve", file, "-o", tmp_path / "out")
    plan("take", tmp_path / "out" / "schedule.json", "--out", file)
    ran = plan("repair", file, "--drop", "tour-2", "--json", "-o", tmp_path / "after")
    assert ran.code == 0
    left = json.loads((tmp_path / "after" / "schedule.json").read_text(encoding="utf-8"))["sessions"]
    assert sorted(one["id"] for one in left) == ["talk", "tour", "tour-3"]


def test_every_time_has_people_of_its_own_in_roles_that_the_planner_fills(tmp_path: Path) -> None:
    file = tmp_path / "s.yaml"
    away = "{id: wang, role: interpreter, away: [2027-05-21..2027-05-22]}"
    people = f"people: [{{id: li, role: interpreter, away: [2027-05-20]}}, {away}]\n"
    text = SCENARIO.replace("people: [Zoe], att", "people: [Zoe, {role: interpreter}], att")
    file.write_text(text.replace("sessions:", f"{people}sessions:"), encoding="utf-8")
    scenario = load(file)
    schedule = solve(scenario, Effort(workers=1)).schedule
    [(path, written)] = place(file, scenario, schedule).files.items()
    path.write_bytes(written)
    again = load(file)
    assert again.expo.standing == schedule and not check(again, schedule).errors
    fills = {again.expo.clock.date(one.start).day: [*people_filling(again.expo.sessions[name], schedule)]
             for name, one in schedule.items() if again.expo.sessions[name].to_fill}  # fmt: skip
    assert fills == {20: ["wang"], 21: ["li"], 22: ["li"]}
    assert not place(file, again, schedule).files
