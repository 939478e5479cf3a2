"""A session over several days is open each day or, if it is continuous, runs through the nights: everywhere alike."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import SCENARIOS, Plan
from icalendar import Calendar
from test_board_editing import edit
from test_board_server import follow

from expo_planner.checker import check
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import load, loads
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.import_files import Imported, import_files
from expo_planner.importers.model import Hints
from expo_planner.interface.json.board import BoardDrawing
from expo_planner.planner.diff import compare
from expo_planner.planner.solve import solve
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.formats import export
from expo_planner.publishing.formats.layout import panels
from expo_planner.publishing.ledger import Ledger, advance
from expo_planner.publishing.notices import make_notice
from expo_planner.publishing.notices.formats.text import render
from expo_planner.publishing.site.days import Bilingual
from expo_planner.solver.limits import Effort

EXPO = (
    "expo: {id: t, title: T, timezone: Europe/Berlin, days: 2027-03-05..2027-03-07, hours: 08:00-22:00, language: en}\n"
)
HACKATHON = "start: 2027-03-05 18:00 .. 2027-03-07 20:00"
GUESS = "read as open each day from 18:00 to 20:00; if it runs through the nights, write continuous: true"


def scenario(session: str, more: str = "") -> str:
    """A hackathon in Hall A, written so, and other sessions."""
    rooms = "rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]\n"
    return f"{EXPO}{rooms}sessions:\n  - {{id: hackathon, title: Hackathon, room: A, {session}}}\n{more}"


def expo_with(session: str) -> Expo:
    return loads(scenario(session)).expo


def hackathon(session: str) -> Session:
    return expo_with(session).sessions["hackathon"]


def agenda_with(session: str) -> Agenda:
    expo = expo_with(session)
    return make_agenda(expo, expo.standing)


# scenarios


@pytest.mark.parametrize(
    ("written", "continuous"),
    [
        (HACKATHON, False),
        (f"{HACKATHON}, continuous: true", True),
        ("duration: 50h", True),
        ("duration: 1500min", True),
        ("duration: 50h, continuous: false", False),
        ("duration: 2d", False),
        ("duration: 2d, continuous: yes", True),
        ("duration: 23h", False),
        ("duration: 90min", False),
    ],
)
def test_a_session_is_continuous_where_the_scenario_or_a_duration_in_hours_says_so(
    written: str, continuous: bool
) -> None:
    assert hackathon(written).continuous == continuous


def test_people_see_a_continuous_session_once_and_one_that_is_open_each_day_daily() -> None:
    for written, windows in ((HACKATHON, 3), (f"{HACKATHON}, continuous: true", 1)):
        expo = expo_with(written)
        session, window = expo.sessions["hackathon"], expo.standing["hackathon"].window
        seen = expo.daily(session, window)
        assert (len(seen), seen[0].start, seen[-1].end) == (windows, window.start, window.end)


def test_on_a_session_that_cannot_span_days_it_changes_nothing() -> None:
    for written in ("duration: 90min", "duration: 4h, start: 2027-03-05 20:00"):
        reports = [loads(scenario(f"{written}{more}")) for more in ("", ", continuous: false")]
        plain, other = (check(one, one.expo.standing).clashes for one in reports)
        assert [clash.message.say("en") for clash in plain] == [clash.message.say("en") for clash in other]
    short = expo_with("duration: 90min, start: 2027-03-05 21:00, continuous: true")
    late = loads(scenario("duration: 90min, start: 2027-03-05 21:00, continuous: true"))
    assert len(short.daily(short.sessions["hackathon"], short.standing["hackathon"].window)) == 1
    assert "time_window" in {clash.rule for clash in check(late, late.expo.standing).clashes}


# rules


@pytest.mark.parametrize(
    ("start", "end", "broken"),
    [
        ("2027-03-05 18:00", "2027-03-07 20:00", False),
        ("2027-03-05 18:00", "2027-03-07 14:00", False),
        ("2027-03-05 08:00", "2027-03-07 22:00", False),
        ("2027-03-05 22:00", "2027-03-07 22:00", True),
        ("2027-03-05 18:00", "2027-03-07 23:00", True),
        ("2027-03-05 07:00", "2027-03-07 20:00", True),
        ("2027-03-05 18:00", "2027-03-06 09:00", False),
    ],
)
def test_a_continuous_session_starts_and_ends_within_the_hours(start: str, end: str, broken: bool) -> None:
    read = loads(scenario(f"start: {start} .. {end}, continuous: true"))
    rules = {clash.rule for clash in check(read, read.expo.standing).clashes}
    assert rules == ({"time_window", "room_open"} if broken else set())


def test_setup_and_teardown_of_a_continuous_session_lie_within_the_hours_too() -> None:
    read = loads(scenario("start: 2027-03-05 08:00 .. 2027-03-07 20:00, setup: 1h, teardown: 2h, continuous: true"))
    assert {clash.rule for clash in check(read, read.expo.standing).clashes} == {"room_open"}
    read = loads(scenario("start: 2027-03-05 09:00 .. 2027-03-07 20:00, setup: 1h, teardown: 2h, continuous: true"))
    assert not check(read, read.expo.standing).clashes


def test_a_room_that_is_closed_at_night_cannot_hold_a_continuous_session() -> None:
    text = scenario(f"{HACKATHON}, continuous: true").replace(
        "name: Hall A}", 'name: Hall A, closed: ["2027-03-06 02:00-03:00"]}'
    )
    read = loads(text)
    assert [clash.rule for clash in check(read, read.expo.standing).clashes] == ["room_open"]


TALK = """\
  - {id: talk, title: Talk, duration: 1h, people: [Zoe], start: 2027-03-06 10:00, room: B}
"""


def test_people_of_a_continuous_session_are_needed_between_its_days() -> None:
    for more, rules in (("", set()), (", continuous: true", {"person_clash"})):
        read = loads(scenario(f"{HACKATHON}, people: [Zoe]{more}", TALK))
        assert {clash.rule for clash in check(read, read.expo.standing).clashes} == rules


def test_a_person_who_is_away_at_night_cannot_be_in_a_continuous_session() -> None:
    away = "people: [{id: Zoe, away: [2027-03-06 01:00-05:00]}]\n"
    for more, rules in (("", set()), (", continuous: true", {"person_away"})):
        read = loads(away + scenario(f"{HACKATHON}, people: [Zoe]{more}"))
        assert {clash.rule for clash in check(read, read.expo.standing).clashes} == rules


def test_an_item_of_a_continuous_session_runs_through_the_night() -> None:
    for more, start in (("", "2027-03-06 18:00"), (", continuous: true", "2027-03-05 18:30")):
        expo = expo_with(f"{HACKATHON}, programme: [{{for: 30min, title: a}}, {{for: 2h, title: b}}]{more}")
        _, item = expo.programme(expo.sessions["hackathon"], expo.standing["hackathon"])
        assert f"{expo.clock.local(item.start):%Y-%m-%d %H:%M}" == start


def test_the_solver_places_a_continuous_session_over_closed_nights_and_keeps_its_people_free_of_others() -> None:
    text = scenario("duration: 50h, people: [Zoe]", TALK.replace("start: 2027-03-06 10:00, room: B", "priority: must"))
    read = loads(text.replace("room: A, ", ""))
    found = solve(read, Effort(rounds=20))
    assert found.schedule is not None and not found.report.errors
    place, talk = found.schedule["hackathon"], found.schedule["talk"]
    assert place.end - place.start == 3000 and not place.window.meets(talk.window)


# what is published


def test_a_continuous_session_is_one_event_with_one_uid() -> None:
    for more, uids in (
        ("", ["hackathon", "hackathon-d2", "hackathon-d3"]),
        (", continuous: true", ["hackathon"]),
    ):
        feed = Calendar.from_ical(export(agenda_with(f"{HACKATHON}{more}"), "ics"))
        assert [str(event["UID"]).partition("@")[0] for event in feed.walk("VEVENT")] == uids
    [event] = feed.walk("VEVENT")
    assert [event.decoded(edge).isoformat()[:16] for edge in ("DTSTART", "DTEND")] == [
        "2027-03-05T18:00",
        "2027-03-07T20:00",
    ]


def test_subscribers_see_the_later_days_go_where_a_session_becomes_continuous() -> None:
    daily, through = agenda_with(HACKATHON), agenda_with(f"{HACKATHON}, continuous: true")
    ledger = advance(advance(Ledger(expo="t"), daily, daily.stamp), through, through.stamp)
    [entry] = ledger.entries
    assert [one.dropped for one in entry.occurrences] == [False, True, True]
    assert entry.sequence == 1, "its first event ends later"


def test_a_continuous_session_is_one_event_of_schedule_xml_and_keeps_its_day_short() -> None:
    [conference] = [json.loads(export(agenda_with("start: 2027-03-05 18:00, duration: 50h"), "frab-json"))["schedule"]]
    days = conference["conference"]["days"]
    events = [event for day in days for events in day["rooms"].values() for event in events]
    assert [(event["start"], event["duration"]) for event in events] == [("18:00", "50:00")]
    assert [day["day_end"][:16] for day in days][:2] == ["2027-03-06T08:00", "2027-03-06T22:00"]


def test_what_lasts_a_hundred_hours_is_cut_at_midnights_in_schedule_xml() -> None:
    expo = loads(scenario("duration: 100h").replace("2027-03-07", "2027-03-12")).expo
    session = expo.sessions["hackathon"]
    agenda = make_agenda(expo, Schedule({"hackathon": expo.place_session(session, "A", 18 * 60)}))
    assert len(agenda.entries[0].days) == 1
    days = json.loads(export(agenda, "frab-json"))["schedule"]["conference"]["days"]
    lengths = [event["duration"] for day in days for events in day["rooms"].values() for event in events]
    assert lengths == ["06:00", "24:00", "24:00", "24:00", "22:00"]


def test_the_agenda_says_that_it_runs_through_the_nights() -> None:
    through, daily = agenda_with(f"{HACKATHON}, continuous: true"), agenda_with(HACKATHON)
    assert through.entries[0].time == "2027-03-05 18:00 – 2027-03-07 20:00 (through the nights)"
    assert through.in_language("zh").entries[0].time == "2027-03-05 18:00 至 2027-03-07 20:00（昼夜连续）"
    assert daily.entries[0].time == "2027-03-05 18:00 – 2027-03-07 20:00"


def test_the_site_lists_a_continuous_session_once() -> None:
    for more, times in (("", ["18:00–20:00"] * 3), (", continuous: true", ["18:00–20:00 +2"])):
        rows = Bilingual(agenda_with(f"{HACKATHON}{more}")).rows["hackathon"]
        assert [row.time for row in rows] == times


def test_pictures_of_days_cut_a_continuous_session_at_midnights() -> None:
    agenda = agenda_with(f"{HACKATHON}, continuous: true")
    [friday, saturday, sunday] = [row.pieces[0].window for panel in panels(agenda) for row in panel.rows]
    assert (friday, saturday, sunday) == (Window(18 * 60, 1440), Window(1440, 2880), Window(2880, 2880 + 20 * 60))
    assert "00:00–24:00" in export(agenda, "svg").decode()


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("format", ["md", "html", "xlsx", "csv", "docx", "ics", "frab-xml", "frab-json"])
def test_what_is_published_comes_back_continuous_or_open_each_day(tmp_path: Path, format: str, language: str) -> None:
    more = "  - {id: show, title: Show, start: 2027-03-05 09:00 .. 2027-03-07 18:00, room: B}\n"
    text = scenario(f"{HACKATHON}, continuous: true", more).replace("language: en", f"language: {language}")
    expo = loads(text).expo
    suffix = format.partition("-")[2] or format
    published = tmp_path / f"schedule.{suffix}"
    published.write_bytes(export(make_agenda(expo, expo.standing), format))
    again = read_back(published, tmp_path)
    assert {session.title: session.continuous for session in again.sessions.values()} == {
        "Hackathon": True,
        "Show": False,
    }
    ends = {session.title: again.standing.announced[name].window for name, session in again.sessions.items()}
    assert ends == {"Hackathon": Window(1080, 4080), "Show": Window(540, 3960)}


def read_back(file: Path, folder: Path) -> Expo:
    return imported(file, folder).scenario.expo


def imported(file: Path, folder: Path) -> Imported:
    return import_files([file], folder / "back.yaml", Hints(), ImportChoices(language="en"))


# what is imported


def event(*rows: str) -> str:
    return "\r\n".join(["BEGIN:VEVENT", "UID:a@x", "SUMMARY:Hackathon", "LOCATION:Hall A", *rows, "END:VEVENT"])


def calendar(folder: Path, *events: str) -> Path:
    file = folder / "c.ics"
    head = ["BEGIN:VCALENDAR", "VERSION:2.0", "X-WR-TIMEZONE:Europe/Berlin"]
    file.write_text("\r\n".join([*head, *events, "END:VCALENDAR", ""]), encoding="utf-8", newline="")
    return file


def said_of_hackathon(found: Imported) -> list[str]:
    return [guess.say("en") for where, guess in found.guesses if where == "sessions[hackathon]"]


BERLIN = "TZID=Europe/Berlin"


@pytest.mark.parametrize("end", ["20270307T200000", "20270307T140000"])
def test_an_event_of_a_calendar_over_several_days_is_one_interval(tmp_path: Path, end: str) -> None:
    file = calendar(
        tmp_path, event(f"DTSTART;{BERLIN}:20270305T180000", f"DTEND;{BERLIN}:{end}").replace("a@x", "hackathon@x")
    )
    found = imported(file, tmp_path)
    [session] = found.scenario.expo.sessions.values()
    assert session.continuous and not said_of_hackathon(found)
    assert not found.report.clashes


def test_an_event_past_midnight_is_not_called_continuous(tmp_path: Path) -> None:
    file = calendar(tmp_path, event(f"DTSTART;{BERLIN}:20270305T220000", f"DTEND;{BERLIN}:20270306T020000"))
    [session] = imported(file, tmp_path).scenario.expo.sessions.values()
    assert not session.continuous and session.length == 240


def test_all_day_events_keep_their_days_whatever_the_hours_of_the_others(tmp_path: Path) -> None:
    talk = event(f"DTSTART;{BERLIN}:20270306T100000", "DURATION:PT1H").replace("a@x", "b@x").replace("Hack", "Talk a")
    file = calendar(tmp_path, event("DTSTART;VALUE=DATE:20270305", "DTEND;VALUE=DATE:20270308"), talk)
    found = imported(file, tmp_path)
    expo = found.scenario.expo
    [show] = [one for one in expo.sessions.values() if one.title == "Hackathon"]
    days = expo.daily(show, expo.standing.announced[show.id].window)
    assert [f"{expo.clock.span(day).say('en')}" for day in days] == [
        "Fri 5 Mar 08:00–22:00",
        "Sat 6 Mar 08:00–22:00",
        "Sun 7 Mar 08:00–22:00",
    ]
    assert {clash.rule for clash in found.report.clashes} <= {"room_clash"}


def test_an_event_of_a_schedule_that_lasts_over_days_is_one_interval(tmp_path: Path) -> None:
    file = tmp_path / "schedule.xml"
    file.write_text(
        """<schedule><conference><title>T</title><time_zone_name>Europe/Berlin</time_zone_name></conference>
        <day date="2027-03-05" index="1"><room name="Hall A"><event id="1"><title>Hackathon</title>
        <date>2027-03-05T18:00:00+01:00</date><start>18:00</start><duration>50:00</duration></event></room></day>
        </schedule>""",
        encoding="utf-8",
    )
    found = imported(file, tmp_path)
    [session] = found.scenario.expo.sessions.values()
    assert session.continuous and session.length == 3000 and not said_of_hackathon(found)


def rows_of(folder: Path, header: str, row: str) -> Path:
    file = folder / "t.csv"
    file.write_text(f"{header}\n{row}\nTalk,Hall B,2027-03-06 10:00,2027-03-06 11:00\n", encoding="utf-8")
    return file


def test_a_row_with_two_dates_is_open_each_day_and_says_so(tmp_path: Path) -> None:
    file = rows_of(tmp_path, "title,room,start,end", "Hackathon,Hall A,2027-03-05 18:00,2027-03-07 20:00")
    found = imported(file, tmp_path)
    assert not found.scenario.expo.sessions["hackathon"].continuous
    assert said_of_hackathon(found) == [f"2027-03-05 to 2027-03-07: {GUESS}"]
    assert f"  # guess: 2027-03-05 to 2027-03-07: {GUESS}\n  - id: hackathon\n" in found.text


@pytest.mark.parametrize(("said", "continuous"), [("yes", True), ("是", True), ("no", False)])
def test_a_column_says_whether_a_row_is_continuous(tmp_path: Path, said: str, continuous: bool) -> None:
    file = tmp_path / "t.csv"
    row = f"Hackathon,Hall A,2027-03-05 18:00,2027-03-07 20:00,{said}"
    file.write_text(f"title,room,start,end,continuous\n{row}\n", encoding="utf-8")
    found = imported(file, tmp_path)
    assert found.scenario.expo.sessions["hackathon"].continuous == continuous
    assert not said_of_hackathon(found)


def test_a_row_with_a_start_and_a_duration_in_hours_is_continuous(tmp_path: Path) -> None:
    file = tmp_path / "t.csv"
    file.write_text("title,room,start,duration\nHackathon,Hall A,2027-03-05 18:00,50h\n", encoding="utf-8")
    found = imported(file, tmp_path)
    assert found.scenario.expo.sessions["hackathon"].continuous
    assert not said_of_hackathon(found)


@pytest.mark.parametrize(
    ("time", "continuous", "guessed"),
    [
        ("Fri 5 March 2027 18:00 – Sun 7 March 2027 20:00", False, True),
        ("2027-03-05 18:00 至 2027-03-07 20:00", False, True),
        ("5-7 March 2027 18:00-20:00", False, False),
        ("2027-03-05 18:00 至 2027-03-07 20:00 每日", False, False),
        ("5 March 2027 18:00 - 7 March 2027 20:00, daily", False, False),
        ("5 March 2027 18:00 - 7 March 2027 20:00 (through the nights)", True, False),
        ("2027-03-05 18:00 至 2027-03-07 20:00（昼夜连续）", True, False),
    ],
)
def test_a_pasted_time_over_several_days_is_a_guess_unless_it_says_more(
    tmp_path: Path, time: str, continuous: bool, guessed: bool
) -> None:
    file = tmp_path / "t.txt"
    file.write_text(
        f"The fair of 2027\n\n会议名称\t地点\t日期\nHackathon\tHall A\t{time}\nTalk\tHall B\t2027-03-06 10:00-11:00\n",
        encoding="utf-8",
    )
    found = imported(file, tmp_path)
    assert found.scenario.expo.sessions["hackathon"].continuous == continuous
    window = found.scenario.expo.standing.announced["hackathon"].window
    assert window == Window(18 * 60, 2 * 1440 + 20 * 60)
    assert bool(said_of_hackathon(found)) == guessed


# the board, and files that are written


def test_the_board_says_which_sessions_are_continuous(tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(scenario(f"{HACKATHON}, continuous: true", TALK), encoding="utf-8")
    follower = follow(file)
    sessions = BoardDrawing("en").document(follower.board.state)["sessions"]
    assert {one["id"]: one["continuous"] for one in sessions} == {"hackathon": True, "talk": False}
    follower.close()


@pytest.mark.parametrize(
    ("written", "ticked", "then"),
    [
        ("duration: 50h", "", "duration: 50h, continuous: false"),
        (HACKATHON, "true", f"{HACKATHON}, continuous: true"),
        (f"{HACKATHON}, continuous: true", "", f"{HACKATHON}, continuous: false"),
        ("duration: 50h", "true", "duration: 50h"),
    ],
)
def test_the_form_ticks_what_is_continuous_and_writes_only_what_changes(
    tmp_path: Path, written: str, ticked: str, then: str
) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(scenario(written), encoding="utf-8")
    follower = follow(file)
    edit(follower, "sessions", "hackathon", continuous=ticked)
    follower.sync()
    assert file.read_text(encoding="utf-8") == scenario(then)
    follower.close()


def test_a_session_keeps_its_meaning_when_it_loses_its_start(plan: Plan, tmp_path: Path) -> None:
    for written, continuous in ((HACKATHON, False), (f"{HACKATHON}, continuous: true", True)):
        file = tmp_path / "t.yaml"
        file.write_text(scenario(written, TALK), encoding="utf-8")
        talk = {"id": "talk", "room": "B", "start": "2027-03-06T10:00"}
        schedule = {"schema": "expo-planner/schedule/1", "expo": "t", "sessions": [talk]}
        (tmp_path / "talk.json").write_text(json.dumps(schedule), encoding="utf-8")
        assert plan("take", tmp_path / "talk.json", "-o", file).code == 1
        session = load(file).expo.sessions["hackathon"]
        assert (session.start, session.length, session.continuous) == (None, 3000, continuous)


def test_a_session_stays_continuous_when_it_moves(plan: Plan, tmp_path: Path) -> None:
    file = tmp_path / "t.yaml"
    file.write_text(scenario(f"{HACKATHON}, continuous: true"), encoding="utf-8")
    assert plan("move", file, "hackathon=@2027-03-05 17:00", "--yes").code == 0
    session = load(file).expo.sessions["hackathon"]
    assert (session.start, session.continuous) == (17 * 60, True)


def test_a_notice_says_that_a_session_runs_through_the_nights_or_no_longer_does() -> None:
    daily, through = expo_with(HACKATHON), expo_with(f"{HACKATHON}, continuous: true")
    for old, new, said in (
        (daily, through, "now runs through the nights, Fri 5 Mar 18:00 – Sun 7 Mar 20:00; place unchanged: Hall A"),
        (through, daily, "now open each day, no longer at night, Fri 5 Mar 18:00 – Sun 7 Mar 20:00"),
    ):
        changes = compare(old, old.standing, new, new.standing)
        assert [change.kinds for change in changes.sessions] == [("continuous",)]
        assert said in render(make_notice(changes, "en")).decode()
    assert not compare(through, through.standing, through, through.standing)


def test_the_real_fair_marks_its_exhibitions_as_guesses() -> None:
    requests = load(SCENARIOS / "dicc-2023-requests.yaml").expo
    assert not [session.id for session in requests.sessions.values() if session.continuous]
