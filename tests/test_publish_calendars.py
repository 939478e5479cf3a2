"""Calendar feeds: RFC 5545 to the letter, and what calendar programmes make of them."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import pytest
from dateutil.tz import tzical  # type: ignore[import-untyped, unused-ignore]
from fairs import HOSTILE, example, fair, hostile, placed
from icalendar import Calendar

from expo_planner.domain.clock import pinned_zone
from expo_planner.domain.entities import Session
from expo_planner.domain.schedule import Schedule
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.formats.calendars import render
from expo_planner.publishing.formats.vtimezone import holds, read_rule, vtimezone, zone_rule

GOLDEN = Path(__file__).parent / "golden"


def one(zone: str, start: str, end: str, **fields: Any) -> Agenda:
    """An agenda of a single session in a zone."""
    expo = fair(zone, date.fromisoformat(start[:10]))
    return placed(expo, [(Session(id="a", title="A", **fields), "M", start, end)])


def events(feed: bytes) -> list[Any]:
    return list(Calendar.from_ical(feed).walk("VEVENT"))


def unfolded(feed: bytes) -> list[str]:
    return feed.replace(b"\r\n ", b"").decode().split("\r\n")


def test_the_feed_of_everything_is_as_it_was() -> None:
    assert render(example())["calendars/all.ics"] == (GOLDEN / "all.ics").read_bytes()


def test_there_is_a_feed_for_every_room_in_use_and_every_category() -> None:
    rooms = ["7A", "7B", "7C", "7AB", "7AC", "hall", "hotel", "pier", "online"]
    names = ["all", *(f"room-{room}" for room in rooms), "category-1", "category-2"]
    assert list(render(example())) == [f"calendars/{name}.ics" for name in names]


def test_feeds_say_what_the_schedule_says() -> None:
    agenda = example()
    told = {
        str(event["UID"]): (event["DTSTART"].dt.astimezone(UTC), event["DTEND"].dt.astimezone(UTC), event["SUMMARY"])
        for event in events(render(agenda)["calendars/all.ics"])
    }
    planned = {
        f"{entry.session.id}{f'-d{day}' if day > 1 else ''}@fair-2023.expo-planner": (
            *(agenda.clock.local(tick).astimezone(UTC) for tick in window),
            entry.title,
        )
        for entry in agenda.entries
        for day, window in enumerate(entry.days, start=1)
    }
    assert told == planned
    assert len(told) == 10


def test_a_session_is_the_same_event_in_every_feed_that_holds_it() -> None:
    feeds = render(example())
    seen: dict[str, set[bytes]] = {}
    for feed in feeds.values():
        for event in events(feed):
            seen.setdefault(str(event["UID"]), set()).add(event.to_ical())
    assert {uid: len(texts) for uid, texts in seen.items()} == dict.fromkeys(seen, 1)


@pytest.mark.parametrize(
    ("room", "sessions"),
    [("7A", ["guide", "standards", "ac", "pm"]), ("7B", ["pm"]), ("7C", ["ac"]), ("7AB", ["pm"]), ("7AC", ["ac"])],
)
def test_joined_halls_are_in_the_feeds_of_their_cells_and_hosted_sessions_in_their_hosts(
    room: str, sessions: list[str]
) -> None:
    uids = [str(event["UID"]).split("@")[0] for event in events(render(example())[f"calendars/room-{room}.ics"])]
    assert sorted(uids) == sorted(sessions)


def test_events_stand_by_start_then_uid() -> None:
    order = [(event["DTSTART"].dt, str(event["UID"])) for event in events(render(example())["calendars/all.ics"])]
    assert order == sorted(order)


@pytest.mark.parametrize("agenda", [example(), example(language="en"), hostile()], ids=["zh", "en", "hostile"])
def test_lines_are_short_and_end_as_they_must(agenda: Agenda) -> None:
    for feed in render(agenda).values():
        assert feed.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:")
        assert feed.endswith(b"END:VCALENDAR\r\n")
        for line in feed.removesuffix(b"\r\n").split(b"\r\n"):
            assert 0 < len(line) <= 75
            assert not set(line.decode()) & (set(map(chr, range(32))) | set("\x7f\x85\u2028\u2029"))


def test_hostile_titles_stay_titles() -> None:
    feed = render(hostile())["calendars/all.ics"]
    titles = {str(event["UID"]).split("@")[0]: str(event["SUMMARY"]) for event in events(feed)}
    for name in ("script", "attribute", "formula", "bidi", "long", "emoji", "markdown", "ics", "jinja"):
        assert titles[name] == HOSTILE[name]
    assert titles["break"] == "one STATUS:CANCELLED X:two"
    assert titles["control"] == "bellnullhalfline next end"
    assert "STATUS:CANCELLED" not in unfolded(feed)


def test_the_header_names_the_feed_and_says_how_often_to_ask() -> None:
    head = unfolded(render(example())["calendars/room-7AB.ics"])[:9]
    assert head[3:] == [
        "CALSCALE:GREGORIAN",
        "NAME:7号会议室 A+B厅",
        "X-WR-CALNAME:7号会议室 A+B厅",
        "REFRESH-INTERVAL;VALUE=DURATION:PT1H",
        "X-PUBLISHED-TTL:PT1H",
        "X-WR-TIMEZONE:Asia/Shanghai",
    ]


def test_the_name_of_a_feed_is_escaped_once() -> None:
    agenda = make_agenda(fair(title="馆,A;厅"), Schedule())
    assert "NAME:馆\\,A\\;厅" in unfolded(render(agenda)["calendars/all.ics"])


def test_nothing_private_and_no_alarm_is_published() -> None:
    feed = b"".join(render(example()).values())
    for word in (b"ATTENDEE", b"ORGANIZER", b"VALARM", b"METHOD", b"mailto", b"DURATION:PT3H", b"RDATE"):
        assert word not in feed


def test_a_live_stream_is_a_conference_and_in_the_description() -> None:
    lines = unfolded(render(example())["calendars/room-online.ics"])
    url = "https://live.example.org/%E5%A4%A7%E5%8E%85"
    assert f"CONFERENCE;FEATURE=VIDEO,AUDIO;LABEL=直播;VALUE=URI:{url}" in lines
    assert f"DESCRIPTION:直播：{url}" in lines


def test_without_sessions_the_feed_of_everything_is_still_there() -> None:
    feed = render(make_agenda(fair(), Schedule()))
    assert list(feed) == ["calendars/all.ics"]
    assert events(feed["calendars/all.ics"]) == []


def test_drafts_are_of_sequence_0_and_stamped_alike() -> None:
    for event in events(render(example())["calendars/all.ics"]):
        assert event["SEQUENCE"] == 0
        assert event["DTSTAMP"].dt == event["LAST-MODIFIED"].dt == datetime(2023, 7, 1, 8, 0, tzinfo=UTC)


def test_later_days_have_their_own_uid_even_if_a_session_is_called_so() -> None:
    days = ("M", "2023-07-06T09:00", "2023-07-07T17:00")
    agenda = placed(fair(), [(Session(id="x", title="X"), *days), (Session(id="x-d2", title="Y"), *days)])
    uids = sorted(str(event["UID"]) for event in events(render(agenda)["calendars/all.ics"]))
    names = ["x-d2-d2", "x-d2", "x", "x~d2"]
    assert uids == [f"{name}@fair-2023.expo-planner" for name in names]


def test_a_session_past_midnight_is_one_event() -> None:
    (event,) = events(render(example())["calendars/room-pier.ics"])
    assert event["DTEND"].dt - event["DTSTART"].dt == timedelta(hours=3)
    assert "CATEGORIES" not in event


@pytest.mark.parametrize(
    "zone", ["Asia/Shanghai", "Europe/Berlin", "Europe/Dublin", "America/New_York", "Australia/Lord_Howe"]
)
def test_the_rules_beside_the_times_say_what_the_zone_does(zone: str) -> None:
    feed = render(one(zone, "2024-10-26T09:00", "10:00"))["calendars/all.ics"]
    component = feed[feed.index(b"BEGIN:VTIMEZONE") : feed.index(b"BEGIN:VEVENT")].decode()
    read = tzical(StringIO(component)).get(zone)
    assert read is not None
    moment = datetime(2024, 1, 1)
    while moment < datetime(2025, 1, 1):
        assert moment.replace(tzinfo=read).utcoffset() == moment.replace(tzinfo=ZoneInfo(zone)).utcoffset(), moment
        moment += timedelta(hours=3, minutes=30)


def test_the_onset_of_summer_time_is_on_the_clock_before_it() -> None:
    component = vtimezone("America/New_York", range(2024, 2025))
    assert component is not None
    lines = component.to_ical().decode().splitlines()
    assert "DTSTART:19700308T020000" in lines
    assert "DTSTART:19701101T020000" in lines
    assert "RRULE:FREQ=YEARLY;BYDAY=2SU;BYMONTH=3" in lines


def test_a_zone_without_summer_time_has_one_part_and_no_rule() -> None:
    component = vtimezone("Asia/Shanghai", range(2023, 2024))
    assert component is not None
    assert component.to_ical().decode().count("BEGIN:STANDARD") == 1
    assert b"RRULE" not in component.to_ical()


@pytest.mark.parametrize("zone", ["America/Santiago", "Africa/Cairo", "Africa/Casablanca"])
def test_a_zone_that_programmes_would_misread_is_written_in_utc(zone: str) -> None:
    feed = render(one(zone, "2025-10-20T09:00", "10:00"))["calendars/all.ics"]
    start = datetime(2025, 10, 20, 9, tzinfo=ZoneInfo(zone)).astimezone(UTC)
    assert f"DTSTART:{start:%Y%m%dT%H%M%SZ}" in unfolded(feed)
    assert b"VTIMEZONE" not in feed


def test_a_zone_whose_law_changes_that_year_is_written_in_utc() -> None:
    assert vtimezone("America/Vancouver", range(2026, 2027)) is None
    rule = zone_rule("America/Vancouver")
    assert rule is not None
    assert not holds(rule, pinned_zone("America/Vancouver"), range(2026, 2027))


def test_a_zone_that_is_not_in_the_package_is_none() -> None:
    with pytest.raises(ZoneInfoNotFoundError):
        pinned_zone("Europe/Atlantis")


@pytest.mark.parametrize(
    "line", ["", "CET-1CEST", "CET-1CEST,J60,J300", "<-04>4<-03>,M9.1.6/24,M4.1.6/24", "XX-1XY,M3.5.0/-1,M10.5.0"]
)
def test_rules_that_programmes_cannot_follow_are_none(line: str) -> None:
    assert read_rule(line) is None


def test_a_rule_may_name_its_summer_offset_in_minutes() -> None:
    rule = read_rule("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0")
    assert rule is not None
    assert rule.offset == timedelta(hours=10, minutes=30)
    assert [onset.offset - onset.before for onset in rule.onsets] == [timedelta(minutes=30), timedelta(minutes=-30)]


@pytest.mark.parametrize(
    ("start", "end", "lines"),
    [
        ("00:30Z", "01:30Z", ["DTSTART:20241027T003000Z", "DTEND:20241027T013000Z"]),
        ("00:30Z", "03:00Z", ["DTSTART:20241027T003000Z", "DTEND:20241027T030000Z"]),
        (
            "03:00Z",
            "04:00Z",
            ["DTSTART;TZID=Europe/Berlin:20241027T040000", "DTEND;TZID=Europe/Berlin:20241027T050000"],
        ),
    ],
)
def test_times_that_the_clock_shows_twice_are_written_in_utc(start: str, end: str, lines: list[str]) -> None:
    expo = fair("Europe/Berlin", date(2024, 10, 26))
    agenda = placed(expo, [(Session(id="a", title="A"), "M", f"2024-10-27T{start}", f"2024-10-27T{end}")])
    assert [
        line
        for line in unfolded(render(agenda)["calendars/all.ics"])
        if line.startswith(("DTSTART;", "DTSTART:2", "DTEND"))
    ] == lines
