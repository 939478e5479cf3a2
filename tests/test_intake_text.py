"""Agendas as people paste them: the real one of 2023, the same in other dress, and what is only half a table.

tests/data/agenda-2023.txt is the 展会日程 that the fair published in 2023, as it comes out of the PDF; agenda-2023.tsv
has the 57 rows that a person reads in it.
"""

from __future__ import annotations

import re
import time
from collections.abc import Callable
from datetime import datetime
from itertools import permutations
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from expo_planner.domain.entities import RoomKind
from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import FoundSession, Hints, Reading
from expo_planner.importers.text import agenda_table, agenda_text, date_times, spelling, table
from expo_planner.importers.text import plain_text as pasted
from expo_planner.importers.text.decode import decode
from expo_planner.importers.text.split_columns import told_apart
from expo_planner.importers.text.time_spans import span, window

DATA = Path(__file__).parent / "data"
TEXT = (DATA / "agenda-2023.txt").read_text(encoding="utf-8")
ROWS = [
    tuple(line.split("\t"))
    for line in (DATA / "agenda-2023.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
Change = Callable[[str], str]


def read(text: str, year: int | None = None) -> Reading:
    return agenda_table.read(told_apart([*agenda_text.rows(text)]), "agenda.txt", Hints(year=year), pasted=True)


def told(session: FoundSession) -> tuple[str | None, ...]:
    """Category, title, room and time, the time as the agenda writes it."""
    assert session.start is not None and session.end is not None
    same = session.start.date() == session.end.date()
    end = f"-{session.end:%H:%M}" if same else f" 至 {session.end:%Y-%m-%d %H:%M}"
    return session.category, session.title, session.room, f"{session.start:%Y-%m-%d %H:%M}{end}"


def by_cells(change: Callable[[list[str]], list[str]]) -> Change:
    """A change of every line that has cells."""
    return lambda text: "\n".join(
        "\t".join(change(line.split("\t"))) if line.count("\t") == 2 else line for line in text.split("\n")
    )


def joined_by(separator: str) -> Change:
    return lambda text: "\n".join(separator.join(filter(None, line.split("\t"))) for line in text.split("\n"))


def in_chinese(text: str) -> str:
    text = re.sub(r"(?<=[0-9]) (?=至)|(?<=至) (?=[0-9])", "", text)
    return re.sub(r"(20\d\d)-0?(\d+)-0?(\d+) (\d\d):(\d\d)", r"\1年\2月\3日 \4时\5分", text)


def full_width(text: str) -> str:
    """Times and rooms in wide letters, digits and punctuation; titles in wide letters and digits."""
    wide = {code: code + 0xFEE0 for code in range(0x21, 0x7F)}
    letters = {code: to for code, to in wide.items() if chr(code).isalnum()}

    def cells(line: list[str]) -> list[str]:
        return [line[0].translate(letters), *(cell.translate({**wide, 0x20: 0x3000}) for cell in line[1:])]

    return by_cells(cells)(text)


def with_pages(text: str) -> str:
    """A page ends after every ten lines; the next begins with the title and the header of the table."""
    lines, head = text.split("\n"), ["2023 中国国际数字和软件服务交易会 展会日程", "", "会议名称\t地点\t日期"]
    pages = [lines[at : at + 10] for at in range(0, len(lines), 10)]
    return "\f".join("\n".join([*(head if n else []), *page, "", f"- {n + 1} -"]) for n, page in enumerate(pages))


def without_header(text: str) -> str:
    return text.replace("会议名称\t地点\t日期\n", "")


def time_in_two_columns(text: str) -> str:
    def cells(line: list[str]) -> list[str]:
        if line[2] == "日期":
            return [line[0], line[1], "开始时间", "结束时间"]
        if not line[2]:
            return [*line, ""]
        date, begin = line[2].split(" ")[0], line[2].split(" ")[1].split("-")[0]
        end = line[2].split(" 至 ")[-1] if "至" in line[2] else f"{date} {line[2].rpartition('-')[2]}"
        return [line[0], line[1], f"{date} {begin}", end]

    return by_cells(cells)(text)


SAME: dict[str, Change] = {
    "as it is": str,
    "windows line ends": lambda text: text.replace("\n", "\r\n"),
    "pipes": joined_by(" | "),
    "markdown": lambda text: by_cells(lambda cells: ["| " + " | ".join(cells) + " |"])(text).replace(
        "日期 |\n", "日期 |\n|---|:---:|---|\n"
    ),
    "several spaces": joined_by("    "),
    "times in Chinese": in_chinese,
    "full width": full_width,
    "page breaks and repeated headers": with_pages,
    "time first": by_cells(lambda cells: [cells[2], cells[0], cells[1]]),
    "room first": by_cells(lambda cells: [cells[1], cells[2], cells[0]]),
    "no header": without_header,
    "start and end": time_in_two_columns,
    "no headings' tabs": lambda text: text.replace("\t\t", ""),
    "English header": lambda text: text.replace("会议名称\t地点\t日期", "Session\tVenue\tDate & time"),
    "one space": joined_by(" "),
    "cells below each other": joined_by("\n"),
    "no years": lambda text: re.sub(r"2023-(\d\d)-(\d\d)", r"\1月\2日", text),
}


@pytest.mark.parametrize("dress", SAME)
def test_the_agenda_of_2023_gives_its_57_rows_in_every_dress(dress: str) -> None:
    reading = read(SAME[dress](TEXT))
    assert [problem.say("en") for problem in reading.misread] == []
    assert [told(session) for session in reading.sessions] == ROWS
    assert reading.rows == 57


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"])
def test_every_usual_encoding_is_read(encoding: str) -> None:
    reading = pasted.read(TEXT.encode(encoding), "agenda.txt", Hints())
    assert [told(session) for session in reading.sessions] == ROWS


def test_what_is_no_text_is_refused() -> None:
    for data in (b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR", b"\xff\xfe\x00", bytes(range(256))):
        with pytest.raises(Refusal):
            decode(data)


def test_title_place_note_and_categories_come_from_around_the_table() -> None:
    reading = read(TEXT)
    assert reading.title == "2023中国国际数字和软件服务交易会"
    assert reading.place == "大连世界博览广场"
    assert reading.note == "会议时间以当日会议安排为准。除特别注明外，会议地点均在大连世界博览广场。"
    assert reading.categories == tuple(dict.fromkeys(row[0] for row in ROWS))
    assert reading.language == "zh"
    assert {session.title for session in reading.sessions if session.report} == {row[1] for row in ROWS[-4:]}
    assert reading.sessions[0].source == ("agenda.txt", "8:1")


def test_titles_that_the_pdf_broke_are_joined_and_say_so() -> None:
    guessed = [session.title for session in read(TEXT).sessions if session.guesses]
    assert guessed == [row[1] for row in ROWS if "平行论坛" in row[1]]


HEAD = "2023 数交会 日程\n\n会议名称\t地点\t日期\n"


@pytest.mark.parametrize(
    "lines",
    [
        "第五届中国企业数字化领导力峰会暨数字化绿色化\n协同转型发展论坛\t13号会议室\t2023-07-06 09:00-17:00",
        "第五届中国企业数字化领导力峰会暨数字化绿色化\t13号会议室\t2023-07-06 09:00-17:00\n协同转型发展",
        "第五届中国企业数字化领导力峰会\t13号会议室\t2023-07-06 09:00 至\n2023-07-06 17:00",
        "第五届中国企业数字化领导力峰会\t13号会议室\n2023-07-06 09:00-17:00",
        "第五届中国企业数字化领导力峰会\n13号会议室\t2023-07-06 09:00-17:00",
    ],
)
def test_rows_broken_over_two_lines_are_joined_and_say_so(lines: str) -> None:
    reading = read(f"{HEAD}{lines}\n另一论坛\t5号会议室\t2023-07-06 09:00-17:00\n")
    assert [problem.say("en") for problem in reading.misread] == []
    first, second = reading.sessions
    assert first.title.startswith("第五届中国企业数字化领导力峰会")
    assert (first.room, first.start, first.end) == (
        "13号会议室",
        datetime(2023, 7, 6, 9),
        datetime(2023, 7, 6, 17),
    )
    assert first.guesses and not second.guesses
    assert second.title == "另一论坛"


@pytest.mark.parametrize(
    ("line", "place", "says"),
    [
        ("甲论坛\t5号会议室\t2023-07-06 25:00-26:00", "4:11", "25:00"),
        ("甲论坛\t5号会议室\t2023-02-30 09:00-10:00", "4:11", "2023-02-30"),
        ("甲论坛\t5号会议室\t2023-07-06 12:00-09:00", "4:11", "does not end"),
        ("甲论坛\t5号会议室\t07/08/2023 09:00-10:00", "4:11", "two dates"),
        ("甲论坛\t5号会议室\t待定", "4:11", "待定"),
        ("\t5号会议室\t2023-07-06 09:00-10:00", "4:2", "no title"),
        ("甲\x07论坛\t5号会议室\t2023-07-06 09:00-10:00", "4:1", "U+0007"),
        ("这一行既不是表格里的一行，也不是类别、日期或者备注，谁也不知道它是什么。", "4:1", "neither a row"),
    ],
)
def test_a_row_that_is_not_understood_is_reported_with_its_cell(line: str, place: str, says: str) -> None:
    reading = read(f"{HEAD}{line}\n\n乙论坛\t5号会议室\t2023-07-06 13:00-14:00\n")
    assert [session.title for session in reading.sessions] == ["乙论坛"]
    (problem,) = reading.misread
    assert problem.source == ("agenda.txt", place)
    assert says in problem.say("en")
    assert problem.say("zh") != problem.say("en")
    assert reading.rows == 2


def test_a_year_comes_from_the_organiser_the_title_or_the_other_rows_and_is_never_made_up() -> None:
    rows = "会议名称\t地点\t日期\n甲论坛\t5号会议室\t7月6日 09:00-10:00\n"
    assert "with --year" in read(rows).misread[0].say("en")
    assert read(rows, 2024).sessions[0].start == datetime(2024, 7, 6, 9)
    assert read(f"2025年大会日程\n\n{rows}").sessions[0].start == datetime(2025, 7, 6, 9)
    other = read(f"{rows}乙论坛\t5号会议室\t2026-07-06 13:00-14:00\n").sessions[0]
    assert other.start == datetime(2026, 7, 6, 9) and other.guesses


def test_dates_that_stand_above_their_rows_hold_for_them() -> None:
    reading = read(
        "时间\t活动\t地点\n2023年7月6日（星期四）\n09:00-10:00\t开幕\t1号会议室\n7月7日\n09:00-10:00\t闭幕\t1号会议室\n"
    )
    assert [session.start for session in reading.sessions] == [datetime(2023, 7, 6, 9), datetime(2023, 7, 7, 9)]


def test_a_day_may_be_numbered_and_lines_may_begin_with_marks_and_times() -> None:
    for day in ("📅 7月6日（周六）", "第一天（7月6日 周六）", "Day 1 - Saturday 6 July", "DAY1: 7月6日"):
        reading = read(
            f"【2024茶博会】日程安排\n\n{day}\n▶ 9:00-10:00 开幕式 | 1号厅\n★ 下午2点-3点半：评茶会 | 2号厅\n"
            "· 7月7日16:00至17:00茶艺 | 3号厅\n"
        )
        assert [problem.say("en") for problem in reading.misread] == []
        assert [(one.title, one.room, one.start, one.end) for one in reading.sessions] == [
            ("开幕式", "1号厅", datetime(2024, 7, 6, 9), datetime(2024, 7, 6, 10)),
            ("评茶会", "2号厅", datetime(2024, 7, 6, 14), datetime(2024, 7, 6, 15, 30)),
            ("茶艺", "3号厅", datetime(2024, 7, 7, 16), datetime(2024, 7, 7, 17)),
        ]
        assert all(one.guesses for one in reading.sessions)
        assert reading.sessions[0].source.place == "4:3"


@pytest.mark.parametrize("separator", ["\t", " | "])
def test_a_mark_in_a_column_of_its_own_is_a_cell(separator: str) -> None:
    head, row = ("重点", "名称", "地点", "时间"), ("★", "茶论坛", "1号厅", "2024-07-06 9:00-10:00")
    text = "\n".join(separator.join(cells) for cells in (head, row, ("●", *row[1:])))
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(), pasted=True)
    assert [(one.title, one.room) for one in reading.sessions] == [("茶论坛", "1号厅")] * 2


@pytest.mark.parametrize("behind", ["（{}）", " (地点：{})", " 地点：{}", ", venue: {}", " @ {}"])
def test_the_room_may_stand_behind_the_title(behind: str) -> None:
    line = "{} {}" + behind
    rows = (("9:00-10:00", "开幕式", "1号厅"), ("下午2:00-4:00", "茶论坛（二）", "7号会议室 A+B厅"))
    text = "2024茶业大会日程\n会议地点：大连国际会议中心\n\n7月6日 星期六\n" + "\n主持人：协会会长王巍\n".join(
        line.format(*row) for row in rows
    )
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(), pasted=True)
    assert [problem.say("en") for problem in reading.misread] == []
    assert [(one.title, one.room) for one in reading.sessions] == [row[1:] for row in rows]
    assert [one.start for one in reading.sessions] == [datetime(2024, 7, 6, 9), datetime(2024, 7, 6, 14)]
    assert [[person.name for person in one.people] for one in reading.sessions] == [["王巍"], []]
    assert reading.place == "大连国际会议中心" and reading.sessions[0].guesses


FACTS = (
    {"活动名称": "开幕式", "时间": "7月6日 9:00-10:00", "地点": "1号厅", "嘉宾": "王巍"},
    {"活动名称": "茶论坛", "时间": "7月6日 下午2:00-4:00", "地点": "7号会议室 A+B厅", "嘉宾": "曲鹏、王巍"},
    {"活动名称": "茶话会", "时间": "7月7日 9:00-10:00", "地点": "3号厅", "嘉宾": "曲鹏"},
)
FAIR = "2024年茶产业大会\n会议时间：2024年7月6日-7日\n会议地点：大连国际会议中心\n\n"


@pytest.mark.parametrize("order", [*permutations(FACTS[0])], ids="".join)
@pytest.mark.parametrize("above", ["2024年茶产业大会\n", FAIR, FAIR.replace("-7日", "9:00-17:00")])
@pytest.mark.parametrize("between", ["\n", "\n\n"])
def test_blocks_of_labelled_lines_are_read_in_any_order(order: tuple[str, ...], above: str, between: str) -> None:
    blocks = ["\n".join(f"{label}：{facts[label]}" for label in order) for facts in FACTS]
    reading = table.of_rows([*agenda_text.rows(above + between.join(blocks))], "a.txt", Hints(), pasted=True)
    assert [problem.say("en") for problem in reading.misread] == []
    assert [(one.title, one.room, one.start) for one in reading.sessions] == [
        ("开幕式", "1号厅", datetime(2024, 7, 6, 9)),
        ("茶论坛", "7号会议室 A+B厅", datetime(2024, 7, 6, 14)),
        ("茶话会", "3号厅", datetime(2024, 7, 7, 9)),
    ]
    assert [[person.name for person in one.people] for one in reading.sessions] == [
        ["王巍"],
        ["曲鹏", "王巍"],
        ["曲鹏"],
    ]


def test_titles_may_stand_above_the_labels_and_days_between_the_blocks() -> None:
    text = (
        "2024茶博会 日程\n7月6日（周六）\n1. 开幕式\n时间：9:00-10:00\n地点：1号厅\n主持人：王巍\n嘉宾：曲鹏\n"
        "欢迎各界朋友。\n7月7日（周日）\n2. 闭幕式\n时间：待定\n地点：2号厅\n3. 茶话会\n时间：全天\n地点：广场\n"
    )
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(), pasted=True)
    assert [(one.title, one.room, one.start) for one in reading.sessions] == [
        ("开幕式", "1号厅", datetime(2024, 7, 6, 9)),
        ("茶话会", "广场", datetime(2024, 7, 7)),
    ]
    assert [person.name for person in reading.sessions[0].people] == ["王巍", "曲鹏"]
    assert reading.sessions[0].abstract == "欢迎各界朋友。"
    assert {problem.source.place.split(":")[0] for problem in reading.misread} <= {"10", "11", "12"} and reading.misread


def test_a_block_without_hours_is_misread_but_for_that_of_the_fair() -> None:
    text = f"{FAIR}茶论坛\n时间：7月6日 9:00-10:00\n地点：1号厅\n茶话会\n日期：7月7日\n地点：2号厅\n"
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(), pasted=True)
    assert [one.title for one in reading.sessions] == ["茶论坛"]
    (problem,) = reading.misread
    assert problem.source.place.startswith("9:") and "7月7日" in problem.say("zh")


def test_a_time_may_stand_above_title_room_and_people() -> None:
    text = (
        "Data Expo 2024\n\nSaturday, July 6\n\n9:00 AM – 10:00 AM\nOpening Keynote\nHall A\nJane Doe, CEO\n\n"
        "10:30 AM – 12:00 PM\nThe Future of Tea\nVenue: Hall B\nAll about leaves.\n"
    )
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(), pasted=True)
    opening, tea = reading.sessions
    assert (opening.title, opening.room, opening.start) == ("Opening Keynote", "Hall A", datetime(2024, 7, 6, 9))
    assert [(person.name, person.role) for person in opening.people] == [("Jane Doe", "CEO")]
    assert (tea.title, tea.room, tea.abstract) == ("The Future of Tea", "Hall B", "All about leaves.")
    assert reading.title == "Data Expo 2024" and opening.guesses and not reading.misread


def test_items_that_are_all_in_one_room_are_a_programme() -> None:
    text = "茶论坛日程\n2024年7月6日\n9:00-10:00 致辞（1号厅）\n7月6日\n10:00-11:00 演讲（1号厅）\n"
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(), pasted=True)
    (forum,) = reading.sessions
    assert [item.title for item in forum.programme] == ["致辞（1号厅）", "演讲（1号厅）"]


def test_english_agendas_are_read() -> None:
    reading = read(
        "Data Expo 2024 Agenda\n\nTime | Title | Room\n--- | --- | ---\nKeynotes\n"
        "6 July 9:00 AM - 10:30 AM | Opening of Everything | Hall A+B\n"
        "Jul 6, 2:00-4:30 PM | A Talk about Tea | Online (Zoom)\nNote: all sessions are held in the Old Port.\n"
    )
    assert [problem.say("en") for problem in reading.misread] == []
    assert reading.title == "Data Expo 2024" and reading.language == "en" and reading.place == "the Old Port"
    assert [(one.category, one.room, one.start) for one in reading.sessions] == [
        ("Keynotes", "Hall A+B", datetime(2024, 7, 6, 9)),
        ("Keynotes", "Online (Zoom)", datetime(2024, 7, 6, 14)),
    ]


def test_prose_is_no_agenda_and_every_line_of_it_is_reported() -> None:
    reading = read("协会动态\n\n2024 年 1 月 23 日下午 13:30-14:30，协会第三届第二次理事会在大连召开。\n\n联系方式：\n")
    assert not reading.sessions and len(reading.misread) == reading.rows == 3


@pytest.mark.parametrize(
    ("text", "start", "end"),
    [
        ("7月6日（星期四）下午 13:30 至 16:30", "06 13:30", "06 16:30"),
        ("7 月 6 日下午2:00-4:30", "06 14:00", "06 16:30"),
        ("上午9:00-12:00, 7月6日", "06 09:00", "06 12:00"),
        ("7.6 9:00—12:00", "06 09:00", "06 12:00"),
        ("2023/7/6 9点半到11点", "06 09:30", "06 11:00"),
        ("７月６日　９：００～１２：００", "06 09:00", "06 12:00"),
        ("7月6日-7日 9:00-17:00", "06 09:00", "07 17:00"),
        ("6 July 2023 09:00–10:30", "06 09:00", "06 10:30"),
        ("Thursday, July 6th, 9-10:30am", "06 09:00", "06 10:30"),
        ("Jul 6, 11:00-1:00 PM", "06 11:00", "06 13:00"),
        ("6 July noon - 1:30 pm", "06 12:00", "06 13:30"),
        ("Jul 6, 11 am till 12 noon", "06 11:00", "06 12:00"),
        ("7月6日 22:00-00:00", "06 22:00", "07 00:00"),
        ("7月6日 晚上10点-12点", "06 22:00", "07 00:00"),
        ("2023-07-06T09:00 to 2023-07-06T10:00", "06 09:00", "06 10:00"),
        ("13/07/2023 9:00-10:00", "13 09:00", "13 10:00"),
        ("二〇二三年七月六日上午九点至十一点半", "06 09:00", "06 11:30"),
        ("7月6日 晚上8:00-12:00", "06 20:00", "07 00:00"),
        ("7月6日 22:00-24:00", "06 22:00", "07 00:00"),
        ("7月6日中午12:00-1:30", "06 12:00", "06 13:30"),
    ],
)
def test_times_are_read_in_every_usual_spelling(text: str, start: str, end: str) -> None:
    found = span(text, 2023)
    assert found.end is not None
    assert (f"{found.start:%d %H:%M}", f"{found.end:%d %H:%M}") == (start, end)
    assert found.guesses == ()


def test_an_offset_is_kept_and_a_wrong_weekday_is_said() -> None:
    found = span("2023-07-06T09:00:00+08:00 - 2023-07-06T10:00:00+08:00")
    assert found.start.isoformat() == "2023-07-06T09:00:00+08:00"
    (guess,) = span("7月6日（星期五）9:00-10:00", 2023).guesses
    assert "2023-07-06" in guess.say("zh") and "周四" in guess.say("zh")


@pytest.mark.parametrize(
    "text",
    [
        *("", "2023", "待定", "7号会议室", "13月1日 9:00-10:00", "7/8 9:00-10:00", "7月6日", "7月6日晚上1点-2点"),
        *("7月6日上午14:00-15:00", "7月6日 9:00-10:00 13:00-14:00", "2023-07-06 24:00-25:00", "7月6日、7日 9:00-10:00"),
        *("全天", "7月6日全天", "7月6日 0:00-0:00"),
        *("9:00-10:00", "2023-07-06T09:00-05:00", "6.7.2023 9:00-10:00", "-", "至", "7月6日 9:00-" + "9" * 200),
    ],
)
def test_what_is_no_time_or_has_two_readings_is_refused(text: str) -> None:
    with pytest.raises(Refusal):
        span(text, 2023)


@pytest.mark.parametrize(
    ("text", "spelled"),
    [
        ("7月6日下午", "2023-07-06 下午"),
        ("2023-07-06", "2023-07-06"),
        ("7月6日-8日", "2023-07-06..2023-07-08"),
        ("July 6-8", "2023-07-06..2023-07-08"),
        ("6 July morning", "2023-07-06 上午"),
        ("7月6日全天", "2023-07-06"),
        ("July 6-8, all day", "2023-07-06..2023-07-08"),
        ("7月6日下午2:00-4:30", "2023-07-06 14:00-16:30"),
        ("7月6日 20:00 至 7月7日 02:00", "2023-07-06 20:00 .. 2023-07-07 02:00"),
    ],
)
def test_windows_are_spelled_as_scenarios_spell_them(text: str, spelled: str) -> None:
    assert window(text, 2023) == spelled


@pytest.mark.parametrize(
    ("name", "even", "cells", "kind"),
    [
        ("7号 会议室 C厅", "7号会议室 C厅", (), None),
        ("7 号会议室 A 厅", "7号会议室 A厅", (), None),
        ("7号会议室A+B厅", "7号会议室 A+B厅", ("7号会议室 A厅", "7号会议室 B厅"), None),
        ("7号会议室 A、B厅", "7号会议室 A+B厅", ("7号会议室 A厅", "7号会议室 B厅"), None),
        ("7号会议室 A厅和B厅", "7号会议室 A+B厅", ("7号会议室 A厅", "7号会议室 B厅"), None),
        ("７号会议室　ＢＣ厅", "7号会议室 B+C厅", ("7号会议室 B厅", "7号会议室 C厅"), None),
        ("1、2号会议室", "1+2号会议室", ("1号会议室", "2号会议室"), None),
        ("Rooms 1 and 2", "Room 1+2", ("Room 1", "Room 2"), None),
        ("VIP厅", "VIP厅", (), None),
        ("C++ Meetup", "C++ Meetup", (), None),
        ("线上视频号直播", "线上视频号直播", (), "online"),
        ("Online (Zoom)", "Online (Zoom)", (), "online"),
        ("大连世界博览广场 一层展场", "大连世界博览广场 一层展场", (), "open"),
        ("大连世界博览广场 5号会议室", "大连世界博览广场 5号会议室", (), None),
        ("星海广场中环", "星海广场中环", (), "open"),
        ("东港", "东港", (), None),
    ],
)
def test_names_of_rooms_are_made_even(name: str, even: str, cells: tuple[str, ...], kind: RoomKind | None) -> None:
    assert spelling.room(name) == even
    assert spelling.room(even) == even
    assert spelling.joined(even) == cells
    assert spelling.kind_of(even) == kind


def test_a_site_in_front_of_a_room_is_told_apart_where_it_is_sure() -> None:
    assert spelling.at_site("大连世界博览广场 7 号会议室 A 厅") == ("大连世界博览广场", "7号会议室 A厅", ())
    assert spelling.at_site("7号会议室 A厅") == (None, "7号会议室 A厅", ())
    site, room, guesses = spelling.at_site("阳光 生活馆")
    assert (site, room) == (None, "阳光 生活馆") and guesses


def cpu_seconds(work: Callable[[], object]) -> float:
    """What a piece of work takes of the processor; never nothing."""
    begin = time.process_time()
    work()
    return max(time.process_time() - begin, 0.02)


@pytest.mark.exhaustive
def test_what_reading_takes_grows_with_the_file_and_no_faster() -> None:
    def rows(count: int) -> str:
        return HEAD + "".join(f"论坛{n}\t{n % 30}号会议室\t2023-07-06 09:{n % 60:02}-17:00\n" for n in range(count))

    found: list[int] = []
    long = cpu_seconds(lambda: found.append(len(read(rows(20_000)).sessions)))
    assert found == [20_000]
    assert long < 4 * 10 * cpu_seconds(lambda: read(rows(2_000)))


@pytest.mark.parametrize("piece", ["9:00-", "厅 A、", "| ", "部长", "a to ", "12月", "\t"])
def test_what_a_long_line_takes_grows_with_it_and_no_faster(piece: str) -> None:
    """Ten times as long takes a hundred times as much where a line is searched from every place in it."""

    def line(length: int) -> bytes:
        return (piece * (length // len(piece))).encode()

    short = cpu_seconds(lambda: pasted.read(line(100_000), "short.txt", Hints()))
    assert cpu_seconds(lambda: pasted.read(line(1_000_000), "long.txt", Hints())) < 4 * 10 * short


PIECES = st.sampled_from(
    [
        *(
            "会议名称",
            "地点",
            "日期",
            "\t",
            "\n",
            "\n\n",
            " ",
            "  ",
            "|",
            "7月6日",
            "2023-07-06",
            "09:00",
            "-",
            "至",
            "：",
            "展览",
        ),
        *(
            "5号会议室",
            "A、B厅",
            "主题：",
            "主持人：",
            "部长王巍",
            "备注：",
            "25:00",
            "上午",
            "\f",
            "\x00",
            "\ud800",
            "，",
            "签到",
            "一、",
        ),
        *(
            "\n时间：",
            "\n地点：",
            "\n活动名称：",
            "\n嘉宾：",
            "（1号厅）",
            "\n2号厅\t",
            "\n9:00-10:00 ",
            "时间\t1号厅\t3号会议室\n",
            "第一天",
            "全天",
            "7/8",
        ),
        *(
            "星期四",
            "“",
            "》",
            "9点",
            "07/08/2023",
            "论坛",
            "日程",
            "0",
            "２",
            "Zoom",
            "and",
            "to",
            "+08:00",
            "T",
            "Jul 6",
            "24:00",
        ),
    ]
)


@settings(max_examples=300)
@example(";\r1月1\r30:00", 2023)
@given(st.one_of(st.text(), st.lists(PIECES, max_size=40).map("".join)), st.sampled_from([None, 2023]))
def test_no_text_breaks_a_reader_and_none_of_its_rows_is_lost(text: str, year: int | None) -> None:
    from expo_planner.importers.text import programme_text

    lines = [*agenda_text.rows(text)]
    hints = Hints(year=year)
    whole = table.of_rows(lines, "a.txt", hints, pasted=True)
    for reading in (read(text, year), whole, programme_text.read(lines, "a.txt", hints)):
        assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)
        for sentence in (*reading.misread, *reading.guesses, *(g for one in reading.sessions for g in one.guesses)):
            assert sentence.say("en") and sentence.say("zh")
    for line in text.splitlines():
        spelling.joined(spelling.room(line))
        spelling.kind_of(line)
        date_times.written(line)


def test_tables_as_wikis_keep_them_are_read() -> None:
    """Dates are headings, a column names the speakers, and what is not decided yet is nothing."""
    head = "| 时间 | 活动 | 地点 | 主讲 |\n|---|---|---|---|\n"
    reading = read(
        f"# 2024 茶博会 日程\n\n## 7月6日（星期六）\n\n{head}"
        "| 9:00-10:00 | 开幕式 | 1号会议室 | 协会会长王巍 |\n"
        f"| 10:00-11:00 | 茶论坛 | 待定 | 待定 |\n\n## 7月7日（星期六）\n\n{head}"
        "| 9:00-10:00 | 闭幕式 | 1号会议室 | 曲鹏 |\n"
    )
    assert [problem.say("en") for problem in reading.misread] == []
    opening, forum, closing = reading.sessions
    assert reading.title == "2024茶博会"
    assert [(person.name, person.role) for person in opening.people] == [("王巍", "协会会长")]
    assert (forum.room, forum.people) == (None, ()) and forum.guesses
    assert closing.start == datetime(2024, 7, 7, 9)
    assert "周日" in closing.guesses[0].say("zh")


def test_rows_that_are_numbered_and_lost_their_tabs_are_told_apart() -> None:
    reading = read(
        "会议安排\n序号 会议名称 地点 时间\n1 茶论坛 5号会议室 2024年7月6日上午9:00-12:00\n"
        "2 奶论坛 6号会议室 2024年7月6日下午2:00-5:00\n"
    )
    assert [(one.title, one.room) for one in reading.sessions] == [("茶论坛", "5号会议室"), ("奶论坛", "6号会议室")]
    assert all(one.guesses for one in reading.sessions)


def test_sessions_named_like_columns_are_no_header() -> None:
    reading = read(
        "Monday, 8 July 2024\n09:00 - 09:30\tRegistration\tFoyer\n09:30 - 10:30\tTalk\tHall A\n10:30\tLunch\tHall A\n"
    )
    assert [one.title for one in reading.sessions] == ["Registration", "Talk", "Lunch"]
    assert reading.sessions[2].minutes == 30 and any(
        "as long as most" in guess.say("en") for guess in reading.sessions[2].guesses
    )


def test_a_row_goes_on_below_a_line_that_is_not_understood() -> None:
    reading = read("会议名称\t地点\t日期\t时间\n茶论坛\t5号会议室\n\x1b\n2024年7月6日\t9:00-12:00\n")
    (session,) = reading.sessions
    assert (session.title, session.room, session.start) == ("茶论坛", "5号会议室", datetime(2024, 7, 6, 9))
    assert [problem.source.place for problem in reading.misread] == ["3:1"]
