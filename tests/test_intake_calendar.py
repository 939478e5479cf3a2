"""Calendars become sessions: of anyone, and our own feeds as they were."""

from __future__ import annotations

import time
from datetime import UTC, datetime, timedelta

import pytest
from conftest import SCENARIOS
from hypothesis import given, settings
from hypothesis import strategies as st

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load
from expo_planner.files.schema.nodes import UNPRINTABLE
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
    assert len(reading.sessions) == reading.rows == 1
    assert reading.left == {"CANCELLED": 1, "the same event again": 1}


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
    assert reading.rows == len(reading.sessions) + len(reading.misread)
    for problem in reading.misread:
        (problem.say("en") + problem.say("zh")).encode()
    assert all(session.start and not UNPRINTABLE.search(session.title) for session in reading.sessions)
