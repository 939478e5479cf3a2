"""Schedules of other systems: what frab, pretalx, wafer, FOSDEM and Indico write is read, and nothing gets lost."""

from __future__ import annotations

import json
import re
import time
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import SCENARIOS
from hypothesis import given, settings
from hypothesis import strategies as st

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load
from expo_planner.files.schema.nodes import UNPRINTABLE
from expo_planner.importers.assemble import compose
from expo_planner.importers.choices import ImportChoices
from expo_planner.importers.import_files import finished
from expo_planner.importers.model import FoundRoom, FoundSession, Reading
from expo_planner.importers.systems import frab_json, frab_xml, indico, json_dialects, pretalx
from expo_planner.importers.systems.html_text import plain
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.formats import export

SCHEDULES = Path(__file__).parents[2] / "shared" / "benchmarks" / "schedules"
SECONDS = 5.0

CONFERENCE = "<conference><title>Camp</title><acronym>camp</acronym><city>Brussels</city></conference>"
EVENT = (
    '<event id="7"><start>10:00</start><duration>00:30</duration><title>Opening</title>'
    "<slug>camp-7-opening_talk</slug><persons><person id='1'>Ada</person></persons></event>"
)


class Counts(NamedTuple):
    """What SOURCE.md counts in a file; None where it does not."""

    days: int
    events: int
    rooms: int
    persons: int | None = None
    without: int | None = None


COUNTS = {
    "fosdem-2013.xml": Counts(2, 487, 24, 476, 2),
    "fosdem-2019.xml": Counts(2, 775, 33, 729, 25),
    "fosdem-2021-online.xml": Counts(2, 773, 106, 684, 102),
    "fosdem-2025.xml": Counts(2, 1105, 35, 1193, 2),
    "frab-camp2019.json": Counts(5, 79, 2),
    "pretalx-democon.json": Counts(3, 36, 2),
}


def xml(events: str, *, conference: str = CONFERENCE, day: str = "") -> Reading:
    """The reading of a schedule.xml with one day and one room."""
    room = f'\n<room name="Aula">{events}</room>'
    text = f'<schedule>{conference}<day date="2024-02-03" index="1"{day}>{room}</day></schedule>'
    return frab_xml.read(text.encode(), "schedule.xml")


def read_json(value: object, name: str = "some.json") -> Reading:
    """The reading of a JSON file of whatever kind."""
    return json_dialects.read(json.dumps(value, ensure_ascii=False).encode(), name)


def only(reading: Reading) -> FoundSession:
    """The one session of a reading that understood everything."""
    assert not reading.misread, [problem.say("en") for problem in reading.misread]
    [session] = reading.sessions
    assert reading.rows == 1
    return session


def refused(data: bytes, read: Any = frab_xml.read) -> str:
    """What is said of a file that is refused."""
    with pytest.raises(BadInput) as bad:
        read(data, "file")
    [problem] = bad.value.problems
    assert problem.say("zh")
    return problem.say("en")


@pytest.mark.parametrize("name", COUNTS)
def test_schedules_of_real_events_are_read_without_losing_one_event(name: str) -> None:
    path = SCHEDULES / name
    if not path.is_file():
        pytest.skip("the published schedules are not part of the distribution")
    data, wanted, begun = path.read_bytes(), COUNTS[name], time.process_time()
    reading = frab_xml.read(data, name) if name.endswith(".xml") else json_dialects.read(data, name)
    assert time.process_time() - begun < SECONDS
    sessions = reading.sessions
    assert not reading.misread
    assert (len(reading.days), reading.rows, len(sessions)) == (wanted.days, wanted.events, wanted.events)
    assert len({session.room for session in sessions}) == len(reading.rooms) == wanted.rooms
    if wanted.persons is not None:
        assert len({person.key for session in sessions for person in session.people}) == wanted.persons
        assert sum(not session.people for session in sessions) == wanted.without
    assert all(session.key and re.fullmatch("[a-z0-9-]+", session.key) for session in sessions)


@pytest.mark.parametrize("name", ["dicc-2023", "health-forum", "association-2024"])
@pytest.mark.parametrize("kind", ["frab-xml", "frab-json"])
def test_what_we_export_comes_back_as_it_was(name: str, kind: str) -> None:
    agenda = agenda_of(name)
    data = export(agenda, kind)
    reading = frab_xml.read(data, "s.xml") if kind == "frab-xml" else json_dialects.read(data, "s.json")
    assert not reading.misread and not reading.left and not reading.guesses
    assert (reading.title, reading.timezone, reading.step) == (agenda.title, agenda.clock.zone, agenda.expo.step)
    back = {session.key: session for session in reading.sessions}
    assert len(back) == len(reading.sessions) == len(agenda.entries)
    for entry in agenda.entries:
        session = back[entry.session.id]
        assert (session.title, session.room) == (entry.title, entry.place)
        assert (session.start, session.end) == tuple(map(agenda.clock.local, entry.window))
        assert session.organisers == entry.session.organisers
        assert (session.abstract or "") == entry.abstract
        assert [item.title for item in session.programme] == [item.title for item in entry.programme]
        people = {person.name for person in session.people}
        people |= {person.name for item in session.programme for person in item.people}
        assert people == {
            agenda.expo.people[one].name if one in agenda.expo.people else one for one in entry.session.named
        }


def agenda_of(name: str) -> Agenda:
    """The agenda of a shipped scenario."""
    expo = load(SCENARIOS / f"{name}.yaml").expo
    return make_agenda(expo, expo.standing)


def test_an_event_without_a_date_has_that_of_its_day() -> None:
    session = only(xml(EVENT))
    assert (session.start, session.end, session.minutes) == (datetime(2024, 2, 3, 10), None, 30)
    assert (session.room, session.key) == ("Aula", "opening-talk")
    assert session.source == ("schedule.xml", "2:19")


def test_an_event_that_starts_before_its_day_does_is_after_midnight() -> None:
    event = EVENT.replace("10:00", "01:30")
    session = only(xml(event, day=' start="2024-02-03T09:00:00+01:00" end="2024-02-04T04:00:00+01:00"'))
    assert session.start == datetime(2024, 2, 4, 1, 30)
    assert len(session.guesses) == 1
    changing = CONFERENCE.replace("<city>", "<day_change>04:00:00</day_change><city>")
    assert only(xml(event, conference=changing)).start == datetime(2024, 2, 4, 1, 30)
    assert only(xml(event)).start == datetime(2024, 2, 3, 1, 30)


ZONED = CONFERENCE.replace("<city>", "<time_zone_name>{}</time_zone_name><city>")


def dated(date: str, start: str) -> str:
    """An event with such a date and start."""
    return EVENT.replace("<start>10:00</start>", f"<date>{date}</date>{start and f'<start>{start}</start>'}")


@pytest.mark.parametrize(
    ("date", "start", "zone", "wanted"),
    [
        ("2024-12-27T11:00:00+01:00", "11:00", "", "Europe/Berlin 2024-12-27T11:00"),
        ("2024-07-27T11:00:00+02:00", "11:00", "", "Europe/Berlin 2024-07-27T11:00"),
        ("2024-12-27T10:00:00Z", "11:00", "", "Europe/Berlin 2024-12-27T11:00"),
        ("2024-12-27T23:15:00Z", "00:15", "", "Europe/Berlin 2024-12-28T00:15"),
        ("2024-12-28T00:15:00+01:00", "00:15", "", "Europe/Berlin 2024-12-28T00:15"),
        ("2024-07-03T10:00:00-04:00", "10:00", "", "America/New_York 2024-07-03T10:00"),
        ("2024-07-03T10:00:00+05:45", "10:00", "", "Asia/Kathmandu 2024-07-03T10:00"),
        ("2024-08-05T22:30:00+00:00", "22:30", "America/Montreal", "America/Montreal 2024-08-05T22:30"),
        ("2024-08-06T02:30:00+00:00", "22:30", "America/Montreal", "America/Montreal 2024-08-05T22:30-04:00"),
        ("2024-10-27T02:30:00+01:00", "02:30", "Europe/Berlin", "Europe/Berlin 2024-10-27T02:30+01:00"),
        ("2024-08-05T22:30:00+08:00", "", "Asia/Shanghai", "Asia/Shanghai 2024-08-05T22:30+08:00"),
        ("2024-08-05T22:30:00", "22:30", "Asia/Shanghai", "Asia/Shanghai 2024-08-05T22:30"),
    ],
)
def test_the_start_is_the_clock_of_the_venue(date: str, start: str, zone: str, wanted: str) -> None:
    """An offset tells the zone where none is named, and never shifts the clock."""
    reading = xml(dated(date, start), conference=ZONED.format(zone) if zone else "<conference/>")
    moment = only(reading).start
    assert moment is not None and reading.timezone is not None
    if moment.tzinfo:
        moment = moment.astimezone(pinned_zone(reading.timezone))
    assert f"{reading.timezone} {moment.isoformat(timespec='minutes')}" == wanted
    assert (reading.timezone_guess is None) == bool(zone)


def test_a_start_that_its_date_contradicts_is_a_guess_and_the_zone_given_shifts_nothing(tmp_path: Path) -> None:
    event = dated("2024-02-04T01:00:00+08:00", "10:07")
    session = only(xml(event, conference=ZONED.format("Asia/Shanghai")))
    assert session.start == datetime(2024, 2, 4, 10, 7)
    [guess] = session.guesses
    assert "the date says '2024-02-04T01:00+08:00'" in guess.say("en")
    reading = xml(dated("2024-12-27T11:00:00+01:00", "11:00"), conference="<conference/>")
    for zone in (None, "Asia/Tokyo"):
        text = finished([reading], compose([reading], ImportChoices(timezone=zone)), tmp_path / "s.yaml").text
        assert "start: 2024-12-27 11:00" in text
        assert ("assumed from its offset" in text) == (zone is None)


@pytest.mark.parametrize(
    ("text", "minutes"),
    [
        ("00:25:00", 25),
        ("01:30", 90),
        ("72:00", 72 * 60),
        ("3:00:00", 3 * 24 * 60),
        ("PT1H5M", 65),
        ("1:00", 60),
        ("0:90", 90),
        ("45", 45),
    ],
)
def test_lengths_are_hours_and_minutes_or_days_before_them(text: str, minutes: int) -> None:
    session = only(xml(EVENT.replace("00:30", text)))
    assert (session.end, session.minutes) == (None, minutes)
    aware = only(xml(EVENT.replace("00:30", text).replace("<start>", "<date>2024-02-03T10:00:00Z</date><start>")))
    assert aware.minutes == minutes or (aware.start and aware.end == aware.start + timedelta(minutes=minutes))
    assert len(session.guesses) == (text in ("3:00:00", "0:90", "45"))


@pytest.mark.parametrize(
    ("old", "new", "why"),
    [
        ("<title>Opening</title>", "", "this event has no title"),
        ("<start>10:00</start>", "<start/>", "this event has no start"),
        ("<duration>00:30</duration>", "", "this event has no duration"),
        ("10:00", "25:99", "'25:99' is not a time of day"),
        ("00:30", "soon", "'soon' is not a duration"),
        ("00:30", "00:00", "'00:00' is not a duration"),
        ("00:30", "1:90", "'1:90' is not a duration"),
        ("00:30", "2", "'2' is not a duration"),
        ("00:30", "135.0:00", "'135.0:00' is not a duration"),
        ("00:30", "6944:11:40", "'6944:11:40' is not a duration"),
        ("<start>", "<date>2024-02-31T10:00:00Z</date><start>", "'2024-02-31T10:00:00Z' is not a date with a time"),
    ],
)
def test_an_event_that_is_not_understood_is_named_with_its_place(old: str, new: str, why: str) -> None:
    reading = xml(f"\n  {EVENT.replace(old, new)}\n  {EVENT}")
    [problem] = reading.misread
    assert problem.source == ("schedule.xml", "3:3")
    assert why in problem.say("en")
    assert problem.say("zh")
    assert (len(reading.sessions), reading.rows) == (1, 2)


def test_elements_may_be_attributes_or_come_in_another_order() -> None:
    reading = frab_xml.read(
        b"""<?xml version="1.0"?><schedule><day date="2024-02-03"><room name="A">
        <event title="Talk" start="09:00" duration="00:45" guid="x-1" track="Web"><persons>
        <person guid="p"><name>Bo</name></person><person>Cy</person></persons></event></room></day>
        <tracks><track slug="web">Web</track><track slug="ai">AI</track></tracks>
        <conference><track name="Web" color="#FF0000"/><title>C</title><timeslot_duration>00:01</timeslot_duration>
        </conference></schedule>""",
        "s.xml",
    )
    session = only(reading)
    assert [(person.name, person.key) for person in session.people] == [("Bo", "p"), ("Cy", "Cy")]
    assert (session.key, session.category) == ("x-1", "Web")
    assert (reading.categories, reading.colors, reading.step) == (("Web", "AI"), {"Web": "red"}, 5)


def test_what_a_scenario_has_no_place_for_is_counted() -> None:
    event = EVENT.replace(
        "</event>",
        "<logo>/a.png</logo><links><link href='https://a.example'>A</link><link href='https://b.example'>B</link></links>"
        "<recording><license/><optout>false</optout></recording><language/></event>",
    )
    reading = xml(event)
    assert reading.left == {"logo": 1, "links": 2}


def test_a_zone_is_told_by_the_city_and_said_to_be_a_guess() -> None:
    reading = xml(EVENT)
    assert reading.timezone == "Europe/Brussels"
    assert reading.timezone_guess and "Europe/Brussels" in reading.timezone_guess.say("en")
    assert xml(EVENT, conference="").timezone is None
    zoned = xml(EVENT, conference=ZONED.format("Asia/Shanghai"))
    assert (zoned.timezone, zoned.timezone_guess) == ("Asia/Shanghai", None)


def test_html_becomes_plain_text_and_both_texts_count() -> None:
    event = EVENT.replace(
        "</event>",
        "<subtitle>Of the camp</subtitle><abstract>&lt;p&gt;A &amp;amp; B&lt;/p&gt;&lt;ul&gt;&lt;li&gt;one&lt;/li&gt;"
        "&lt;li&gt;two&lt;/li&gt;&lt;/ul&gt;</abstract><description><p>More <b>here</b>.</p></description></event>",
    )
    assert only(xml(event)).abstract == "Of the camp\n\nA & B\n- one\n- two\n\nMore here."


def test_links_keep_their_address_and_text_without_tags_stays_as_it_is() -> None:
    assert plain('See <a href="https://a.example/?a=1&amp;b=2">this</a>.') == "See this (https://a.example/?a=1&b=2)."
    assert plain("if a < b and b > c: x &amp; y") == "if a < b and b > c: x &amp; y"
    assert plain("<script>alert(1)</script>Hi<br>there") == "Hi\nthere"


def test_files_in_gbk_are_read() -> None:
    text = '<?xml version="1.0" encoding="GBK"?><schedule><day date="2024-02-03"><room name="大厅">'
    data = (text + EVENT.replace("Opening", "开幕式") + "</room></day></schedule>").encode("gbk")
    assert only(frab_xml.read(data, "s.xml")).title == "开幕式"


BOMB = '<!DOCTYPE s [<!ENTITY a "ha"><!ENTITY b "&a;&a;&a;&a;">]>'
OUTSIDE = '<!DOCTYPE s [<!ENTITY a SYSTEM "file:///etc/hostname">]>'


@pytest.mark.parametrize("head", [BOMB, OUTSIDE])
def test_entities_of_the_file_are_refused(head: str) -> None:
    assert "defines its own entities" in refused(f"{head}<schedule>&a;</schedule>".encode())


def test_broken_deep_and_foreign_xml_is_refused_with_its_place() -> None:
    assert refused(b"<schedule>\n<day>\n</schedule>").startswith("file:3:3: this is not well-formed XML")
    assert refused(b"").startswith("file:1:1: ")
    assert "nested too deeply" in refused(b"<schedule>" + b"<a>" * 100_000)
    assert "root element is 'rss'" in refused(b"<rss/>")


def test_a_json_schedule_lists_rooms_with_their_seats() -> None:
    event = {"id": 1, "date": "2024-02-03T10:00:00+01:00", "duration": "00:30", "title": "A", "persons": ["Ada"]}
    conference = {
        "acronym": "c",
        "title": {"en": "Camp", "de": "Lager"},
        "rooms": [{"name": "Aula", "capacity": 300}, {"name": "Netz", "type": "online", "capacity": None}],
        "days": [{"date": "2024-02-03", "rooms": {"Aula": [event, {"id": 2, "title": "B"}]}}],
    }
    reading = read_json({"schedule": {"version": "1", "conference": conference}})
    assert reading.title == "Camp"
    assert reading.rooms == (FoundRoom(name="Aula", capacity=300), FoundRoom(name="Netz", kind="online"))
    assert [session.title for session in reading.sessions] == ["A"]
    [problem] = reading.misread
    assert re.fullmatch(r"some.json:1:\d+: B: this event has no start.*", problem.say("en"))
    assert read_json({"conference": conference}).sessions[0].title == "A"


def test_a_conference_abroad_says_that_its_times_are_turned_into_its_zone() -> None:
    reading = xml(dated("2024-02-03T10:00:00+01:00", ""), conference=ZONED.format("UTC"))
    assert only(reading).start == datetime(2024, 2, 3, 9, tzinfo=UTC)
    assert ["+01:00" in guess.say("en") for guess in reading.guesses] == [True]


def test_a_person_is_who_has_any_kind_of_name_and_a_number_that_many_share_says_nothing() -> None:
    persons = [{"id": 0, "full_public_name": "Ira"}, {"id": 0, "full_name": "Cy"}, {"id": 7, "public_name": "Bo"}]
    event = {"id": 1, "date": "2024-02-03T10:00:00Z", "duration": "00:30", "title": "A", "persons": persons}
    reading = read_json({"conference": {"days": [{"date": "2024-02-03", "rooms": {"Aula": [event]}}]}})
    assert [(one.name, one.key) for one in only(reading).people] == [("Ira", "Ira"), ("Cy", "Cy"), ("Bo", "7")]


TALK = {
    "code": "ABCDE",
    "title": {"en": "A talk", "zh-hans": "演讲"},
    "speakers": [{"code": "S1", "name": "Jane", "biography": "long"}],
    "submission_type": {"en": "Talk"},
    "track": {"name": {"en": "Security"}, "color": "#fff"},
    "state": "confirmed",
    "duration": 30,
    "tags": ["new"],
    "content_locale": "en",
    "slot": {"start": "2024-02-03T10:00:00+01:00", "end": "2024-02-03T10:30:00+01:00", "room": {"en": "R101"}},
}


def test_lists_of_pretalx_place_what_is_confirmed_and_count_what_is_not() -> None:
    talks = [TALK, TALK | {"code": "B", "state": "rejected"}, TALK | {"code": "C", "state": "withdrawn"}]
    reading = read_json({"count": 3, "next": None, "results": talks})
    [session] = reading.sessions
    assert (session.title, session.title_en, session.key) == ("演讲", "A talk", "abcde")
    assert (session.room, session.category, session.type, session.tags) == ("R101", "Security", "Talk", ("new",))
    assert session.start == datetime(2024, 2, 3, 9, tzinfo=UTC)
    assert [problem.message.say("en") for problem in reading.told] == [
        "its state is 'rejected'; left out",
        "its state is 'withdrawn'; left out",
    ]
    assert (reading.rows, reading.left) == (3, {})


def test_each_slot_of_pretalx_is_a_session_and_without_one_it_is_a_request() -> None:
    slots = [
        {
            "start": f"2024-02-0{day}T10:00:00Z",
            "end": f"2024-02-0{day}T11:00:00Z",
            "room": {"name": {"en": "R"}, "capacity": 40},
        }
        for day in (3, 4)
    ]
    rest = {name: value for name, value in TALK.items() if name != "slot"} | {"abstract": "Why.", "description": "How."}
    reading = read_json({"count": 1, "results": [rest | {"slots": slots}, rest | {"code": "X", "slots": []}]})
    assert [session.key for session in reading.sessions] == ["abcde", "abcde-2", "x"]
    assert [session.room for session in reading.sessions] == ["R", "R", None]
    assert [session.abstract for session in reading.sessions] == ["Why.\n\nHow."] * 3
    assert reading.rooms == (FoundRoom(name="R", capacity=40),)
    assert (reading.sessions[2].start, reading.sessions[2].minutes) == (None, 30)


ROWS = """\ufeffID,Proposal title,Proposal state,Session type,Speaker IDs,Speaker names,Room,Start,End,Median score
AB,Talk one,accepted,Talk,"S1
S2","Ann
Bob",Aula,2024-02-03T10:00:00+01:00,2024-02-03T10:30:00+01:00,3.5
CD,Talk two,rejected,Talk,S1,Ann,,,,
EF,Talk three,accepted,Talk,S1,Ann,Aula,2024-02-03T10:00:00+01:00,,
"""


def test_the_organisers_export_of_pretalx_is_read_as_csv_and_json() -> None:
    reading = pretalx.read_csv(ROWS, "sessions.csv")
    [session] = reading.sessions
    assert [(person.name, person.key) for person in session.people] == [("Ann", "S1"), ("Bob", "S2")]
    [problem] = reading.misread
    assert problem.say("en").startswith("sessions.csv:6:1: Talk three: this event has no duration")
    assert reading.left == {"Median score": 1}
    assert [problem.say("en") for problem in reading.told] == [
        "sessions.csv:5:1: Talk two: its state is 'rejected'; left out"
    ]
    row = {"ID": "AB", "Proposal title": "T", "Proposal state": "accepted", "Speaker names": ["Ann"], "Duration": 30}
    dates = {"Start (date)": "2024-02-03", "Start (time)": "10:00:00", "Room": {"en": "Aula"}}
    session = only(read_json([row | dates]))
    assert (session.start, session.end, session.minutes, session.room) == (datetime(2024, 2, 3, 10), None, 30, "Aula")
    assert pretalx.recognised_header(ROWS.splitlines()[0].removeprefix("\ufeff").split(","))
    assert not pretalx.recognised_header(["ID", "Title", "Start"])


def at(day: int, hour: int) -> dict[str, str]:
    """A time as Indico writes it."""
    return {"date": f"2024-02-{day:02}", "time": f"{hour:02}:00:00", "tz": "Europe/Zurich"}


TOLD = {
    "_type": "Contribution",
    "id": "4",
    "title": "Detectors",
    "startDate": at(3, 10),
    "endDate": at(3, 11),
    "duration": 60,
    "room": "B1",
    "location": "CERN",
    "session": "Physics",
    "speakers": [{"first_name": "Ada", "last_name": "Lee"}, {"first_name": "瑞光", "last_name": "翟", "person_id": 9}],
    "subContributions": [{"title": "First part", "duration": 20, "speakers": []}],
    "board_number": "12",
}
INDICO = {
    "title": "Workshop",
    "timezone": "Europe/Zurich",
    "startDate": at(3, 8),
    "endDate": at(4, 18),
    "location": "CERN",
    "room": "Main",
    "contributions": [
        TOLD,
        {"title": "Later", "duration": 20, "startDate": None, "id": "5"},
        {"title": "Odd", "id": "6"},
    ],
}


def test_contributions_of_indico_are_sessions() -> None:
    reading = read_json({"count": 1, "results": [INDICO]})
    first, later = reading.sessions
    assert (reading.title, reading.timezone, reading.days) == (
        "Workshop",
        "Europe/Zurich",
        (date(2024, 2, 3), date(2024, 2, 4)),
    )
    assert (first.start, first.end) == (datetime(2024, 2, 3, 9, tzinfo=UTC), datetime(2024, 2, 3, 10, tzinfo=UTC))
    assert [(person.name, person.key) for person in first.people] == [("Ada Lee", "Ada Lee"), ("翟瑞光", "9")]
    assert (first.category, first.room, [item.minutes for item in first.programme]) == ("Physics", "B1", [20])
    assert (later.start, later.minutes, later.room) == (None, 20, "Main")
    assert ["Odd: this event has no duration" in problem.say("en") for problem in reading.misread] == [True]
    assert (reading.rows, reading.left) == (3, {"board_number": 1})


def test_blocks_of_indico_name_the_category_of_what_is_in_them() -> None:
    block = {"title": "Physics", "room": "B2", "startDate": at(3, 10), "endDate": at(3, 12)}
    inner = {name: value for name, value in TOLD.items() if name not in ("room", "session")}
    event = INDICO | {
        "contributions": [],
        "sessions": [block | {"contributions": [inner]}, block | {"title": "Poster"}],
    }
    one, poster = read_json({"results": [event]}).sessions
    assert (one.category, one.room, poster.title) == ("Physics", "B2", "Poster")
    entries = {"c1": inner | {"entryType": "Contribution"}}
    timetable = {
        "results": {
            "12": {
                "20240203": {
                    "s1": block | {"entryType": "Session", "entries": entries},
                    "b2": block | {"entryType": "Break", "title": "Coffee"},
                },
                "20240204": {},
            }
        }
    }
    reading = read_json(timetable)
    assert [(session.title, session.category, session.type) for session in reading.sessions] == [
        ("Detectors", "Physics", None),
        ("Coffee", None, "break"),
    ]
    assert reading.days == (date(2024, 2, 3), date(2024, 2, 4))


@pytest.mark.parametrize("value", [{}, [], [1], {"results": []}, {"schedule": {}}, "text", {"features": [{"a": 1}]}])
def test_other_json_is_refused_with_what_can_be_read(value: object) -> None:
    said = refused(json.dumps(value).encode(), json_dialects.read)
    assert "pretalx" in said and "Indico" in said


def test_broken_json_is_refused_with_its_place() -> None:
    assert refused(b'{"schedule": {\n"conference": nan}}', json_dialects.read).startswith("file:2:15: ")
    assert "given twice" in refused(b'{"days": 1, "days": 2}', json_dialects.read)
    assert "nested too deeply" in refused(b"[" * 100_000, json_dialects.read)
    assert "not UTF-8" in refused(b'"\xff"', json_dialects.read)


SEEDS = [
    ("xml", f'<schedule>{CONFERENCE}<day date="2024-02-03"><room name="A">{EVENT}</room></day></schedule>'),
    (
        "json",
        json.dumps(
            {"conference": {"days": [{"date": "2024-02-03", "rooms": {"A": [{"title": "T", "start": "10:00"}]}}]}}
        ),
    ),
    ("json", json.dumps({"count": 1, "results": [TALK]})),
    ("json", json.dumps({"results": [INDICO]})),
]
PIECES = ["<", ">", "&", "&a;", '"', "{", "}", "[", "]", ",", "null", "1e999", "-1", "9" * 400, "\x00", "\ud800", "２"]
PIECES += ["2024-02-30", "0000-00-00T00:00:00Z", "9999-12-31T23:59:59+14:00", "99:99", "<!DOCTYPE a [", "]]>", "P1Y"]


@settings(max_examples=150, deadline=2000)
@given(
    st.sampled_from(SEEDS),
    st.lists(
        st.tuples(st.integers(0, 2000), st.integers(0, 40), st.sampled_from(PIECES) | st.text(max_size=4)), max_size=4
    ),
)
def test_whatever_is_damaged_ends_in_a_reading_or_a_refusal(
    seed: tuple[str, str], cuts: list[tuple[int, int, str]]
) -> None:
    kind, text = seed
    for place, length, piece in cuts:
        place %= len(text)
        text = text[:place] + piece + text[place + length :] or " "
    data = text.encode("utf-8", "surrogatepass")
    try:
        reading = frab_xml.read(data, "f") if kind == "xml" else json_dialects.read(data, "f")
    except BadInput as bad:
        assert bad.problems
        for problem in bad.problems:
            (problem.say("en") + problem.say("zh")).encode()
        return
    assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)
    for session in reading.sessions:
        assert not UNPRINTABLE.search(session.title)


def test_each_reader_refuses_what_another_one_reads() -> None:
    talks, event = json.dumps({"count": 1, "results": [TALK]}).encode(), json.dumps({"results": [INDICO]}).encode()
    assert "not a schedule" in refused(talks, frab_json.read)
    assert "not an Indico event" in refused(talks, indico.read)
    assert "not a list of sessions from pretalx" in refused(event, pretalx.read)
