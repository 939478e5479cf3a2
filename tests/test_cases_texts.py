"""Texts of shared/cases and others of their kinds: clock times as people write them, agendas as lines of text."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from expo_planner.importers.model import FoundSession, Hints, Reading
from expo_planner.importers.readers import read as read_file
from expo_planner.importers.text import agenda_text, table
from expo_planner.importers.text.clock_sequence import Clocked, in_order
from expo_planner.importers.text.date_times import leading, written
from expo_planner.importers.text.time_spans import span

CASES = Path(__file__).parents[2] / "shared" / "cases" / "field"
Told = tuple[str, str | None, str]
"""Title, room, and from when to when."""


def case(name: str) -> Reading:
    path = CASES / name
    if not path.exists():
        pytest.skip(f"{name} is not beside the checkout")
    reading = read_file(path, Hints())
    assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)
    return reading


def text(lines: str, year: int | None = None) -> Reading:
    reading = table.of_rows([*agenda_text.rows(lines)], "a.txt", Hints(year=year), pasted=True)
    assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)
    return reading


def when(session: FoundSession) -> str:
    """From when to when, the month left out: `14 09:00-10:00`, or with both days."""
    assert session.start is not None
    end = session.end or session.start + timedelta(minutes=session.minutes or 0)
    return f"{session.start:%d %H:%M}-{end:{'%H:%M' if session.start.date() == end.date() else '%d %H:%M'}}"


def told(reading: Reading) -> list[Told]:
    return [(one.title, one.room, when(one)) for one in reading.sessions]


def guessed(session: FoundSession) -> str:
    return " ".join(guess.say("en") for guess in session.guesses)


# clock times


@pytest.mark.parametrize("row", range(37))
def test_every_notation_of_the_case_is_nine_to_ten_or_told(row: int) -> None:
    reading = case("15-all-notations.csv")
    odd = {
        27: "07 22:00-08 02:00",
        28: "07 23:30-08 00:30",
        29: "07 22:00-08 01:00",
        31: "08 01:00-02:00",
        32: "07 12:00-13:00",
        33: "07 12:00-13:00",
        34: "07 00:00-01:00",
        36: "07 14:30-16:00",
    }
    hours = {8: "07 09:00-10:30", 35: "07 09:00-10:30"}
    found = {one.title: one for one in reading.sessions}
    session = found.get(f"T{row:02}")
    if row == 30:  # 25:00-26:00
        assert session is None and any("25:00" in problem.say("en") for problem in reading.misread)
        return
    assert session is not None
    if row in (25, 26):  # no end is written
        assert f"{session.start:%H:%M}" == "09:00" and "end is not given" in guessed(session)
        return
    assert when(session) == (odd | hours).get(row, "07 09:00-10:00")
    if row in (22, 23, 27, 28, 29, 34):
        assert session.guesses


def test_times_with_a_dot_are_times_beside_a_date() -> None:
    assert told(case("15-european-clock.csv")) == [
        ("Opening", "1F Hall", "14 13:00-13:10"),
        ("Keynote", "1F Hall", "14 13:15-14:45"),
        ("Breakout A", "Room 1", "14 15:00-16:00"),
        ("Breakout B", "Room 2", "14 15:00-16:00"),
    ]


@pytest.mark.parametrize(
    "hours",
    [
        *("9.30-11.00", "9.30–11.00 Uhr", "9h30 à 11h", "de 9h30 à 11h00", "von 9:30 bis 11 Uhr", "9:30 - 11:00 h"),
        *(
            "de 9:30 a 11:00",
            "9時30分から11時まで",
            "午前9時半～11時",
            "0930-1100",
            "0930–1100 hrs",
            "9:30 bis 11:00 Uhr",
        ),
        *("9:30am–11am", "9.30 – 11 a.m.", "[09:30 – 11:00]", "9:30 ‒ 11:00", "09:30:00-11:00:00", "上午9点半至11点"),
        *("9 Uhr 30 - 11 Uhr", "9 h 30 – 11 h", "9:30-11:00 (MESZ)", "09:30→11:00"),
    ],
)
@pytest.mark.parametrize("day", ["2026-10-07 {}", "7. Oktober 2026, {}", "7 octobre 2026 {}", "2026年10月7日 {}"])
def test_clock_times_are_read_in_every_usual_notation(day: str, hours: str) -> None:
    found = span(day.format(hours))
    assert (found.start, found.end) == (datetime(2026, 10, 7, 9, 30), datetime(2026, 10, 7, 11))


@pytest.mark.parametrize(
    "text", ["9.10", "7.6", "2000-2030", "2023-2024", "1430", "2030 vision", "Room 9", "9:00 West"]
)
def test_dates_years_and_words_are_no_clock_times(text: str) -> None:
    found = written(text)
    assert found is None or found.start.clock is None


@pytest.mark.parametrize(
    "text",
    [
        "20:00-",
        "20:00 – open end",
        "20:00 - Ende",
        "ab 20 Uhr",
        "from 20:00",
        "20時から",
        "à partir de 20h",
        "desde las 20:00",
    ],
)
def test_an_open_end_is_a_start_alone(text: str) -> None:
    found = written(text)
    assert found is not None and found.end is None
    assert span(f"2026-10-07 {text}", lone=True).end is None


@pytest.mark.parametrize("text", ["9.00-9.00", "10:00-9:00", "12:00-09:00", "09:00-05:00", "25:00-26:00", "9:75-10:00"])
def test_times_that_cannot_be_are_refused(text: str) -> None:
    from expo_planner.files.schema.nodes import Refusal

    with pytest.raises(Refusal):
        span(f"2026-10-07 {text}")


# the row above


def settled(*rows: str, rooms: str = "", dated: bool = False) -> list[str]:
    """The times of rows of one day, as they are understood."""
    from dataclasses import replace

    from expo_planner.importers.text.time_spans import clocked

    clocks: list[Clocked | None] = []
    for place, row in enumerate(rows):
        read = written(row)
        assert read is not None
        clocks.append(replace(clocked(read), dated=dated, lane=rooms[place : place + 1] or None))
    found = in_order(clocks)

    def say(minute: int) -> str:
        return f"{minute // 60}:{minute % 60:02}"

    return [say(one.start) + (f"-{say(one.end)}" if one.end is not None else "") for one in found if one is not None]


@pytest.mark.parametrize(
    ("rows", "right"),
    [
        (["9:00", "12:30", "1:30", "5:00"], ["9:00", "12:30", "13:30", "17:00"]),
        (["12:15–1:45", "1:45–3:15"], ["12:15-13:45", "13:45-15:15"]),
        (["11:00-1:00", "2:00-5:00", "7:30-9:30"], ["11:00-13:00", "14:00-17:00", "19:30-21:30"]),
        (["6:30", "7:30", "9:00"], ["6:30", "7:30", "9:00"]),
        (["1:30-3:00", "3:30-5:00"], ["13:30-15:00", "15:30-17:00"]),
        (["9:00-5:00"], ["9:00-17:00"]),
        (["9:00", "1:30", "14:00"], ["9:00", "13:30", "14:00"]),
        (["20:00-22:00", "22:30-00:30", "00:30-02:00"], ["20:00-22:00", "22:30-24:30", "24:30-26:00"]),
        (["9pm-11pm", "11:30pm-12:30am", "1am-2am"], ["21:00-23:00", "23:30-24:30", "25:00-26:00"]),
        (["09:00", "08:00", "13:00"], ["9:00", "8:00", "13:00"]),
        (["10:00-11:00", "9:00-10:00", "11:00-12:00"], ["10:00-11:00", "9:00-10:00", "11:00-12:00"]),
        (["12:00-12:30", "9:00-10:00"], ["12:00-12:30", "9:00-10:00"]),
        (["9:00-10:00", "9:00-10:00", "10:00-11:00"], ["9:00-10:00", "9:00-10:00", "10:00-11:00"]),
    ],
)
def test_times_without_am_and_pm_go_on_from_the_row_above(rows: list[str], right: list[str]) -> None:
    assert settled(*rows) == right


def test_a_table_that_goes_by_rooms_begins_again_with_each() -> None:
    assert settled("9:00", "1:30", "5:00", "9:00", "1:30", rooms="AAABB") == ["9:00", "13:30", "17:00", "9:00", "13:30"]
    assert settled("9:00", "1:30", "1:30", "7:30", rooms="ABAC") == ["9:00", "13:30", "13:30", "19:30"]


def test_what_names_its_own_date_is_not_moved_to_the_next_night() -> None:
    assert settled("22:00-23:00", "00:30-02:00", dated=True) == ["22:00-23:00", "0:30-2:00"]


def test_the_half_of_the_day_is_a_guess_beside_its_entry() -> None:
    reading = text(
        "Days 2026\n6 October 2026\n9:00-12:15 Talk (Hall A)\n12:15–1:45 Lunch (Hall B)\n1:45–3:15 Lab (Hall A)\n"
    )
    assert [when(one) for one in reading.sessions] == ["06 09:00-12:15", "06 12:15-13:45", "06 13:45-15:15"]
    assert ["am nor pm" in guessed(one) for one in reading.sessions] == [False, True, True]


def test_nothing_is_at_night_without_a_word() -> None:
    reading = text("Days 2026\n6 October 2026\n2:00-3:00\tTalk\tHall A\n14:00-15:00\tLab\tHall A\n")
    assert "at night" in guessed(reading.sessions[0])


def test_a_morning_below_an_afternoon_is_told_where_it_could_be_an_evening() -> None:
    reading = text("Days 2026\n6 October 2026\n2:00-3:00\tTalk\tHall A\n10:00-11:00\tLab\tHall A\n")
    assert [when(one) for one in reading.sessions] == ["06 14:00-15:00", "06 10:00-11:00"]
    assert all("am nor pm" in guessed(one) for one in reading.sessions)


def test_the_programme_and_the_grid_read_halves_of_the_day_alike() -> None:
    forum = text("数据论坛日程\n2026年7月6日\n5号会议室\n9:00-12:00 开幕\n1:30-3:00 演讲\n").sessions[0]
    assert [f"{item.start:%H:%M}-{item.end:%H:%M}" for item in forum.programme] == ["09:00-12:00", "13:30-15:00"]
    assert "13:30" in guessed(forum) or any(item.guesses for item in forum.programme)
    grid = text("7 October 2026\nTime\tHall A\tHall B\n9:00-12:00\tOpening\tLab\n1:30-3:00\tPanel\tTour\n")
    assert [when(one) for one in grid.sessions][-2:] == ["07 13:30-15:00"] * 2
    assert all("am nor pm" in guessed(one) for one in grid.sessions[-2:])


# lines of text

LOFT, GALLERY = "Great Loft", "Lower Gallery"
ROPES = [
    ("Porridge and tea", GALLERY, "22 07:00-08:50"),
    ("Knots of the north by Ira Holm", LOFT, "22 09:00-09:50"),
    ("Soup", GALLERY, "22 12:00-12:55"),
    ("Songs and lanterns", "Quay", "22 17:30-23 00:00"),
    ("Knots of the south by Bo Lind", LOFT, "23 09:00-09:50"),
    ("Soup", GALLERY, "23 12:00-13:00"),
    ("Star watching", "Roof", "23 23:30-24 00:30"),
]


@pytest.mark.parametrize("ending", ["txt", "md"])
def test_time_title_and_room_behind_a_dash(ending: str) -> None:
    reading = case(f"17-time-title-dash-room.{ending}")
    assert told(reading) == ROPES
    assert not reading.misread and all(one.guesses for one in reading.sessions)


DRESSES = {
    "bullets": "- {time}: {title} – {room}",
    "stars": "* {time} {title} — {room}",
    "bold": "**{time}** {title} - {room}",
    "italic": "*{time}:* {title} | {room}",
    "wiki": "* '''{time}''' {title} @ {room}",
    "mail": "> {time} {title} - {room}",
    "brackets": "{time}: {title} ({room} Hall)",
    "comma": "{time} {title}, {room} Hall",
    "no separators": "{time} {title} Hall {letter}",
}
LANGUAGES = {
    "en": ("Harbour Days 2026", "Tuesday, 6 October 2026", "Wednesday, 7 October 2026", "{0}:00 – {1}:00"),
    "de": ("Hafentage 2026", "Dienstag, 6. Oktober 2026", "Mittwoch, 7. Oktober", "{0}.00 – {1}.00 Uhr"),
    "fr": ("Journées du port 2026", "Mardi 6 octobre 2026", "Mercredi 7 octobre", "{0}h00 – {1}h"),
    "es": ("Jornadas del puerto 2026", "Martes, 6 de octubre de 2026", "Miércoles, 7 de octubre", "{0}:00 a {1}:00 h"),
    "ja": ("港祭り2026", "10月6日（火）", "10月7日（水）", "{0}時～{1}時"),
    "zh": ("2026港口大会日程", "10月6日（星期二）", "10月7日（星期三）", "{0}：00—{1}：00"),
}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("dress", DRESSES)
def test_lines_of_time_title_and_room_in_any_dress_and_language(dress: str, language: str) -> None:
    head, first, second, hours = LANGUAGES[language]
    entries = [("Opening", "East", "A"), ("Tables", "West", "B"), ("Lunch", "East", "A"), ("Ropes", "West", "B")]
    times = [(9, 10), (10, 12), (12, 13), (14, 16)]
    lines = [
        DRESSES[dress].format(time=hours.format(*time), title=title, room=room, letter=letter)
        for time, (title, room, letter) in zip(times, entries, strict=True)
    ]
    reading = text("\n".join((head, "", first, *lines, "", second, *lines)))
    assert not reading.misread
    rooms = {"brackets": "{} Hall", "comma": "{} Hall", "no separators": "Hall {}"}.get(dress, "{}")
    right = [
        (title, rooms.format(letter if dress == "no separators" else room), f"{day:02} {begin:02}:00-{end:02}:00")
        for day in (6, 7)
        for (begin, end), (title, room, letter) in zip(times, entries, strict=True)
    ]
    assert told(reading) == right
    assert all(one.guesses for one in reading.sessions)


def test_words_behind_a_dash_that_never_come_again_stay_in_the_title() -> None:
    reading = text(
        "Days 2026\n6 October 2026\n9:00-10:00 Tables - what for\n10:00-11:00 Ropes - a history\n"
        "7 October 2026\n9:00-10:00 Boats - Ira Holm\n"
    )
    assert [(one.title, one.room) for one in reading.sessions] == [
        ("Tables - what for", None),
        ("Ropes - a history", None),
        ("Boats - Ira Holm", None),
    ]


@pytest.mark.parametrize("name", ["18-starts-only.md", "18-false-reason.md"])
def test_an_item_lasts_until_the_next_one_starts_and_a_chair_is_told(name: str) -> None:
    reading = case(name)
    assert [(one.title, when(one)) for one in reading.sessions][:8] == [
        ("Doors open; porridge", "12 08:00-08:40"),
        ("Welcome", "12 08:40-09:00"),
        ("Title one", "12 09:00-09:25"),
        ("Title two", "12 09:25-10:15"),
        ("Break", "12 10:15-10:45"),
        ("Title three", "12 10:45-12:00"),
        ("Lunch", "12 12:00-13:30"),
        ("Afternoon talk", "12 13:30-17:00"),
    ]
    assert all("end is not given" in guessed(one) for one in reading.sessions[:8])
    assert "13:30" in guessed(reading.sessions[7])
    (end,) = reading.sessions[8:]
    assert end.start == datetime(2026, 10, 12, 17)
    assert ["Kim Sommer" in problem.say("en") for problem in reading.told] == [True]
    assert not any("has no end" in problem.say("en") for problem in reading.misread)
    assert {person.name for one in reading.sessions for person in one.people} == {
        *("Ira Holm", "Bo Lind", "Jo Winter", "Kim Sommer")
    }


def test_the_part_of_the_day_may_have_a_column_of_its_own() -> None:
    reading = case("27-zh-part-of-day-column.tsv")
    assert [(one.title, when(one)) for one in reading.sessions] == [
        ("展场参观", "18 08:30-08:55"),
        ("开场提示", "18 08:55-09:00"),
        ("总工致词", "18 09:00-09:10"),
        ("专题讲座", "18 09:10-10:00"),
        ("茶歇", "18 10:00-10:10"),
        ("用餐", "18 12:30-14:00"),
        ("分组讨论", "18 14:00-15:30"),
    ]
    assert "end is not given" in guessed(reading.sessions[5])


@pytest.mark.parametrize(
    ("parts", "room"),
    [
        (("Morning", "Afternoon", "Evening"), "Hall A"),
        (("上午", "下午", "晚上"), "1号厅"),
        (("午前", "午後", "夜"), "ホールA"),
        (("vormittags", "nachmittags", "abends"), "Raum 1"),
        (("AM", "PM", "PM"), "Hall A"),
    ],
)
def test_a_part_of_the_day_holds_down_to_the_next(parts: tuple[str, str, str], room: str) -> None:
    morning, afternoon, evening = parts
    reading = text(
        "Part\tTime\tTitle\tRoom\n2026-09-18\n"
        f"{morning}\t9:00-10:00\tOpening\t{room}\n\t10:00-11:00\tTables\t{room}\n"
        f"{afternoon}\t2:00-3:30\tGroups\t{room}\n\t3:30-4:30\tReport\t{room}\n{evening}\t7:00-9:00\tDinner\t{room}\n"
    )
    assert [when(one)[3:] for one in reading.sessions] == [
        *("09:00-10:00", "10:00-11:00", "14:00-15:30", "15:30-16:30", "19:00-21:00")
    ]
    assert "part of the day" in guessed(reading.sessions[1])


def test_a_day_stands_in_front_of_its_lines() -> None:
    reading = case("27-zh-day-and-lines.txt")
    assert [(one.title, when(one)) for one in reading.sessions] == [
        ("全天报到", "31 08:00-22:30"),
        ("开幕式、学术报告", "01 08:30-12:00"),
        ("学术报告", "01 14:30-18:00"),
        ("晚餐", "01 18:10-19:30"),
        ("学术报告", "02 08:30-18:00"),
        ("晚餐", "02 18:10-19:30"),
    ]
    assert not reading.misread


@pytest.mark.parametrize(
    "days",
    [("6 October", "7 October"), ("6. Oktober", "7. Oktober"), ("10月6日", "10月7日"), ("6 octobre", "7 octobre")],
)
@pytest.mark.parametrize("tab", ["\t", "    "])
def test_days_in_front_of_lines_in_other_languages(days: tuple[str, str], tab: str) -> None:
    first, second = days
    reading = text(
        f"Days 2026\n{first}{tab}8:00 - 22:30 Registration\n"
        f"{second}{tab}8:30 - 12:00 Opening\n{tab}14:30 - 18:00 Talks\n"
    )
    assert told(reading) == [
        ("Registration", None, "06 08:00-22:30"),
        ("Opening", None, "07 08:30-12:00"),
        ("Talks", None, "07 14:30-18:00"),
    ]


def test_times_may_be_headings_of_tables_with_the_rooms_in_rows() -> None:
    reading = case("27-time-in-headings.md")
    assert told(reading) == [
        ("Faster boats", "Room 2", "07 10:35-11:20"),
        ("Cheaper sails", "Room 3", "07 10:35-11:20"),
        ("Better knots", "Room 2", "07 11:30-12:15"),
    ]
    assert all("heading" in guessed(one) for one in reading.sessions)
    assert [[person.name for person in one.people] for one in reading.sessions] == [
        ["Ira Holm"],
        ["Bo Lind"],
        ["Kim Sommer"],
    ]


def test_bold_in_cells_says_nothing() -> None:
    reading = case("16-bold-in-cells.md")
    (forum,) = reading.sessions
    assert (forum.title, forum.room, when(forum)) == ("北港船模论坛", "海棠厅", "19 09:00-12:00")
    assert len(forum.programme) == 4


def test_a_night_walk_ends_on_the_next_day() -> None:
    walk = next(one for one in case("14-past-midnight-in-a-row.csv").sessions if one.title == "Night walk")
    assert when(walk) == "07 22:30-08 00:30" and "next day" in guessed(walk)


# pasted out of PDF

PAGES = """\
Data Days 2026 Programme
Time Title Room
Tuesday 6 October 2026
09:00-10:00 Opening of the days Hall A
10:00-11:30 A very long title about tables that people
keep and others read Room 2
11:30-12:30 Lunch Foyer
Data Days 2026 Programme
Page 2 of 3
13:00-14:00 Keynote Hall A
Wednesday 7 October 2026
09:00-10:00 Closing Hall A
Page 3 of 3
"""


def test_page_heads_feet_and_broken_titles_without_separators() -> None:
    reading = text(PAGES)
    assert told(reading) == [
        ("Opening of the days", "Hall A", "06 09:00-10:00"),
        ("A very long title about tables that people keep and others read", "Room 2", "06 10:00-11:30"),
        ("Lunch", "Foyer", "06 11:30-12:30"),
        ("Keynote", "Hall A", "06 13:00-14:00"),
        ("Closing", "Hall A", "07 09:00-10:00"),
    ]
    assert "joined" in guessed(reading.sessions[1]) and not reading.misread


# nothing is lost


@pytest.mark.parametrize(
    ("line", "time", "rest"),
    [
        ("9:00-10:00: Opening", "9:00-10:00", "Opening"),
        ("9am–10am Opening", "9am–10am", "Opening"),
        ("12 noon-1pm: Soup", "12 noon-1pm", "Soup"),
        ("9.30 – 10.15 Uhr Eröffnung", "9.30 – 10.15 Uhr", "Eröffnung"),
        ("9h30 Accueil", "9h30", "Accueil"),
        ("13時30分～14時 開会", "13時30分～14時", "開会"),
        ("下午2点-3点半：评茶会", "下午2点-3点半", "评茶会"),
        ("0930-1015 Tables", "0930-1015", "Tables"),
        ("20:00 3D printing", "20:00", "3D printing"),
    ],
)
def test_the_time_in_front_of_a_line_is_told_from_the_rest(line: str, time: str, rest: str) -> None:
    assert leading(line) == (time, rest)


@pytest.mark.parametrize("line", ["2030 vision", "3 ropes", "Opening 9:00", "9 Chairs", "7.6 Fair"])
def test_a_line_without_a_time_in_front_has_none(line: str) -> None:
    assert leading(line) is None


def lines_of(reading: Reading) -> list[int]:
    """The lines of the file that became a session, were not understood, or are told."""
    sources = (*(one.source for one in reading.sessions), *(one.source for one in (*reading.misread, *reading.told)))
    return sorted(int(source.place.partition(":")[0]) for source in sources)


def test_every_line_with_something_to_say_is_placed_or_told() -> None:
    reading = text(
        "Days 2026\n\n6 October 2026\n9:00-10:00 Opening - East\n10:00-11:00 Tables - West\n11:00-11:30 Break\n"
        "25:00-26:00 Nobody knows - East\n"
        "This line is far too long to be a heading, and it says nothing of any time at all.\n\n"
        "12:00-13:00 Lunch - East\n"
    )
    assert lines_of(reading) == [4, 5, 6, 7, 8, 10]
    assert [one.room for one in reading.sessions] == ["East", "West", None, "East"]


def test_a_row_whose_rest_is_on_the_next_line_keeps_its_category() -> None:
    rows = "".join(f"上午\t9:00-10:00\tForum {letter}\n" for letter in "ABCD")
    reading = text(f"Harbour Days 2026\n6 October 2026\n1:30-3:00\tTalks\tOpening\n{rows}Welcome\n")
    assert [(one.category, one.title) for one in reading.sessions] == [("Talks", "Opening"), ("Forum D", "Welcome")]
    assert len(reading.misread) == 3


SHAPES = st.sampled_from(
    [
        *("9:00-10:00 {} - East", "10:00–11:00: {} - West", "11:00 {}", "{}", "{}\tHall A\t12:00-13:00", "{} Hall B"),
        *(
            "1:30-3:00\t{}\tHall A",
            "{} ({} Hall)",
            "Chair: {}",
            "Note: {}",
            "- {}",
            "7 October: {}",
            "7 October\t9:00-10:00 {}",
        ),
        *(
            "**{}**",
            "## {}",
            "| {} | 9:00 | Hall A |",
            "Speaker: {}",
            "上午\t9:00-10:00\t{}",
            "25:00-26:00 {}",
            "{}: 14h–15h",
        ),
        *("7 October 2026", "Time\tTitle\tRoom", "10:35 - 11:20", "", "Title: {}", "Room: {}", "Time: 9:00-10:00 {}"),
    ]
)


@settings(max_examples=400, deadline=None)
@given(st.lists(SHAPES, min_size=1, max_size=12))
def test_no_words_of_any_line_are_lost_without_a_word(shapes: list[str]) -> None:
    """They are kept or told; what goes on below a row that is told is told with it."""
    words = [f"Word{chr(97 + place)}x" for place in range(len(shapes))]
    lines = [shape.replace("{}", word) for shape, word in zip(shapes, words, strict=True)]
    head = ["Harbour Days 2026", "6 October 2026"]
    reading = text("\n".join((*head, *lines)))
    if reading.programme and not reading.sessions:  # one problem tells of the whole
        assert reading.misread
        return
    said = [sentence.say("en") for sentence in (*reading.misread, *reading.told, *reading.guesses)]
    kept = f"{reading!r} {said}" + " ".join(guessed(one) for one in reading.sessions)
    for place, (shape, word) in enumerate(zip(shapes, words, strict=True), start=len(head) + 1):
        counted = shape.partition(":")[0] in reading.left
        refused = {int(problem.source.place.partition(":")[0]) for problem in reading.misread}
        above = place
        while above > 3 and above not in refused and not re.search(r"\d:\d\d", lines[above - 3]):
            above -= 1
        with_it = above in refused or (reading.programme and min(refused, default=place) < place)
        assert "{}" not in shape or word in kept or counted or with_it, (shape, word)


@pytest.mark.parametrize(("rows", "told"), [(("Meydan", "Meydan"), True), (("Hall A", "Hall B"), False)])
def test_columns_without_headings_that_are_not_certain_are_told(rows: tuple[str, str], told: bool) -> None:
    """A word that is no room's may be a category: how the columns were read is then a guess."""
    reading = text(f"Days 2026\n7 October 2026\n9:00-10:00\tWordax\t{rows[0]}\n10:15-11:00\tTalks\t{rows[1]}\n")
    assert any("no headings" in guess.say("en") for guess in reading.guesses) is told
    assert len(reading.sessions) == 2
