"""What was found in files becomes a scenario that is sound, and says what it had to guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any, cast

import pytest
from hypothesis import given
from hypothesis import strategies as st

from expo_planner.domain.problems import BadInput, Source
from expo_planner.importers.assemble import compose
from expo_planner.importers.choices import ImportChoices, read_choices
from expo_planner.importers.identifiers import Identifiers, room_id, slug
from expo_planner.importers.import_files import Imported, finished
from expo_planner.importers.model import FoundItem, FoundPerson, FoundRoom, FoundSession, Reading

OUT = Path("scenario.yaml")


def at(day: int, hour: int, minute: int = 0) -> datetime:
    return datetime(2023, 7, day, hour, minute)


def forum(title: str = "数字贸易论坛", **facts: Any) -> FoundSession:
    facts = {"start": at(6, 9), "end": at(6, 12), "room": "5号会议室", **facts}
    return FoundSession(title=title, source=Source("agenda.txt", "3:1"), **facts)


def reading(*sessions: FoundSession, **facts: Any) -> Reading:
    facts = {"title": "2023数交会", "source": Source("agenda.txt"), **facts}
    return Reading(sessions=sessions, rows=len(sessions), **facts)


def imported(*readings: Reading, out: Path = OUT, **choices: Any) -> Imported:
    return finished(readings, compose(readings, ImportChoices(**choices)), out)


def guesses(found: Imported) -> list[str]:
    return [f"{about}: {guess.say('en')}" for about, guess in found.guesses]


def test_a_row_becomes_a_session_where_it_stands() -> None:
    expo = imported(reading(forum(category="主题论坛"))).scenario.expo
    [session] = expo.sessions.values()
    assert (session.title, session.category, session.length) == ("数字贸易论坛", "主题论坛", 180)
    assert session.room is not None and expo.rooms[session.room].name == "5号会议室"
    assert session.start is not None and expo.clock.iso(session.start) == "2023-07-06T09:00:00+08:00"


def test_days_and_hours_are_wide_enough_for_all_that_was_read() -> None:
    found = imported(reading(forum(), forum("夜游", start=at(8, 19), end=at(8, 21, 30)), forum("布展", setup=75)))
    expo = found.scenario.expo
    assert [day.day for day in expo.days] == [6, 7, 8]
    assert "hours: 07:00-22:00" in found.text
    assert not found.report.errors[1:]  # the two forums in one room clash, nothing else
    assert "hours: 09:00-24:00" in imported(reading(forum(), forum("夜游", start=at(8, 19), end=at(9, 0)))).text
    assert "hours: 00:00-24:00" in imported(reading(forum(), forum("夜游", start=at(8, 19), end=at(9, 1)))).text


def test_what_runs_past_midnight_opens_the_whole_day() -> None:
    found = imported(reading(forum("Party", start=at(6, 22), end=at(7, 2))))
    assert [day.day for day in found.scenario.expo.days] == [6, 7]
    assert found.report.errors == found.report.warnings == ()


def test_a_session_over_several_days_stays_one() -> None:
    found = imported(reading(forum("展览", start=at(7, 9), end=at(8, 17))))
    [session] = found.scenario.expo.sessions.values()
    assert session.length == 32 * 60
    assert "start: 2023-07-07 09:00 至 2023-07-08 17:00" in found.text
    assert not found.report.errors


def test_times_with_an_offset_become_those_of_the_expo() -> None:
    session = forum("Opening", start=datetime(2023, 7, 6, 7, tzinfo=UTC), end=None, minutes=90)
    found = imported(reading(session, timezone="Europe/Berlin", language="en"))
    assert "start: 2023-07-06 09:00" in found.text and "duration: 1h30min" in found.text


@pytest.mark.parametrize(("end", "minutes"), [(None, 240), (datetime(2023, 3, 26, 4), None)])
def test_an_hour_is_an_hour_when_the_clock_changes(end: datetime | None, minutes: int | None) -> None:
    """From 23:00 to 4:00 are four hours in the night of 26 March 2023."""
    night = forum("Night", start=datetime(2023, 3, 25, 23), end=end, minutes=minutes)
    found = imported(reading(night, timezone="Europe/Berlin", language="en"))
    [session] = found.scenario.expo.sessions.values()
    assert session.length == 240
    assert found.report.clashes == ()


def test_an_instant_is_never_ambiguous_though_its_clock_time_comes_twice() -> None:
    hours = [datetime(2026, 10, 25, hour, 30, tzinfo=UTC) for hour in (0, 1)]
    sessions = [forum(str(at), start=at, end=at + timedelta(minutes=30)) for at in hours]
    found = imported(reading(*sessions, timezone="Europe/Berlin", language="en"))
    assert "start: 2026-10-25T02:30:00+02:00" in found.text and "start: 2026-10-25T02:30:00+01:00" in found.text
    assert not found.misread and not found.report.errors
    assert [session.length for session in found.scenario.expo.sessions.values()] == [30, 30]


def test_a_joined_hall_has_its_cells_even_those_that_nobody_uses_alone() -> None:
    found = imported(reading(forum(room="7号会议室 A+B厅"), forum("another", room="7号会议室 A厅")))
    rooms = found.scenario.expo.rooms
    assert rooms["7AB"].cells == ("7A", "7B")
    assert [clash.rule for clash in found.report.errors] == ["room_clash"]
    assert any(guess.startswith("rooms[7B]:") for guess in guesses(found))
    assert any(guess.startswith("rooms[7AB]:") for guess in guesses(found))


def test_a_report_is_hosted_by_the_forum_with_its_room_and_time() -> None:
    report = forum("《白皮书》", report=True, end=at(6, 12, 10))
    found = imported(reading(forum("上午论坛"), forum("下午论坛", start=at(6, 12, 5), end=at(6, 15)), report))
    expo = found.scenario.expo
    assert expo.sessions["bai-pi-shu"].host == "shang-wu-lun-tan"
    assert any("上午论坛" in guess for guess in guesses(found) if guess.startswith("sessions[bai-pi-shu]"))


def test_a_report_without_a_forum_says_so() -> None:
    found = imported(reading(forum(), forum("《白皮书》", report=True, room="6号会议室")))
    assert found.scenario.expo.sessions["bai-pi-shu"].host is None
    assert any("no forum" in guess for guess in guesses(found))


def test_a_programme_comes_to_its_forum_in_the_agenda() -> None:
    items = (
        FoundItem(title="致辞", start=at(6, 9), end=at(6, 9, 10), people=(FoundPerson(name="翟瑞光", role="副局长"),)),
    )
    told = forum("标准赋能数字贸易论坛日程", programme=items, attendance=100, room="7号会议室 A厅")
    found = imported(reading(forum("标准赋能数字贸易论坛")), reading(told, programme=True, source=Source("forum.txt")))
    [session] = found.scenario.expo.sessions.values()
    assert [item.title for item in session.programme] == ["致辞"]
    assert session.attendance == 100
    assert found.scenario.expo.people["翟瑞光"].role == "副局长"
    assert any("7号会议室 A厅" in guess and "5号会议室" in guess for guess in guesses(found))


def test_what_is_told_twice_is_one_session_and_says_so() -> None:
    by_room = forum(room="7号会议室 A厅")
    found = imported(
        reading(forum(room="7号会议室 A+B厅"), by_room, forum(room="8号会议室"), forum(start=None, minutes=60))
    )
    assert len(found.scenario.expo.sessions) == 3  # two rooms are two sessions, and a request is one of its own
    assert any("the same entry appears again at agenda.txt:3:1" in guess for guess in guesses(found))


def test_a_programme_alone_is_one_session() -> None:
    items = (FoundItem(title="Talk", minutes=20), FoundItem(title="Break", minutes=10))
    found = imported(reading(forum("Forum", programme=items), programme=True))
    [session] = found.scenario.expo.sessions.values()
    assert [item.length for item in session.programme] == [20, 10]


def test_people_of_one_name_stay_apart_where_the_file_tells_them_apart() -> None:
    people = (
        FoundPerson(name="Li Wei", key="1"),
        FoundPerson(name="Li Wei", key="2"),
        FoundPerson(name="Li Wei", key="1"),
    )
    found = imported(reading(forum(people=people)))
    [session] = found.scenario.expo.sessions.values()
    assert session.people == ("Li Wei", "Li Wei (2)")
    assert [guess for guess in guesses(found) if "Li Wei" in guess] == [
        "people[Li Wei (2)]: counted as another person than 'Li Wei', who has the same name; if they are one, "
        "use one id everywhere"
    ]


def test_texts_longer_than_a_scenario_may_have_are_cut_and_told() -> None:
    speaker = FoundPerson(name="n" * 1_001)
    found = imported(reading(forum("t" * 2_000, abstract="a\n" * 60_000, people=(speaker,))))
    [session] = found.scenario.expo.sessions.values()
    assert session.title == "t" * 999 + "…"
    assert session.abstract is not None and len(session.abstract) == 100_000
    assert [guess.split(": ", 1)[1] for guess in guesses(found) if "cut" in guess] == [
        "title: cut from 2,000 characters to 1,000",
        "name: cut from 1,001 characters to 1,000",
        "abstract: cut from 119,999 characters to 100,000",
    ]


def test_a_request_has_no_place_yet() -> None:
    asked = forum(start=None, end=None, minutes=90, room=None, rooms=("5号会议室",), when=("2023-07-06 上午",))
    [session] = imported(reading(asked)).scenario.expo.sessions.values()
    assert (session.start, session.room, session.length) == (None, None, 90)
    assert session.rooms == ("5",)


def test_days_can_be_said_where_the_files_name_none() -> None:
    asked = forum(start=None, end=None, minutes=90)
    with pytest.raises(BadInput, match="--days"):
        imported(reading(asked))
    days = (date(2023, 7, 5), date(2023, 7, 6))
    assert imported(reading(asked), days=days).scenario.expo.days == days


def test_what_no_scenario_can_have_is_reported_and_not_placed() -> None:
    found = imported(reading(forum(), replace(forum("太大"), attendance=10**9)))
    [problem] = found.misread
    assert str(problem.source) == "agenda.txt:3:1" and "attendance" in problem.field
    assert [session.title for session in found.scenario.expo.sessions.values()] == ["数字贸易论坛"]


def test_rooms_that_are_listed_keep_their_seats_and_kind() -> None:
    rooms = (FoundRoom(name="Main", capacity=300), FoundRoom(name="Stream", kind="online"))
    expo = imported(reading(forum(room="Main"), rooms=rooms)).scenario.expo
    assert (expo.rooms["main"].capacity, expo.rooms["stream"].kind) == (300, "online")


def test_nothing_at_all_is_bad_input() -> None:
    with pytest.raises(BadInput, match="no sessions were found"):
        imported(reading())


def test_more_than_a_year_is_no_single_expo() -> None:
    with pytest.raises(BadInput, match="one event at a time"):
        imported(reading(forum(), forum("later", start=datetime(2025, 1, 1, 9), end=datetime(2025, 1, 1, 10))))


def test_the_time_zone_is_a_guess_unless_it_is_said() -> None:
    assert any("Asia/Shanghai" in guess for guess in guesses(imported(reading(forum()))))
    assert not any("zone" in guess for guess in guesses(imported(reading(forum()), timezone="Asia/Tokyo")))


def test_guesses_stand_as_comments_in_the_language_of_the_expo() -> None:
    assert "# 推测：时区按 Asia/Shanghai" in imported(reading(forum())).text
    assert (
        "# guess: the files name no time zone; UTC is assumed" in imported(reading(forum("Opening", room="Main"))).text
    )


def test_a_scenario_may_be_json() -> None:
    found = imported(reading(forum()), out=Path("scenario.json"))
    assert found.text.startswith("{")


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("7号会议室 A厅", "7A"),
        ("7号会议室 A+B厅", "7AB"),
        ("13号会议室", "13"),
        ("M层多功能厅", "m-ceng-duo-gong-neng-ting"),
    ],
)
def test_rooms_have_ids_as_people_call_them(name: str, expected: str) -> None:
    assert room_id(name) == expected


def test_ids_are_readable_and_each_its_own() -> None:
    assert slug("CCF东北论坛3：面向场景") == "ccf-dong-bei-lun-tan-3-mian-xiang-chang-jing"
    assert slug("Café Ünïcode!") == "cafe-unicode"
    identifiers = Identifiers("session")
    assert [identifiers.give(name) for name in ("a", "A", "a", "con", "", "")] == [
        "a",
        "A-2",
        "a-3",
        "con-2",
        "session-1",
        "session-2",
    ]


def test_what_is_wrong_on_the_command_line_is_told_at_once() -> None:
    with pytest.raises(BadInput) as bad:
        read_choices(id="Not An Id", title="T", timezone="Nowhere", days="yesterday")
    assert [problem.source.file for problem in bad.value.problems] == ["--id", "--timezone", "--days"]


TEXTS = st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=30).filter(str.strip)
MOMENTS = st.integers(0, 9 * 1440).map(lambda minutes: datetime(2023, 7, 1) + timedelta(minutes=minutes))
SESSIONS = st.builds(
    forum,
    TEXTS,
    start=st.none()
    | st.datetimes(datetime(2023, 7, 1), datetime(2023, 7, 9)).map(lambda at: at.replace(second=0, microsecond=0)),
    end=st.none(),
    minutes=st.integers(1, 2000),
    room=st.none() | TEXTS,
    category=st.none() | TEXTS,
    attendance=st.none() | st.integers(0, 10**8),
    people=st.lists(st.builds(FoundPerson, name=TEXTS, key=st.none() | TEXTS), max_size=3).map(tuple),
    organisers=st.lists(TEXTS, max_size=2).map(tuple),
    abstract=st.none() | TEXTS,
    url=st.none() | TEXTS,
    key=st.none() | TEXTS,
    report=st.booleans(),
)


@pytest.mark.exhaustive
@given(st.lists(SESSIONS, min_size=1, max_size=5), st.none() | TEXTS)
def test_whatever_was_found_each_row_is_a_session_or_reported(sessions: list[FoundSession], place: str | None) -> None:
    found = imported(reading(*sessions, place=place, days=(date(2023, 7, 5),)))
    again = sum("the same entry appears again" in guess for guess in guesses(found))
    assert len(found.scenario.expo.sessions) + len(found.misread) + again >= len(sessions)
    found.text.encode()


@pytest.mark.parametrize(
    ("names", "rooms", "cells"),
    [
        (["Hall A", "hall-a", "HALL  A", "Ｈａｌｌ Ａ"], ["Hall A"], {}),
        (["Expo Center - Hall B", "Hall B", "Hall B"], ["Hall B"], {}),
        (["Room 1-2", "Room 12", "Room 1.2"], ["Room 1-2", "Room 12", "Room 1.2"], {}),
        (["富丽华酒店 A厅", "会展中心 A厅", "A厅"], ["富丽华酒店 A厅", "会展中心 A厅", "A厅"], {}),
        (["Hall A", "Hall B", "Hall A, Hall B"], ["Hall A", "Hall B", "Hall A, Hall B"], {"Hall A, Hall B": 2}),
        (["Hall A", "Hall B", "A/B"], ["Hall A", "Hall B", "A/B"], {"A/B": 2}),
        (["A厅", "B厅", "C厅", "A+B厅", "A+B厅", "A/B"], ["A厅", "B厅", "C厅", "A+B厅"], {"A+B厅": 2}),
        (
            ["7号会议室 A厅", "7号会议室 B厅", "7号会议室 C厅", "7号会议室全厅"],
            ["7号会议室 A厅", "7号会议室 B厅", "7号会议室 C厅", "7号会议室全厅"],
            {"7号会议室全厅": 3},
        ),
    ],
)
def test_spellings_of_one_room_are_one_and_halls_have_their_cells(
    names: list[str], rooms: list[str], cells: dict[str, int]
) -> None:
    sessions = tuple(
        FoundSession(title=f"{at}", source=Source("a"), room=name, start=datetime(2026, 10, 7, 9 + at), minutes=30)
        for at, name in enumerate(names)
    )
    draft = compose([Reading(source=Source("a"), sessions=sessions, rows=len(sessions))], ImportChoices())
    assert [room["name"] for room in draft.rooms] == rooms
    assert {room["name"]: len(cast(list[Any], room["cells"])) for room in draft.rooms if "cells" in room} == cells
    written = [guess.say("en") for _, guess in draft.all_guesses if "read as one room" in guess.say("en")]
    assert len(written) == (len(rooms) < len({*names}))


def test_an_instant_that_the_clock_shows_twice_keeps_its_offset() -> None:
    start = datetime(2026, 10, 25, 1, 30, tzinfo=UTC)
    session = FoundSession(title="Night", source=Source("a"), start=start, end=start + timedelta(hours=1))
    draft = compose([Reading(source=Source("a"), sessions=(session,), rows=1)], ImportChoices(timezone="Europe/Berlin"))
    assert (draft.sessions[0]["start"], draft.sessions[0]["duration"]) == ("2026-10-25T02:30:00+01:00", "1h")
