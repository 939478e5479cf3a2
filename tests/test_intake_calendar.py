"""Calendars become sessions: of anyone, and our own feeds as they were."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

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
from expo_planner.importers.model import FoundSession, Reading
from expo_planner.importers.systems import calendar
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import calendars

SHANGHAI = pinned_zone("Asia/Shanghai")
PLAIN = ("UID:opening@x", "SUMMARY:Opening", "DTSTART;TZID=Asia/Shanghai:20240203T100000", "DURATION:PT1H")


def text(*events: tuple[str, ...], head: tuple[str, ...] = ()) -> str:
    """A calendar with these events, which start on its third line where it has no head."""
    rows = [row for event in events for row in ("BEGIN:VEVENT", *event, "END:VEVENT")]
    return "\r\n".join(["BEGIN:VCALENDAR", "VERSION:2.0", *head, *rows, "END:VCALENDAR", ""])


def read(*events: tuple[str, ...], head: tuple[str, ...] = ()) -> Reading:
    """The reading of a calendar with these events."""
    return calendar.read(text(*events, head=head).encode(), "c.ics")


def only(reading: Reading) -> FoundSession:
    """The one session of a reading that understood everything."""
    assert not reading.misread, [problem.say("en") for problem in reading.misread]
    [session] = reading.sessions
    return session


def misread(*rows: str) -> str:
    """What is said of an event that is not understood."""
    reading = read((*PLAIN[:2], *rows))
    assert not reading.sessions and reading.rows == 1
    [problem] = reading.misread
    assert problem.source == ("c.ics", "3:1") and problem.say("zh")
    return problem.say("en")


@pytest.mark.parametrize("name", ["dicc-2023", "health-forum", "association-2024"])
def test_our_own_feed_comes_back_as_it_was(name: str) -> None:
    expo = load(SCENARIOS / f"{name}.yaml").expo
    agenda = make_agenda(expo, expo.standing)
    reading = calendar.read(calendars.render(agenda)["calendars/all.ics"], "all.ics")
    assert not reading.misread and not reading.left
    assert (reading.title, reading.key, reading.timezone) == (agenda.title, expo.id, agenda.clock.zone)
    back = {session.key: session for session in reading.sessions}
    assert len(back) == len(reading.sessions) == len(agenda.entries)
    for entry in agenda.entries:
        session = back[entry.session.id]
        assert (session.title, session.room) == (entry.title, entry.location)
        assert (session.start, session.end) == tuple(map(agenda.clock.local, entry.window))
        assert (session.category or "", session.type) == (entry.category, entry.session.type)
        assert session.organisers == entry.session.organisers
        assert (session.abstract or "") == entry.abstract
        assert [item.title for item in session.programme] == [item.title for item in entry.programme]


@pytest.mark.parametrize("ends", ["DURATION:PT4H", "DTEND;TZID=Europe/Berlin:20230326T040000"])
def test_an_hour_is_an_hour_when_the_clock_changes(ends: str) -> None:
    """And so on the next evening, when it has changed."""
    event = ("UID:n@x", "SUMMARY:Night", "DTSTART;TZID=Europe/Berlin:20230325T230000", ends, "RRULE:FREQ=DAILY;COUNT=2")
    first, second = read(event).sessions
    assert (first.start, first.end) == (datetime(2023, 3, 25, 22, tzinfo=UTC), datetime(2023, 3, 26, 2, tzinfo=UTC))
    assert (second.start, second.end) == (datetime(2023, 3, 26, 21, tzinfo=UTC), datetime(2023, 3, 27, 1, tzinfo=UTC))


def test_an_event_is_a_session() -> None:
    reading = read(
        (
            *PLAIN,
            "LOCATION:Hall A\\, left",
            "DESCRIPTION:<p>One &amp; two</p><p>three</p>",
            "CATEGORIES:Forum,New\\, shiny",
            "URL:https://a.example/1",
            'ORGANIZER;CN="Lee, Ada":mailto:ada@a.example',
            "ATTENDEE;CN=Bo:mailto:bo@a.example",
            "ATTENDEE;CUTYPE=ROOM;CN=Room 5:mailto:r@a.example",
            "ATTENDEE:mailto:nobody@a.example",
            "GEO:1;2",
        ),
        head=("X-WR-CALNAME:Fair", "X-WR-TIMEZONE:Asia/Shanghai"),
    )
    session = only(reading)
    assert (session.title, session.key, session.room) == ("Opening", "opening", "Hall A, left")
    assert session.start == datetime(2024, 2, 3, 10, tzinfo=SHANGHAI)
    assert session.end == datetime(2024, 2, 3, 11, tzinfo=SHANGHAI)
    assert session.abstract == "One & two\n\nthree"
    assert (session.category, session.tags, session.url) == ("Forum", ("New, shiny",), "https://a.example/1")
    assert [person.name for person in session.people] == ["Lee, Ada", "Bo"]
    assert (reading.title, reading.timezone, reading.left) == ("Fair", "Asia/Shanghai", {"GEO": 1})


@pytest.mark.parametrize(
    ("start", "wanted"),
    [
        ("DTSTART:20240203T020000Z", datetime(2024, 2, 3, 2, tzinfo=UTC)),
        ("DTSTART:20240203T100000", datetime(2024, 2, 3, 10)),
        ("DTSTART;TZID=China Standard Time:20240203T100000", datetime(2024, 2, 3, 2, tzinfo=UTC)),
        ("DTSTART;TZID=/mozilla.org/20070129_1/Asia/Shanghai:20240203T100000", datetime(2024, 2, 3, 2, tzinfo=UTC)),
        ("DTSTART;TZID=UTC+08:00:20240203T100000", None),
        ("DTSTART;TZID=asia/shanghai:20240203T100000", datetime(2024, 2, 3, 2, tzinfo=UTC)),
        ('DTSTART;TZID="tzone://Microsoft/Utc":20240203T020000', datetime(2024, 2, 3, 2, tzinfo=UTC)),
        ('DTSTART;TZID="UTC+08:00":20240203T100000', datetime(2024, 2, 3, 2, tzinfo=UTC)),
    ],
)
def test_times_are_in_utc_in_a_zone_of_any_name_or_floating(start: str, wanted: datetime | None) -> None:
    reading = read((*PLAIN[:2], start, "DURATION:PT1H"))
    assert wanted is None or only(reading).start == wanted
    assert len(reading.sessions) + len(reading.misread) == reading.rows


def zone(*rules: str) -> tuple[str, ...]:
    """A zone of the calendar's own, an hour ahead in summer."""
    summer = ("BEGIN:DAYLIGHT", "DTSTART:19700329T020000", "TZOFFSETFROM:+0100", "TZOFFSETTO:+0200", rules[0])
    winter = ("BEGIN:STANDARD", "DTSTART:19701025T030000", "TZOFFSETFROM:+0200", "TZOFFSETTO:+0100", rules[1])
    return ("BEGIN:VTIMEZONE", "TZID:Ours", *summer, "END:DAYLIGHT", *winter, "END:STANDARD", "END:VTIMEZONE")


def test_a_zone_may_be_described_by_its_rules_but_not_by_endless_ones() -> None:
    event = (*PLAIN[:2], "DTSTART;TZID=Ours:20240703T100000", "DURATION:PT1H")
    rules = ("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU")
    assert only(read(event, head=zone(*rules))).start == datetime(2024, 7, 3, 8, tzinfo=UTC)
    [problem] = read(event, head=zone("RRULE:FREQ=SECONDLY", "RRULE:FREQ=SECONDLY")).misread
    assert "unknown time zone 'Ours'" in problem.say("en")


def test_whole_days_end_before_the_day_that_ends_them() -> None:
    session = only(read((*PLAIN[:2], "DTSTART;VALUE=DATE:20240203", "DTEND;VALUE=DATE:20240206")))
    assert (session.start, session.end, session.days) == (datetime(2024, 2, 3), None, 3)
    assert session.guesses
    assert only(read((*PLAIN[:2], "DTSTART;VALUE=DATE:20240203"))).days == 1
    assert only(read((*PLAIN[:2], "DTSTART;VALUE=DATE:20240203", "DURATION:P2D"))).days == 2


@pytest.mark.parametrize(
    ("rule", "days"),
    [
        ("RRULE:FREQ=DAILY;COUNT=3", [3, 4, 5]),
        ("RRULE:FREQ=DAILY;INTERVAL=2;UNTIL=20240207T020000Z", [3, 5, 7]),
        ("RRULE:FREQ=WEEKLY;BYDAY=SA,MO;COUNT=4", [3, 5, 10, 12]),
        ("RRULE:FREQ=WEEKLY;INTERVAL=2;UNTIL=20240217;WKST=SU", [3, 17]),
        ("RDATE;TZID=Asia/Shanghai:20240206T100000,20240208T100000", [3, 6, 8]),
        ("RDATE;TZID=Asia/Shanghai:20240201T100000", [1, 3]),
    ],
)
def test_a_repeated_event_is_a_session_each_time(rule: str, days: list[int]) -> None:
    reading = read((*PLAIN, rule))
    assert [session.start for session in reading.sessions] == [
        datetime(2024, 2, day, 10, tzinfo=SHANGHAI) for day in days
    ]
    assert [session.key for session in reading.sessions][:2] == ["opening", "opening-2"]
    assert all(one.start and one.end and one.end - one.start == timedelta(hours=1) for one in reading.sessions)


@pytest.mark.parametrize(
    ("rule", "dates"),
    [
        ("FREQ=MONTHLY;COUNT=3", ["2024-02-03", "2024-03-03", "2024-04-03"]),
        ("FREQ=MONTHLY;BYDAY=2TU;COUNT=2", ["2024-02-03", "2024-02-13", "2024-03-12"]),
        ("FREQ=MONTHLY;BYMONTHDAY=-1;INTERVAL=2;COUNT=2", ["2024-02-03", "2024-02-29", "2024-04-30"]),
        ("FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1;COUNT=2", ["2024-02-03", "2024-02-29", "2024-03-29"]),
        ("FREQ=YEARLY;COUNT=2", ["2024-02-03", "2025-02-03"]),
        ("FREQ=YEARLY;BYMONTH=5;BYDAY=-1MO;UNTIL=20251231T000000Z", ["2024-02-03", "2024-05-27", "2025-05-26"]),
        ("FREQ=YEARLY;BYYEARDAY=366;COUNT=2", ["2024-02-03", "2024-12-31", "2028-12-31"]),
        ("FREQ=YEARLY;BYWEEKNO=20;BYDAY=MO;COUNT=1", ["2024-02-03", "2024-05-13"]),
    ],
)
def test_rules_by_month_and_year_are_followed(rule: str, dates: list[str]) -> None:
    """Beside the start, which is always one of the times (RFC 5545, 3.8.2.4)."""
    starts = [session.start for session in read((*PLAIN, f"RRULE:{rule}")).sessions if session.start]
    assert [start.date().isoformat() for start in starts] == dates
    assert {start.timetz() for start in starts} == {datetime(2024, 2, 3, 10, tzinfo=SHANGHAI).timetz()}


def test_a_rule_by_month_keeps_to_months_that_have_the_day() -> None:
    rows = ("UID:a@x", "SUMMARY:Payday", "DTSTART;VALUE=DATE:20240131", "RRULE:FREQ=MONTHLY;UNTIL=20240531")
    assert [one.start for one in read(rows).sessions] == [datetime(2024, month, 31) for month in (1, 3, 5)]


def test_an_end_in_utc_is_compared_with_local_times_and_the_clock_time_stays_when_clocks_change() -> None:
    """The last time is at 08:00 UTC, in summer; at 09:00 UTC it would be in winter."""
    event = ("UID:n@x", "SUMMARY:Round", "DTSTART;TZID=Europe/Berlin:20240104T100000", "DURATION:PT1H")
    rule = "RRULE:FREQ=MONTHLY;BYDAY=1TH;UNTIL=20240502T{until}Z"
    hours = [
        one.start.astimezone(UTC).hour for one in read((*event, rule.format(until="080000"))).sessions if one.start
    ]
    assert hours == [9, 9, 9, 8, 8]
    assert len(read((*event, rule.format(until="075959"))).sessions) == 4


def test_dates_that_are_added_to_a_rule_or_taken_from_it_count() -> None:
    reading = read(
        (
            *PLAIN,
            "RRULE:FREQ=MONTHLY;COUNT=3",
            "EXDATE;TZID=Asia/Shanghai:20240303T100000",
            "RDATE;TZID=Asia/Shanghai:20240304T100000,20240403T100000",
        )
    )
    starts = [one.start for one in reading.sessions if one.start]
    assert [(start.month, start.day) for start in starts] == [(2, 3), (3, 4), (4, 3)]


def test_exceptions_and_moved_repetitions_are_left_out_of_the_row() -> None:
    reading = read(
        (*PLAIN, "RRULE:FREQ=DAILY;COUNT=4", "EXDATE;TZID=Asia/Shanghai:20240204T100000"),
        (
            "UID:opening@x",
            "SUMMARY:Opening, late",
            "RECURRENCE-ID;TZID=Asia/Shanghai:20240205T100000",
            "DTSTART;TZID=Asia/Shanghai:20240205T150000",
            "DURATION:PT1H",
        ),
    )
    starts = [session.start for session in reading.sessions if session.start]
    assert [(start.day, start.hour) for start in starts] == [(3, 10), (6, 10), (5, 15)]


@pytest.mark.parametrize(
    ("rule", "why"),
    [
        ("RRULE:FREQ=DAILY", "repeats without end"),
        ("RRULE:FREQ=DAILY;COUNT=1001", "more than 1000 times"),
        ("RRULE:FREQ=DAILY;UNTIL=99990101", "is not a calendar time"),
        ("RRULE:FREQ=DAILY;INTERVAL=7;BYDAY=MO;COUNT=2", "not supported"),
        ("RRULE:FREQ=DAILY;COUNT=1000000000", "more than 1000 times"),
        ("RRULE:FREQ=MONTHLY", "repeats without end"),
        ("RRULE:FREQ=YEARLY;COUNT=1000", "not supported"),
        ("RRULE:FREQ=SECONDLY;COUNT=2", "not supported"),
        ("RRULE:FREQ=DAILY;BYHOUR=9,10;COUNT=2", "not supported"),
        ("RRULE:FREQ=WEEKLY;BYDAY=2MO;COUNT=2", "not supported"),
        ("RRULE:FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30;COUNT=2", "not supported"),
        ("RRULE:FREQ=MONTHLY;BYMONTH=2;BYMONTHDAY=30;UNTIL=20300101", "not supported"),
        ("RRULE:FREQ=MONTHLY;BYDAY=99MO;COUNT=2", "not supported"),
        ("RRULE:FREQ=MONTHLY;INTERVAL=0;UNTIL=20300101", "not supported"),
        ("RRULE:FREQ=MONTHLY;INTERVAL=999999999999;COUNT=2", "not supported"),
        (f"RRULE:FREQ=MONTHLY;BYDAY=MO;COUNT=2;BYSETPOS={','.join(['9'] * 999)}", "not supported"),
        ("RRULE:FREQ=DAILY;COUNT=x", "not supported"),
        ("RRULE:", "not supported"),
    ],
)
def test_rules_that_are_not_followed_are_reported(rule: str, why: str) -> None:
    begun = time.process_time()
    assert why in misread(*PLAIN[2:], rule)
    assert time.process_time() - begun < 1


@pytest.mark.parametrize(
    ("rows", "why"),
    [
        (("DURATION:PT1H",), "no start"),
        (("DTSTART:20240203T100000",), "no duration"),
        (("DTSTART:20240203T100000", "DTEND:20240203T090000"), "does not end after it starts"),
        (("DTSTART:20240203T100000", "DTEND;VALUE=DATE:20240204"), "is a date, the other a time"),
        (("DTSTART:20240231T100000", "DURATION:PT1H"), "'20240231T100000' is not a calendar time"),
        (("DTSTART;TZID=Mars/Crater:20240203T100000", "DURATION:PT1H"), "unknown time zone 'Mars/Crater'"),
        (("DTSTART:20240203T100000", "DURATION:-PT1H"), "'-PT1H' is not a duration"),
    ],
)
def test_an_event_that_is_not_understood_is_named_with_its_line(rows: tuple[str, ...], why: str) -> None:
    said = misread(*rows)
    assert said.startswith("c.ics:3:1: Opening: ") and why in said


def test_cancelled_and_repeated_entries_are_counted_not_placed() -> None:
    reading = read((*PLAIN, "STATUS:CANCELLED"), ("UID:b@x", *PLAIN[1:]), ("UID:b@x", *PLAIN[1:], "SEQUENCE:1"))
    assert (len(reading.sessions), reading.rows, reading.left) == (1, 3, {})
    assert [problem.say("en") for problem in reading.told] == [
        "c.ics:3:1: Opening: cancelled in the calendar; left out",
        "c.ics:10:1: Opening: the same event again, as on line 16; left out",
    ]


def told(reading: Reading) -> list[str]:
    return [problem.say("en") for problem in reading.told]


def starts(reading: Reading) -> list[str]:
    """The starts as they are written there, without the year and the seconds."""
    return [f"{one.start:%m-%d %H:%M}" for one in reading.sessions if one.start]


def event(uid: str, title: str, start: str, *more: str) -> tuple[str, ...]:
    return (f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:202402{start}", "DURATION:PT1H", *more)


def test_events_that_share_a_uid_are_events_of_their_own_and_that_is_told_once() -> None:
    """Whatever the order of the file, ids are the same."""
    events = [
        event("7", "Closing", "04T100000", "LOCATION:B"),
        event("7", "Coffee", "03T150000"),
        event("7", "Coffee", "03T110000"),
        event("7", "Opening", "03T100000", "LOCATION:A"),
        event("8", "Closing", "05T100000"),
    ]
    reading, other = read(*events), read(*reversed(events))
    assert len(reading.sessions) == reading.rows == 5 and not reading.told
    keys = [one.key for one in reading.sessions]
    assert keys == ["closing", "coffee-2", "coffee", "opening", "8"]
    assert keys == [one.key for one in reversed(other.sessions)]
    [guess] = reading.guesses
    assert "(events: 4, UIDs: 1)" in guess.say("en")


def test_a_later_version_of_an_event_takes_its_place_and_one_at_another_time_is_not_lost_in_silence() -> None:
    first = event("a", "Opening", "03T100000")
    reading = read(first, event("a", "Grand opening", "03T100000", "SEQUENCE:2"))
    assert [one.title for one in reading.sessions] == ["Grand opening"]
    assert [problem.say("en") for problem in reading.misread] == [
        "c.ics:3:1: Opening: an earlier version of the event on line 9; left out"
    ]
    again = read(first, (*first, "SEQUENCE:2", "DESCRIPTION:New"))
    assert [one.abstract for one in again.sessions] == ["New"] and not again.misread and len(again.told) == 1
    parallel = event("a", "Workshop", "03T100000", "SEQUENCE:2", "LOCATION:Elsewhere")
    assert len(read(first, parallel).sessions) == 2
    moved = read(first, event("a", "Opening", "03T140000", "SEQUENCE:2"))
    assert starts(moved) == ["02-03 14:00"] and not moved.guesses
    assert [problem.source.place for problem in moved.misread] == ["3:1"]
    assert len(read(first, event("a", "Workshop", "03T140000", "SEQUENCE:2")).sessions) == 2
    assert len(read(first, event("a", "Opening", "03T100000", "LOCATION:Elsewhere")).sessions) == 2


@pytest.mark.parametrize("title", ["", "Opening"])
def test_a_cancellation_takes_away_the_event_that_it_names(title: str) -> None:
    opening, other = event("a", "Opening", "03T100000"), event("b", "Talk", "03T110000")
    off = ("UID:a", *([f"SUMMARY:{title}"] if title else []), "DTSTART:20240203T100000", "STATUS:CANCELLED")
    for events in ((opening, other, off), (off, other, opening)):
        reading = read(*events)
        assert [one.title for one in reading.sessions] == ["Talk"]
        assert (len(reading.told), reading.rows, reading.misread) == (2, 3, ())
    assert not read(opening, head=("METHOD:CANCEL",)).sessions


WEEK = "RRULE:FREQ=DAILY;COUNT=5"
ZONED = ("UID:z", "SUMMARY:Daily", "DTSTART;TZID=Europe/Berlin:20240203T100000", "DURATION:PT1H")
FLOATING = ("UID:z", "SUMMARY:Daily", "DTSTART:20240203T100000", "DURATION:PT1H")
IN_UTC = ("UID:z", "SUMMARY:Daily", "DTSTART:20240203T090000Z", "DURATION:PT1H")
WHOLE = ("UID:z", "SUMMARY:Daily", "DTSTART;VALUE=DATE:20240203")
BERLIN = ("X-WR-TIMEZONE:Europe/Berlin",)
TYPES = [
    (ZONED, ";TZID=Europe/Berlin:20240205T100000"),
    (ZONED, ";TZID=W. Europe Standard Time:20240205T100000"),
    (ZONED, ":20240205T090000Z"),
    (ZONED, ":20240205T100000"),
    (ZONED, ";VALUE=DATE:20240205"),
    (ZONED, ":20240205"),
    (ZONED, ";TZID=Europe/Berlin:20240205T000000"),
    (FLOATING, ":20240205T100000"),
    (FLOATING, ":20240205T090000Z"),
    (FLOATING, ";TZID=Europe/Berlin:20240205T100000"),
    (FLOATING, ";VALUE=DATE:20240205"),
    (IN_UTC, ":20240205T100000"),
    (IN_UTC, ";VALUE=DATE:20240205"),
    (IN_UTC, ";TZID=America/New_York:20240205T040000"),
    (WHOLE, ";VALUE=DATE:20240205"),
    (WHOLE, ":20240205T000000"),
    (WHOLE, ":20240204T230000Z"),
    (WHOLE, ";TZID=Europe/Berlin:20240205T000000"),
]
"""The fifth of February at ten in Berlin, or that day, as Exchange, Google, Apple and others write it."""


@pytest.mark.parametrize(("series", "written"), TYPES)
def test_exceptions_and_moved_times_are_of_any_type(series: tuple[str, ...], written: str) -> None:
    whole = read((*series, WEEK), head=BERLIN)
    kept = [one for place, one in enumerate(whole.sessions) if place != 2]
    assert [one.start for one in read((*series, WEEK, f"EXDATE{written}"), head=BERLIN).sessions] == [
        one.start for one in kept
    ]
    if written.endswith("Berlin:20240205T000000") and series is ZONED:
        return
    later = ("UID:z", "SUMMARY:Moved", f"RECURRENCE-ID{written}", "DTSTART:20240301T100000Z", "DURATION:PT2H")
    moved = read((*series, WEEK), later, head=BERLIN)
    assert [one.start for one in moved.sessions[:-1]] == [one.start for one in kept]
    assert (moved.sessions[-1].title, moved.sessions[-1].key) == ("Moved", "z-3")
    off = read((*series, WEEK), (*later, "STATUS:CANCELLED"), head=BERLIN)
    assert [one.start for one in off.sessions] == [one.start for one in kept]
    assert [one.key for one in off.sessions] == ["z", "z-2", "z-4", "z-5"]
    assert (len(off.told), off.rows) == (1, 5)


ENDS = [
    (ZONED, "20240205"),
    (ZONED, "20240205T100000"),
    (ZONED, "20240205T090000Z"),
    (ZONED, "20240205T235959Z"),
    (FLOATING, "20240205"),
    (FLOATING, "20240205T100000"),
    (FLOATING, "20240205T090000Z"),
    (IN_UTC, "20240205"),
    (IN_UTC, "20240205T100000"),
    (WHOLE, "20240205"),
    (WHOLE, "20240205T000000"),
    (WHOLE, "20240205T225959Z"),
    (WHOLE, "20240204T230000Z"),
]


@pytest.mark.parametrize(("series", "until"), ENDS)
def test_a_rule_ends_at_a_time_of_any_type(series: tuple[str, ...], until: str) -> None:
    assert len(read((*series, f"RRULE:FREQ=DAILY;UNTIL={until}"), head=BERLIN).sessions) == 3


def test_an_exception_at_another_time_of_a_day_is_told_beside_that_day() -> None:
    reading = read((*ZONED, WEEK, "EXDATE;TZID=Europe/Berlin:20240205T150000"))
    assert len(reading.sessions) == 5
    assert [len(one.guesses) for one in reading.sessions] == [0, 0, 1, 0, 0]


def test_a_change_of_this_and_all_later_times_moves_them() -> None:
    later = ("UID:z", "SUMMARY:Late", "RECURRENCE-ID;RANGE=THISANDFUTURE:20240205T100000")
    reading = read((*FLOATING, WEEK, "EXDATE:20240206T100000"), (*later, "DTSTART:20240205T143000", "DURATION:PT2H"))
    assert starts(reading) == ["02-03 10:00", "02-04 10:00", "02-05 14:30", "02-07 14:30"]
    assert [one.title for one in reading.sessions] == ["Daily"] * 2 + ["Late"] * 2
    assert [one.key for one in reading.sessions] == ["z", "z-2", "z-3", "z-5"]


def test_events_without_an_end_last_until_the_next_one_there_and_the_last_as_its_like() -> None:
    def begins(title: str, start: str, room: str, *more: str) -> tuple[str, ...]:
        return (f"UID:{title}", f"SUMMARY:{title}", f"DTSTART:202402{start}", f"LOCATION:{room}", *more)

    reading = read(
        begins("a", "03T100000", "A"),
        begins("b", "03T103000", "B", "DTEND:20240203T110000"),
        begins("c", "03T113000", "A", "DTEND:20240203T113000"),
        begins("d", "04T090000", "A"),
    )
    lengths = [one.minutes or (one.end and one.start and one.end - one.start) for one in reading.sessions]
    assert lengths == [timedelta(minutes=90), timedelta(minutes=30), 30, 30]
    assert [len(one.guesses) for one in reading.sessions] == [1, 0, 1, 1]


@pytest.mark.parametrize(
    ("location", "cells"),
    [
        ("A\\, B", ("A", "B")),
        ("A; B", ("A", "B")),
        ("A / B", ("A", "B")),
        ("Room 1\\, Room 2\\, Room 3", ("Room 1", "Room 2", "Room 3")),
        ("Haus-3-Saal A (12)\\, Haus-3-Saal B (10)", ("Haus-3-Saal A (12)", "Haus-3-Saal B (10)")),
        ("Hall 3\\, 10117 Berlin", ()),
        ("A\\, left", ()),
        ("Research and Development", ()),
    ],
)
def test_a_location_may_list_several_rooms(location: str, cells: tuple[str, ...]) -> None:
    events = (event("x", "X", "03T100000", f"LOCATION:{location}"), event("a", "A", "04T100000", "LOCATION:A"))
    reading = read(*events, event("b", "B", "04T100000", "LOCATION:B"))
    assert [room.cells for room in reading.rooms] == ([cells] if cells else [])
    imported = finished([reading], compose([reading], ImportChoices()), Path("s.yaml"))
    rooms = imported.scenario.expo.rooms
    halls = [room for room in rooms.values() if len(room.cells) > 1]
    assert [{rooms[one].name for one in hall.cells} for hall in halls] == ([set(cells)] if cells else [])


def test_text_around_a_calendar_is_passed_over_and_told() -> None:
    whole = text(PLAIN).strip()
    for before, after, lines in (
        ("Dear all,\r\nSubject: the fair\r\n", "\r\n-- \r\nAda", 4),
        ("<html><body><pre>", "</pre></body></html>", 0),
        ("<!DOCTYPE html>\r\n<pre>\r\n", "\r\n</pre>", 3),
    ):
        reading = calendar.read(f"{before}{whole}{after}".encode(), "c.ics")
        assert only(reading).title == "Opening"
        assert [f"({lines} lines" in guess.say("en") for guess in reading.guesses] == [True] * bool(lines)
    broken = whole.replace("\r\n", "<br>\r\n")
    assert only(calendar.read(broken.encode(), "c.ics")).title == "Opening"


def test_events_in_the_wrong_place_and_things_that_are_no_events_are_read_or_told() -> None:
    begun = text(PLAIN, event("b", "Talk", "03T110000")).replace("END:VEVENT\r\nBEGIN", "BEGIN")
    reading = calendar.read(begun.encode(), "c.ics")
    assert [one.title for one in reading.sessions] == ["Opening", "Talk"]
    assert ["VEVENT has no end" in problem.say("en") for problem in reading.misread] == [True]
    early = text(PLAIN).replace("END:VCALENDAR\r\n", "END:VCALENDAR\r\nBEGIN:VEVENT\r\nUID:q\r\n")
    assert len(calendar.read(f"{early}SUMMARY:Q\r\nDTSTART:20240203\r\nEND:VEVENT".encode(), "c.ics").sessions) == 2
    task = read(PLAIN, head=("BEGIN:VTODO", "SUMMARY:Buy chalk", "DUE:20240203", "END:VTODO"))
    assert told(task) == ["c.ics:3:1: Buy chalk: this is a VTODO, not an event; left out"]
    assert task.rows == 2


@pytest.mark.parametrize("zone", ["W. Europe Standard Time", "/citadel.org/20210210_1/Europe/Berlin", "Europe/Berlin"])
def test_the_zone_of_a_calendar_has_any_name_and_holds_for_floating_times(zone: str) -> None:
    reading = read(event("a", "A", "03T100000"), head=(f"X-WR-TIMEZONE:{zone}",))
    assert (reading.timezone, only(reading).start) == ("Europe/Berlin", datetime(2024, 2, 3, 10))


def test_all_day_events_keep_their_days_and_are_open_at_the_usual_hours_of_each() -> None:
    fair = ("UID:fair", "SUMMARY:Fair", "DTSTART;VALUE=DATE:20240203", "DTEND;VALUE=DATE:20240205")
    day = ("UID:day", "SUMMARY:Day", "DTSTART;VALUE=DATE:20240204")
    reading = read(fair, day, event("night", "Night", "03T023000"))
    found = finished([reading], compose([reading], ImportChoices(timezone="Europe/Berlin")), Path("s.yaml"))
    assert "start: 2024-02-03 08:00 .. 2024-02-04 22:00" in found.text
    assert "hours: 02:00-22:00" in found.text
    assert found.scenario.expo.sessions["day"].length == 14 * 60
    assert {clash.rule for clash in found.report.errors} == {"placed"}  # no event names a room


PEOPLE_WRITE = st.lists(
    st.tuples(
        st.sampled_from("abcd"),
        st.sampled_from(["Opening", "Talk", "Coffee", ""]),
        st.integers(1, 28),
        st.sampled_from(["", "SEQUENCE:1", "STATUS:CANCELLED", "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20240210", "X-A:b"]),
        st.sampled_from(["", "RECURRENCE-ID:20240210T100000", "DTEND:20240101", "LOCATION:A, B", "DURATION:PT1H"]),
    ),
    max_size=12,
)


@given(PEOPLE_WRITE)
def test_every_event_is_placed_or_told(events: list[tuple[str, str, int, str, str]]) -> None:
    rows = [
        (f"UID:{uid}", f"SUMMARY:{title}", f"DTSTART:202402{day:02}T100000", *filter(None, more))
        for uid, title, day, *more in events
    ]
    reading = read(*rows, event("last", "Last", "03T100000"))
    assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)
    problems = (*reading.misread, *reading.told)
    places = {one.source.place for one in reading.sessions} | {one.source.place for one in problems}
    assert len(places) == len(rows) + 1
    imported = finished([reading], compose([reading], ImportChoices(timezone="UTC")), Path("s.yaml"))
    assert imported.rows == len(imported.scenario.expo.sessions) + len(imported.misread) + len(imported.told)


def test_several_calendars_in_a_file_are_one_list() -> None:
    data = (text(PLAIN) + text(PLAIN, ("UID:b@x", *PLAIN[1:]))).encode()
    reading = calendar.read(data, "c.ics")
    assert [session.key for session in reading.sessions] == ["opening", "b"]


def test_a_session_of_ours_is_one_again_from_feeds_of_single_days_but_others_are_not_joined() -> None:
    first = ("UID:a@fair.expo-planner", "SUMMARY:Show", "DTSTART:20240203T010000Z", "DTEND:20240203T090000Z")
    later = ("UID:a-d2@fair.expo-planner", "SUMMARY:Show", "DTSTART:20240204T010000Z", "DTEND:20240204T090000Z")
    session = only(calendar.read((text(first) + text(later)).encode(), "c.ics"))
    assert (session.key, session.end) == ("a", datetime(2024, 2, 4, 9, tzinfo=UTC))
    assert [one.key for one in read(later).sessions] == ["a-d2"]
    assert len(read(("UID:a@x", *first[1:]), ("UID:a@y", *later[1:])).sessions) == 2


def test_broken_lines_are_reported_and_the_event_stays() -> None:
    reading = read((*PLAIN, "and this goes on", "LOCATION:Hall"))
    assert [session.room for session in reading.sessions] == ["Hall"]
    [problem] = reading.misread
    assert problem.say("en").startswith("c.ics:8:1: this is not a calendar line: 'and this goes on'")
    open_ended = calendar.read(text(PLAIN).replace("END:VEVENT\r\n", "").replace("END:VCALENDAR", "").encode(), "c.ics")
    assert "VEVENT has no end" in open_ended.misread[0].say("en")


def test_lines_folded_inside_a_character_and_gb18030_are_read() -> None:
    whole = text(("UID:a@x", "SUMMARY:开幕式", *PLAIN[2:]))
    folded = whole.encode().replace("幕".encode(), b"\xe5\r\n \xb9\x95")
    assert only(calendar.read(folded, "c.ics")).title == "开幕式"
    assert only(calendar.read(whole.encode("gb18030"), "c.ics")).title == "开幕式"
    assert only(calendar.read(b"\xef\xbb\xbf" + whole.replace("\r\n", "\n").encode(), "c.ics")).title == "开幕式"


@pytest.mark.parametrize("data", [b"", b"hello", b"BEGIN:VCARD\r\nEND:VCARD\r\n", b"BEGIN:A\n" * 100, b"\xff\xfe\x00"])
def test_what_is_no_calendar_is_refused(data: bytes) -> None:
    with pytest.raises(BadInput) as bad:
        calendar.read(data, "c.ics")
    [problem] = bad.value.problems
    assert problem.source.place and problem.say("en") and problem.say("zh")


SEED = text(
    (*PLAIN, "RRULE:FREQ=DAILY;COUNT=3", "EXDATE:20240204T020000Z", "CATEGORIES:A,B", "LOCATION:Hall"),
    ("UID:a.expo-planner@x", "SUMMARY:Whole", "DTSTART;VALUE=DATE:20240203", "RDATE;VALUE=DATE:20240209"),
    ("UID:s@e.expo-planner", "SUMMARY:S", "DTSTART:20240203T020000Z", "DURATION:PT1H", "DESCRIPTION:09:00-09:30 a · b"),
    head=zone("RRULE:FREQ=YEARLY;BYMONTH=3;BYDAY=-1SU", "RRULE:FREQ=YEARLY;BYMONTH=10;BYDAY=-1SU"),
)
PIECES = ["FREQ=MONTHLY;BYDAY=2TU", "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30", "BYSETPOS=-1"]
PIECES += [
    "\r\n",
    " ",
    ":",
    ";",
    ",",
    "=",
    '"',
    "\\",
    "9" * 30,
    "-1",
    "Z",
    "\x00",
    "FREQ=WEEKLY",
    "UNTIL=00010101",
    "/",
]
PIECES += [
    "BEGIN:VEVENT\r\n",
    "END:VEVENT\r\n",
    "END:VCALENDAR\r\n",
    "TZID=Ours",
    "24:99-99:99",
    "20240203",
    "P9999W",
    "２",
    "FREQ=MONTHLY;BYDAY=2TU",
    "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30",
    "BYSETPOS=-1",
]
CUTS = st.tuples(st.integers(0, 3000), st.integers(0, 60), st.sampled_from(PIECES) | st.text(max_size=4))


@pytest.mark.exhaustive
@settings(max_examples=200, deadline=2000)
@given(st.lists(CUTS, min_size=1, max_size=5))
def test_whatever_is_damaged_ends_in_a_reading_or_a_refusal(cuts: list[tuple[int, int, str]]) -> None:
    damaged = SEED
    for place, length, piece in cuts:
        place %= len(damaged)
        damaged = damaged[:place] + piece + damaged[place + length :] or " "
    try:
        reading = calendar.read(damaged.encode("utf-8", "surrogatepass"), "f")
    except BadInput as bad:
        assert bad.problems
        return
    assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)
    for problem in reading.misread:
        (problem.say("en") + problem.say("zh")).encode()
    assert all(session.start and not UNPRINTABLE.search(session.title) for session in reading.sessions)
