"""`plan take` and `plan move`: placements go into the scenario where it stands, and all else stays as it was."""

from __future__ import annotations

import json
import random
import shutil
from datetime import date, datetime
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from differential.expos import wide_expo
from expos import random_expo
from hypothesis import given, settings
from hypothesis import strategies as st

from expo_planner import BadInput, Placement, Scenario, Schedule, load, loads, move, place, solve
from expo_planner.domain.clock import Clock
from expo_planner.files.edit import place as placing
from expo_planner.files.write import to_yaml
from expo_planner.files.write.times import start_text
from expo_planner.solver.limits import Effort

FAIR = """\
# our fair
expo: {id: fair, title: Fair, timezone: Europe/Berlin, days: 2023-10-28..2023-10-29, hours: 00:00-24:00, language: en}
rooms:
  - {id: A, name: Hall A, capacity: 50}
  - {id: B, name: Hall B, capacity: 50}   # the cold one
  - {id: C, name: Hall C}
people: [{id: zoe, name: Zoe Winter}]
sessions:
  # the first one
  - {id: talk, title: Talk, duration: 1h, attendance: 40, people: [zoe]}   # in brackets
  - id: panel
    title: Panel
    start: 2023-10-28 10:00   # after breakfast
    room: A
    duration: 2h
    attendance: 30
    # who says what
    programme:
      - {at: 10:00-10:30, title: Words}   # short
      - {at: 10:45-11:15, title: More words}
  - {id: report, title: Report, duration: 30min, host: panel, start: 2023-10-28 10:15, room: A}
  - {id: keynote, title: Keynote, duration: 1h, start: 2023-10-28 14:00, room: B, people: [zoe]}
  - {id: show, title: Show, start: 2023-10-28 09:00 至 2023-10-29 18:00, room: C}
  - {id: opening, title: Opening, duration: 30min, start: 2023-10-28 09:00, room: A, pinned: true}
"""
CSV = """\
id,title,duration,room,start
one,"One, and only",1h,,
two,Two,30min,A,2023-10-28 09:00
"""
STANDING = {
    "panel": ("A", "2023-10-28T10:00"),
    "report": ("A", "2023-10-28T10:15"),
    "keynote": ("B", "2023-10-28T14:00"),
    "show": ("C", "2023-10-28T09:00"),
    "opening": ("A", "2023-10-28T09:00"),
}


@pytest.fixture
def fair(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The fair, in the working folder."""
    monkeypatch.chdir(tmp_path)
    path = Path("fair.yaml")
    path.write_text(FAIR, encoding="utf-8")
    return path


def schedule_file(expo: str = "fair", **placements: tuple[str, str] | None) -> Path:
    """A schedule.json: the standing one with some other placements; None leaves a session out."""
    chosen = {**STANDING, **placements} if expo == "fair" else placements
    sessions = [{"id": name, "room": one[0], "start": one[1]} for name, one in chosen.items() if one]
    path = Path("schedule.json")
    path.write_text(json.dumps({"schema": "expo-planner/schedule/1", "expo": expo, "sessions": sessions}))
    return path


def lines_changed(path: Path) -> list[str]:
    """The lines of the fair that are others now."""
    return [line for line in path.read_text("utf-8").splitlines() if line not in FAIR.splitlines()]


def test_take_writes_starts_and_rooms_and_touches_nothing_else(plan: Plan, fair: Path) -> None:
    schedule = schedule_file(
        talk=("B", "2023-10-28T09:00"), panel=("A", "2023-10-28T13:00"), report=("A", "2023-10-28T13:15")
    )
    ran = plan("take", schedule)
    assert (ran.code, ran.out.splitlines()) == (
        0,
        ["placed: 1, moved: 2, unchanged: 3, removed: 0", "wrote fair.yaml"],
    )
    assert lines_changed(fair) == [
        "  - {id: talk, title: Talk, duration: 1h, attendance: 40, people: [zoe], start: 2023-10-28 09:00, room: B}"
        "   # in brackets",
        "    start: 2023-10-28 13:00   # after breakfast",
        "      - {at: 13:00-13:30, title: Words}   # short",
        "      - {at: 13:45-14:15, title: More words}",
        "  - {id: report, title: Report, duration: 30min, host: panel, start: 2023-10-28 13:15, room: A}",
    ]
    written = fair.read_bytes()
    again = plan("take", schedule, "--json")
    document = json.loads(again.out)
    assert (document["moves"], document["unchanged"], document["scenario"]) == ([], 6, "fair.yaml")
    assert fair.read_bytes() == written


def test_a_session_that_the_schedule_leaves_out_loses_start_and_room(plan: Plan, fair: Path) -> None:
    schedule = schedule_file(keynote=None, show=None)
    ran = plan("take", schedule)
    assert ran.code == 1, "musts without a place are errors"
    assert "not in the schedule, so start and room were removed: “Keynote”" in ran.out
    assert ran.out.splitlines()[-1] == "errors in this schedule: 3; next: plan check fair.yaml"
    assert lines_changed(fair) == [
        "  - {id: keynote, title: Keynote, duration: 1h, people: [zoe]}",
        "  - {id: show, title: Show, duration: 34h, continuous: false}",
    ]


def test_clock_times_of_a_programme_become_lengths_where_its_session_has_no_start(plan: Plan, fair: Path) -> None:
    schedule = schedule_file(panel=None, report=None)
    ran = plan("take", schedule)
    assert ran.code == 2 and "without a start its programme can have no clock times" in ran.err
    assert ran.err.startswith("fair.yaml:20:") and not lines_changed(fair)
    fair.write_text(FAIR.replace("10:45-11:15", "10:30-11:15"), encoding="utf-8")
    assert plan("take", schedule).code == 1
    assert "      - {title: Words, for: 30min}   # short\n      - {title: More words, for: 45min}" in fair.read_text(
        "utf-8"
    )


def test_a_schedule_against_a_pin_is_refused_with_its_place(plan: Plan, fair: Path) -> None:
    ran = plan("take", schedule_file(opening=("B", "2023-10-28T09:00"), talk=("B", "2023-10-28T09:00")))
    assert ran.code == 2 and "fair.yaml:24:" in ran.err and "“Opening” is pinned" in ran.err
    ran = plan("take", schedule_file(opening=None))
    assert ran.code == 2 and "the schedule leaves it out" in ran.err
    assert fair.read_text("utf-8") == FAIR


def test_the_scenario_is_found_by_the_id_of_its_expo_or_named(plan: Plan, fair: Path) -> None:
    schedule = schedule_file(talk=("B", "2023-10-28T09:00"))
    Path("broken.yaml").write_text("expo: {id: fair", encoding="utf-8")
    Path("notes.json").write_text('["fair"]', encoding="utf-8")
    assert plan("take", schedule).code == 0
    Path("scenarios").mkdir()
    shutil.copy(fair, "scenarios/copy.yml")
    ran = plan("take", schedule)
    assert ran.code == 2 and "fair.yaml, scenarios/copy.yml" in ran.err and "-o" in ran.err
    assert plan("take", schedule, "-o", "scenarios/copy.yml").code == 0
    ran = plan("take", schedule_file("other", talk=("A", "2023-10-28T09:00")))
    assert ran.code == 2 and "no scenario of the expo other" in ran.err
    ran = plan("take", schedule, "-o", fair)
    assert ran.code == 2 and "nothing was changed" in ran.err


@pytest.mark.parametrize("text", ["[]", "{}", '{"schema": "expo-planner/schedule/1", "sessions": []}', "no", FAIR])
def test_what_is_no_schedule_is_refused(plan: Plan, fair: Path, text: str) -> None:
    Path("schedule.json").write_text(text, encoding="utf-8")
    ran = plan("take", "schedule.json")
    assert ran.code == 2 and ran.err.startswith("schedule.json")
    empty = '{"schema": "expo-planner/schedule/1", "expo": "fair", "sessions": []}'
    Path("schedule.json").write_text(empty, encoding="utf-8")
    ran = plan("take", "schedule.json")
    assert ran.code == 2 and "places no session" in ran.err
    assert fair.read_text("utf-8") == FAIR


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_sessions_in_a_table_are_placed_there_or_it_is_said_why_not(plan: Plan, fair: Path, suffix: str) -> None:
    head = FAIR[: FAIR.index("sessions:")].replace("id: fair", "id: tabled")
    text = f"\ufeff{head}sessions: sessions{suffix}\n".replace("\n", "\r\n")
    fair.write_bytes(text.encode())
    Path("sessions.csv").write_text(CSV, encoding="utf-8")
    if suffix == ".xlsx":
        import openpyxl

        book = openpyxl.Workbook()
        sheet = book.create_sheet("sessions")
        for row in (("id", "title", "duration"), ("one", "One", "1h"), ("two", "Two", "30min")):
            sheet.append(row)
        book.save("sessions.xlsx")
    ran = plan("take", schedule_file("tabled", one=("B", "2023-10-28T09:00"), two=("A", "2023-10-28T09:30")))
    assert fair.read_bytes() == text.encode()
    if suffix == ".xlsx":
        assert ran.code == 2 and "save the sheet as csv" in ran.err
    else:
        assert ran.code == 0
        assert Path("sessions.csv").read_text("utf-8") == CSV.replace("1h,,", "1h,B,2023-10-28 09:00").replace(
            "A,2023-10-28 09:00", "A,2023-10-28 09:30"
        )


def test_what_does_not_read_back_as_the_schedule_is_never_written(
    plan: Plan, fair: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("EXPO_PLANNER_DEBUG", raising=False)
    monkeypatch.setattr(placing, "start_text", lambda *_: "2023-10-28 11:11")
    ran = plan("take", schedule_file(keynote=("B", "2023-10-28T15:00")))
    assert ran.code == 70 and "keynote" in ran.err
    assert fair.read_text("utf-8") == FAIR


def test_an_offset_is_written_only_where_the_clock_shows_an_hour_twice() -> None:
    clock = Clock("Europe/Berlin", date(2023, 10, 28))
    first = clock.tick(datetime(2023, 10, 29, 2, 30))
    assert start_text(clock, first - 60) == "2023-10-29 01:30"
    assert start_text(clock, first) == "2023-10-29T02:30+02:00"
    assert start_text(clock, first + 60) == "2023-10-29T02:30+01:00"
    assert start_text(clock, first + 120, first + 120 + 60 * 21) == "2023-10-29 03:30 .. 2023-10-30 00:30"
    assert start_text(clock, first + 120, first + 30 + 60 * 22) == "2023-10-29 03:30 .. 2023-10-29 24:00"


# random scenarios


def commented(made: dict[str, Any]) -> str:
    """A scenario as YAML with a comment above every line."""
    lines = []
    for number, line in enumerate(to_yaml.block(made, 0)):
        lines += [" " * (len(line) - len(line.lstrip())) + f"# comment {number}", line]
    return "\n".join(lines) + "\n"


def comments(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.lstrip().startswith("# comment")]


def anywhere(scenario: Scenario, drawn: random.Random) -> Schedule:
    """Most sessions anywhere, by night and where the clock changes, too; pinned ones where they are."""
    expo, placements = scenario.expo, {}
    for name, session in expo.sessions.items():
        day = expo.clock.day(drawn.choice(expo.days))
        start, room = drawn.randrange(day.start, day.end, 15), drawn.choice([*expo.rooms])
        if session.pinned:
            start, room = session.start if session.start is not None else start, session.room or room
        if session.pinned or drawn.random() < 0.8:
            placements[name] = expo.place_session(session, room, start)
    return Schedule(placements)


def put(path: Path, schedule: Schedule) -> None:
    for file, content in place(path, load(path), schedule).files.items():
        file.write_bytes(content)


@settings(max_examples=40)
@given(seed=st.integers(0, 100_000), wide=st.booleans(), form=st.sampled_from(["yaml", "json"]))
def test_any_schedule_that_is_taken_stands_with_all_else_as_it_was(
    tmp_path_factory: pytest.TempPathFactory, seed: int, wide: bool, form: str
) -> None:
    made = wide_expo(seed) if wide else json.loads(random_expo(seed))
    text = commented(made) if form == "yaml" else json.dumps(made, ensure_ascii=False, indent=1)
    try:
        before = loads(text, name=f"s.{form}")
    except BadInput:
        return  # a few of them begin while the clock skips an hour
    schedule = anywhere(before, random.Random(seed))
    path = tmp_path_factory.mktemp("taken") / f"s.{form}"
    path.write_text(text, encoding="utf-8")
    try:
        put(path, schedule)
    except BadInput as bad:
        fields = {problem.field.split(".")[-1] for problem in bad.problems}
        assert fields <= {"at", "for"}, bad  # of programmes that do not fit; nothing was written
        return
    after = load(path)
    assert dict(after.expo.standing) == dict(schedule)
    assert comments(path.read_text("utf-8")) == comments(text)
    assert [facts(one) for one in after.expo.sessions.values()] == [facts(one) for one in before.expo.sessions.values()]
    assert len(after.rules) == len(before.rules)


def facts(session: Any) -> tuple[object, ...]:
    """What a session is, wherever it stands."""
    lengths = tuple((item.title, item.length, item.people) for item in session.programme)
    return (*session.shape, session.title, session.people, session.when, session.rooms, session.pinned, lengths)


@settings(max_examples=5)
@given(st.integers(0, 100_000))
def test_a_solved_schedule_that_is_taken_is_the_one_that_stands(
    tmp_path_factory: pytest.TempPathFactory, seed: int
) -> None:
    path = tmp_path_factory.mktemp("solved") / "s.yaml"
    path.write_text(commented(json.loads(random_expo(seed))), encoding="utf-8")
    outcome = solve(load(path), Effort(time_limit=5, workers=1))
    if outcome.found:
        put(path, outcome.schedule)
        assert dict(load(path).expo.standing) == dict(outcome.schedule)


# moves


def test_moves_are_judged_as_one_and_written_on_yes(plan: Plan, fair: Path) -> None:
    ran = plan("move", fair, "panel=B@2023-10-28T15:00", "keynote=A@10:00")
    assert ran.code == 0
    assert ran.out.splitlines() == [
        "“Panel”",
        "  was: Sat 28 Oct 10:00–12:00, Hall A",
        "  now: Sat 28 Oct 15:00–17:00, Hall B",
        "  notify 31: the organisers, the audience (30)",
        "“Report”",
        "  was: Sat 28 Oct 10:15–10:45, Hall A",
        "  now: Sat 28 Oct 15:15–15:45, Hall B",
        "  notify 1: the organisers",
        "“Keynote”",
        "  was: Sat 28 Oct 14:00–15:00, Hall B",
        "  now: Sat 28 Oct 10:00–11:00, Hall A",
        "  notify 2: Zoe Winter, the organisers",
        "",
        "sessions that change: 3; people to notify: 34",
        "cost compared with now: 0",
        "nothing is written yet; add --yes to write this into fair.yaml",
    ]
    assert fair.read_text("utf-8") == FAIR
    assert plan("move", fair, "panel=B@2023-10-28T15:00", "keynote=A@10:00", "--yes").code == 0
    assert "      - {at: 15:00-15:30, title: Words}   # short" in lines_changed(fair)
    assert load(fair).expo.standing["report"].room == "B"


def test_a_swap_done_twice_gives_the_file_back_through_a_link_too(plan: Plan, fair: Path) -> None:
    link = Path("link.yml")
    link.symlink_to(fair)
    fair.chmod(0o600)
    assert plan("move", link, "panel<->keynote", "--yes", "-q").code == 0
    assert link.is_symlink() and fair.stat().st_mode & 0o777 == 0o600
    standing = load(fair).expo.standing
    assert (standing["panel"].room, standing["keynote"].room, standing["report"].room) == ("B", "A", "B")
    assert standing["keynote"].end - standing["keynote"].start == 60
    assert plan("move", fair, "keynote <-> panel", "--yes", "-q").code == 0
    assert fair.read_text("utf-8") == FAIR


def test_moves_that_break_a_must_are_refused_whole(plan: Plan, fair: Path) -> None:
    ran = plan("move", fair, "keynote=@10:00", "panel=B@9:30", "--yes")
    assert ran.code == 1
    assert "clashes that arise:" in ran.out and "error: room_clash" in ran.out
    assert ran.out.splitlines()[-1] == "refused: errors that would arise: 1; nothing was written"
    document = json.loads(plan("move", fair, "keynote=@10:00", "panel=B@9:30", "--yes", "--json").out)
    assert (document["errors"], document["written"]) == (1, False)
    assert [(one["session"], one["told"]) for one in document["moves"]] == [
        ("panel", 31),
        ("report", 1),
        ("keynote", 2),
    ]
    assert [one["rule"] for one in document["clashes"]] == ["room_clash"]
    assert fair.read_text("utf-8") == FAIR


def test_what_is_mended_is_told_and_an_error_that_stays_refuses_nothing(plan: Plan, fair: Path) -> None:
    ran = plan("move", fair, "talk=B@2023-10-28 16:00", "--json")
    document = json.loads(ran.out)
    assert ran.code == 0 and [one["rule"] for one in document["mended"]] == ["placed"]
    assert document["moves"][0]["from"] is None and document["told"] == 0
    fair.write_text(FAIR.replace("attendance: 30", "attendance: 70"), encoding="utf-8")
    ran = plan("move", fair, "panel=B@15:00", "--json")  # it has too many people for either hall
    assert ran.code == 0 and json.loads(ran.out)["clashes"] == json.loads(ran.out)["mended"] == []
    ran = plan("move", fair, "panel=C@2023-10-29 19:00", "--json")
    assert [one["rule"] for one in json.loads(ran.out)["mended"]] == ["room_fit"]


def test_all_that_is_wrong_with_moves_is_told_at_once(plan: Plan, fair: Path) -> None:
    wrong = [
        "panell=Z",
        "talk=A",
        "talk=@10:00",
        "keynote=@25:00",
        "keynote<->panel",
        "panel=A",
        "opening=B",
        "talk<->show",
        "x",
        "show=",
    ]
    ran = plan("move", fair, *wrong, "--yes")
    assert ran.code == 2 and not ran.out
    said = ran.err.splitlines()
    assert [line.split(": ")[0] for line in said] == ["panell=Z", *wrong[:4], *wrong[5:]]
    assert "did you mean 'panel'?" in said[0] and "no room 'Z'" in said[1]
    assert "no start" in said[2] and "needs a date" in said[3] and "moved twice" in said[5]
    assert "remove pinned: true at fair.yaml:24:" in said[6] and "cannot be swapped" in said[7]
    assert fair.read_text("utf-8") == FAIR


def test_moves_start_from_the_schedule_that_is_given(plan: Plan, fair: Path) -> None:
    schedule = schedule_file(talk=("B", "2023-10-28T09:00"))
    assert plan("move", fair, "talk=@11:00", "--schedule", schedule, "--yes", "--lang", "zh").out.endswith(
        "已写入 fair.yaml\n"
    )
    assert "start: 2023-10-28 11:00, room: B}   # in brackets" in fair.read_text("utf-8")


def test_a_move_to_where_it_stands_changes_nothing(plan: Plan, fair: Path) -> None:
    ran = plan("move", fair, "panel=Hall A@10:00", "--yes")
    assert (ran.code, ran.out) == (0, "every session is there already; nothing changes\n")
    assert fair.read_text("utf-8") == FAIR


def test_a_hosted_session_follows_from_the_room_of_its_host_only() -> None:
    scenario = loads(FAIR.replace("start: 2023-10-28 10:15, room: A", "start: 2023-10-28 10:15, room: B"))
    standing = scenario.expo.standing
    there = Placement("B", standing["panel"].start + 30, standing["panel"].end + 30)
    assert [one.session for one in move(scenario, standing, {"panel": there}).moves] == ["panel"]
    hosted = loads(FAIR)
    both = move(hosted, hosted.expo.standing, {"panel": there, "report": standing["report"]})
    assert both.schedule["report"] == standing["report"]
