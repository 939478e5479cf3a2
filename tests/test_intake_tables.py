"""Workbooks, csv files and documents that people made: agendas, lists of requests, programmes in a table."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from pathlib import Path

import docx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.worksheet.worksheet import Worksheet

from expo_planner.files.schema.nodes import Refusal
from expo_planner.importers.model import FoundSession, Hints, Reading
from expo_planner.importers.text import agenda_table, agenda_text, serials, table, web_page
from expo_planner.importers.text import docx as word
from expo_planner.importers.text.lines import TextRow
from expo_planner.importers.text.row_parser import Cell

DATA = Path(__file__).parent / "data"
ROWS = [
    tuple(line.split("\t"))
    for line in (DATA / "agenda-2023.tsv").read_text(encoding="utf-8").splitlines()
    if not line.startswith("#")
]
Value = str | int | float | datetime | date | time | None


def book(rows: Sequence[Sequence[Value]], change: Callable[[Worksheet], None] = lambda sheet: None) -> bytes:
    """A workbook with one sheet called 日程."""
    workbook = Workbook()
    sheet = workbook.worksheets[0]
    sheet.title = "日程"
    for row in rows:
        sheet.append([*row])
    change(sheet)
    return saved(workbook)


def saved(workbook: Workbook) -> bytes:
    data = io.BytesIO()
    workbook.save(data)
    return data.getvalue()


def read(rows: Sequence[Sequence[Value]], change: Callable[[Worksheet], None] = lambda sheet: None) -> Reading:
    return table.read(book(rows, change), "a.xlsx", Hints())


def lines(text: str, encoding: str = "utf-8") -> Reading:
    return table.read(text.encode(encoding), "a.csv", Hints())


def clean(reading: Reading) -> tuple[FoundSession, ...]:
    assert [problem.say("en") for problem in reading.misread] == []
    assert reading.rows == len(reading.sessions)
    return reading.sessions


def told(session: FoundSession) -> tuple[str | None, ...]:
    assert session.start is not None and session.end is not None
    same = session.start.date() == session.end.date()
    end = f"-{session.end:%H:%M}" if same else f" 至 {session.end:%Y-%m-%d %H:%M}"
    return session.category, session.title, session.room, f"{session.start:%Y-%m-%d %H:%M}{end}"


def test_an_agenda_whose_categories_are_merged_down_their_rows_is_read() -> None:
    def merge(sheet: Worksheet) -> None:
        first = 2
        for number in range(2, len(ROWS) + 2):
            if number == len(ROWS) + 1 or ROWS[number - 1][0] != ROWS[first - 2][0]:
                if number > first:
                    sheet.merge_cells(start_row=first, end_row=number, start_column=1, end_column=1)
                first = number + 1

    reading = read([("类别", "会议名称", "地点", "日期"), *ROWS], merge)
    assert [told(session) for session in clean(reading)] == ROWS
    assert reading.sessions[2].source == ("a.xlsx", "日程!A4")


def test_an_agenda_with_headings_over_the_whole_width_is_read() -> None:
    rows: list[tuple[str, ...]] = [("2023中国国际数字和软件服务交易会 展会日程",), (), ("会议名称", "地点", "日期")]
    merged, category = [1], ""
    for row in ROWS:
        if row[0] != category:
            category = row[0]
            rows.append((category,))
            merged.append(len(rows))
        rows.append(row[1:])

    def merge(sheet: Worksheet) -> None:
        for number in merged:
            sheet.merge_cells(start_row=number, end_row=number, start_column=1, end_column=3)

    reading = read(rows, merge)
    assert [told(session) for session in clean(reading)] == ROWS
    assert reading.title == "2023中国国际数字和软件服务交易会"


def test_dates_and_times_may_be_real_ones() -> None:
    reading = read(
        [
            ("Title", "Room", "Date", "Start", "End"),
            ("Opening", "Hall A", date(2023, 7, 6), time(9), time(10, 30)),
            ("Closing", "Hall A", None, time(11), time(12)),
        ]
    )
    opening, closing = clean(reading)
    assert (opening.start, opening.end) == (datetime(2023, 7, 6, 9), datetime(2023, 7, 6, 10, 30))
    assert closing.start == datetime(2023, 7, 6, 11) and closing.guesses
    (whole,) = clean(
        read([("题目", "开始时间", "结束时间"), ("开幕", datetime(2023, 7, 6, 9), datetime(2023, 7, 6, 10, 30))])
    )
    assert (whole.start, whole.end) == (datetime(2023, 7, 6, 9), datetime(2023, 7, 6, 10, 30))


def test_a_date_is_one_however_a_program_writes_it_and_need_not_be_written_twice() -> None:
    day, next_day = datetime(2023, 7, 6), datetime(2023, 7, 7)
    rows: list[Sequence[Value]] = [
        ("A", "Hall A", day, time(9), time(10)),  # with hours, as pandas writes dates into workbooks
        ("B", "Hall A", day, datetime(2023, 7, 6, 10), datetime(2023, 7, 6, 11)),
        ("C", "Hall A", None, next_day.replace(hour=11), next_day.replace(hour=12)),
        ("D", "Hall A", day, time(22), datetime(2023, 7, 7, 1)),
        ("E", "Hall B", day, time(22), time(0)),
    ]
    found = clean(read([("Title", "Room", "Date", "Start", "End"), *rows]))
    assert [(one.start, one.end) for one in found] == [
        (datetime(2023, 7, 6, 9), datetime(2023, 7, 6, 10)),
        (datetime(2023, 7, 6, 10), datetime(2023, 7, 6, 11)),
        (datetime(2023, 7, 7, 11), datetime(2023, 7, 7, 12)),
        (datetime(2023, 7, 6, 22), datetime(2023, 7, 7, 1)),
        (datetime(2023, 7, 6, 22), datetime(2023, 7, 7)),
    ]
    assert not any(one.guesses for one in found)
    (other,) = read([("Title", "Date", "Start", "End"), ("A", day, datetime(2023, 7, 7, 9), time(10))]).misread
    assert other.field == "time"


@pytest.mark.parametrize(
    ("date", "time", "days"),
    [
        ("7月6日", "全天", 1),
        ("2023-07-06 00:00:00", "all day", 1),
        ("7月6日-8日", "全天", 3),
        ("", "July 6, all-day", 1),
    ],
)
def test_what_takes_all_day_lasts_from_opening_to_closing_time(date: str, time: str, days: int) -> None:
    (session,) = clean(
        lines(f'题目,场地,日期,时间\n2023茶展,广场,{date},"{time}"\n开幕式,1号厅,2023-07-06,9:00-10:00\n')
    )[:1]
    assert (session.start, session.end, session.days) == (datetime(2023, 7, 6), None, days)
    assert session.guesses


def test_dates_and_times_of_start_and_end_may_have_columns_of_their_own() -> None:
    header = "*Session Title,*Start Date,Start Time,End Date,End Time,Tracks (Optional),Room/Location (Optional)"
    (session,) = clean(lines(f"{header}\nTea,2024-07-06,9:00 PM,2024-07-07,1:00 AM,Main,Hall A\n"))
    assert (session.start, session.end) == (datetime(2024, 7, 6, 21), datetime(2024, 7, 7, 1))
    assert (session.room, session.category) == ("Hall A", "Main")
    (session,) = clean(lines("Session,Start Date,End Date\nTea,2024-07-06 09:00,2024-07-06 10:00\n"))
    assert (session.start, session.end) == (datetime(2024, 7, 6, 9), datetime(2024, 7, 6, 10))


@pytest.mark.parametrize(
    ("dates", "starts"),
    [
        (("7/6/2024", "7/7/2024", "7/8/2024"), ("07-06", "07-07", "07-08")),
        (("6/7/2024", "7/7/2024", "8/7/2024"), ("07-06", "07-07", "07-08")),
        (("07/12/2024", "07/13/2024"), ("07-12", "07-13")),
        (("12/7/2024", "13/7/2024"), ("07-12", "07-13")),
        (("Sat 6/7/2024",), ("07-06",)),
        (("Sat 7/6/2024",), ("07-06",)),
    ],
)
def test_which_number_is_the_month_is_told_by_the_other_dates_or_the_weekday(
    dates: tuple[str, ...], starts: tuple[str, ...]
) -> None:
    found = clean(lines("Session,Date,Time\n" + "".join(f"Talk,{day},9:00-10:00\n" for day in dates)))
    assert tuple(f"{one.start:%m-%d}" for one in found) == starts
    assert any(one.guesses for one in found) == (len(dates) > 1)


@pytest.mark.parametrize(
    "dates",
    [
        ("7/8/2024",),
        ("7/8/2024", "7/8/2024"),
        ("2024-07-06", "7/8/2024"),
        ("1/2/2024", "2/1/2024"),
    ],
)
def test_a_date_that_may_be_two_is_misread(dates: tuple[str, ...]) -> None:
    text = "".join(f"Talk,{day},9:00-10:00\n" for day in dates)
    for title in ("Session", "活动"):
        reading = lines(f"{title},Date,Time\n{text if title == 'Session' else text.replace('Talk', '茶论坛')}")
        assert "two dates" in reading.misread[-1].say("en")


def test_windows_of_requests_are_read_in_the_same_order() -> None:
    head = "Session,Duration,Preferred time\n"
    first, second = clean(lines(f"{head}Tea,1h,7/6/2024 am\nMilk,1h,7/7/2024; 7/8/2024\n"))
    assert (first.when, second.when) == (("2024-07-06 上午",), ("2024-07-07", "2024-07-08"))
    assert first.guesses and second.guesses
    (chinese,) = clean(lines("活动,时长,期望时间\n2024茶论坛,1h,2024年7月6日\n茶会,1h,7/8\n"))[1:]
    assert chinese.when == ("2024-07-08",) and chinese.guesses


GRID = """\
2024茶博会日程

7月6日
时间\t1号厅\t2号厅\t备注
9:00-10:00\t开幕式\t\t全体参加
10:00-11:00\t绿茶论坛\t红茶论坛\t
11:00-12:00\t绿茶论坛\t斗茶\t
14:00\t\t品茶\t
15:00\t\t\t

7月7日
\tHall A\t3号会议室\t
9:00-10:00\t\t闭幕式\t
"""
IN_GRID = [
    ("开幕式", "1号厅", "06 09:00", "06 10:00"),
    ("绿茶论坛", "1号厅", "06 10:00", "06 12:00"),
    ("红茶论坛", "2号厅", "06 10:00", "06 11:00"),
    ("斗茶", "2号厅", "06 11:00", "06 12:00"),
    ("品茶", "2号厅", "06 14:00", "06 15:00"),
    ("闭幕式", "3号会议室", "07 09:00", "07 10:00"),
]


def in_grid(reading: Reading) -> list[tuple[str | None, ...]]:
    return [
        (one.title, one.room, f"{one.start:%d %H:%M}", f"{one.end:%d %H:%M}")
        for one in sorted(clean(reading), key=lambda one: (one.start, one.room))
    ]


def test_a_grid_of_times_and_rooms_is_read() -> None:
    reading = table.of_rows([*agenda_text.rows(GRID)], "a.txt", Hints(), pasted=True)
    assert in_grid(reading) == IN_GRID
    assert reading.title == "2024茶博会"
    by_title = {one.title: one for one in reading.sessions}
    assert [one.abstract for one in reading.sessions if one.abstract] == ["全体参加"]
    assert by_title["绿茶论坛"].source.place == "6:13"
    assert "2" in by_title["绿茶论坛"].guesses[0].say("zh")
    assert by_title["开幕式"].guesses and not by_title["红茶论坛"].guesses


def test_a_sheet_may_be_named_after_its_day_and_hold_a_grid() -> None:
    days = GRID.split("\n7月")
    workbook = Workbook()
    for number, part in enumerate(days[1:]):
        sheet = workbook.worksheets[0] if number == 0 else workbook.create_sheet()
        name, *rows = part.strip("\n").split("\n")
        sheet.title = f"7月{name}"
        for row in ["2024茶博会日程", *rows]:
            sheet.append([text or None for text in row.split("\t")])
    workbook.worksheets[0].merge_cells("B4:B5")
    reading = table.read(saved(workbook), "a.xlsx", Hints())
    assert in_grid(reading) == IN_GRID
    assert reading.sessions[0].source.place == "7月6日!B3"
    listing = workbook.create_sheet("list")
    listing.append(["Title", "Room", "Time"])
    listing.append(["闭幕式", "Hall A", "2024-07-07 9:00-10:00"])
    reading = table.read(saved(workbook), "a.xlsx", Hints())
    assert len(clean(reading)) == 1
    assert [guess.say("en").split(" has rooms")[0] for guess in reading.guesses] == [
        "the sheet '7月6日'",
        "the sheet '7月7日'",
    ]


def test_lines_of_a_grid_that_nobody_can_place_are_reported() -> None:
    head = "时间,1号厅,2号厅\n7月6日\n2024年7月6日 9:00-10:00,开幕式,\n"
    slots = "".join(f"2024年7月6日 {hour}:00-{hour + 1}:00,论坛{hour},\n" for hour in range(10, 15))
    reading = lines(f"{head}{slots}上午,论坛,\n10:00-11:00,,,谁知道\n25:00,夜谈,\n")
    *placed, in_no_room = reading.sessions
    assert [one.title for one in placed] == ["开幕式", *(f"论坛{hour}" for hour in range(10, 15))]
    assert (in_no_room.title, in_no_room.room) == ("谁知道", None)
    assert [problem.source.place for problem in reading.misread] == ["9:1", "11:1"]


def test_lines_that_lost_their_gaps_are_no_grid() -> None:
    text = "时间  1号厅  2号厅\n9:00-10:00  开幕式\n10:00-11:00  绿茶论坛  红茶论坛\n"
    reading = table.of_rows([*agenda_text.rows(text)], "a.txt", Hints(year=2024), pasted=True)
    assert not reading.sessions and reading.misread


def test_a_list_of_requests_is_read_in_chinese() -> None:
    (session,) = clean(
        table.read(
            book(
                [
                    (
                        "活动名称",
                        "时长（分钟）",
                        "预计人数",
                        "期望时间",
                        "可选场地",
                        "嘉宾",
                        "设备",
                        "主办单位",
                        "协办单位",
                        "序号",
                    ),
                    (
                        *("茶论坛", 90, "约120人", "2023-07-06下午；7月7日", "7号会议室A、B厅", "协会会长王巍、曲鹏"),
                        *("投影、同传", "茶协会", "茶社、茶馆", 1),
                    ),
                ]
            ),
            "a.xlsx",
            Hints(year=2023),
        )
    )
    assert (session.start, session.minutes, session.attendance) == (None, 90, 120)
    assert session.when == ("2023-07-06 下午", "2023-07-07")
    assert session.rooms == ("7号会议室 A+B厅",)
    assert [person.name for person in session.people] == ["王巍", "曲鹏"]
    assert session.fields == {"needs": ["投影", "同传"]}
    assert (session.organisers, session.co_organisers) == (("茶协会",), ("茶社", "茶馆"))


def test_a_list_of_requests_is_read_with_our_own_names() -> None:
    (session,) = clean(
        lines(
            "id,title,duration,attendance,when,rooms,people,needs,priority,setup,url\n"
            'tea,Tea,2h30min,100,2023-07-06 afternoon,"Hall A, Hall B",Jane Doe; John Roe,projector,5,30min,https://x.org/\n'
        )
    )
    assert (session.key, session.minutes, session.setup) == ("tea", 150, 30)
    assert session.rooms == ("Hall A", "Hall B")
    assert session.when == ("2023-07-06 下午",)
    assert session.fields == {"needs": ["projector"], "priority": "5"}
    assert session.url == "https://x.org/"


def test_columns_that_a_scenario_has_no_place_for_are_counted_by_name() -> None:
    reading = lines("title,duration,联系电话\nTea,1h,123\nCake,1h,\nMilk,1h,456\n")
    assert dict(reading.left) == {"联系电话": 2}


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_every_usual_csv_is_read(delimiter: str, encoding: str) -> None:
    text = "\r\n".join(delimiter.join(row) for row in [("类别", "会议名称", "地点", "日期"), *ROWS])
    assert [told(session) for session in clean(lines(text, encoding))] == ROWS


def test_a_cell_of_a_csv_may_have_several_lines() -> None:
    reading = lines('title,room,time\n\n"茶的\n未来",A厅,2023-07-06 09:00-10:00\n甲,A厅,25:00\n')
    assert reading.sessions[0].title == "茶的未来"
    assert reading.misread[0].source == ("a.csv", "5:3")


def test_a_row_that_is_not_understood_is_named_by_its_cell() -> None:
    reading = read([("名称", "地点", "时间"), (), ("茶论坛", "A厅", "2023-07-06 25:00-26:00"), ("奶论坛", "A厅")])
    assert [problem.source for problem in reading.misread] == [("a.xlsx", "日程!C3"), ("a.xlsx", "日程!A4")]
    lonely = read([("类别", "名称", "时间"), ("甲", "茶论坛", "2023-07-06 09:00-10:00"), (None, "奶论坛")])
    assert [problem.source for problem in lonely.misread] == [("a.xlsx", "日程!B3")]


def test_errors_and_formulas_without_a_value_are_reported() -> None:
    reading = read([("名称", "时长"), ("=A9", "1h"), ("茶", "1h")])
    assert [problem.source for problem in reading.misread] == [("a.xlsx", "日程!A2")]
    assert len(reading.sessions) == 1 and reading.rows == 2


def test_every_sheet_is_read_and_one_without_a_table_is_reported() -> None:
    workbook = Workbook()
    first, second, third, _empty = (workbook.worksheets[0], *(workbook.create_sheet(name) for name in "乙丙丁"))
    for sheet, title in ((first, "茶"), (second, "奶")):
        sheet.append(["名称", "时间"])
        sheet.append([title, "2023-07-06 09:00-10:00"])
    third.append(["这里只有一句话"])
    reading = table.read(saved(workbook), "a.xlsx", Hints())
    assert [session.title for session in reading.sessions] == ["茶", "奶"]
    assert [problem.source for problem in reading.misread] == [("a.xlsx", "丙!A1")]
    assert reading.rows == 3


def test_a_programme_in_a_sheet_is_one_session() -> None:
    reading = read(
        [
            *[("茶论坛日程",), ("2023年7月6日 9:00-10:00",), ("5号会议室",)],
            *[("时间", "内容", "演讲人"), ("9:00-9:30", "茶的未来", "曲鹏"), ("9:30-10:00", "交流", None)],
        ]
    )
    (session,) = clean(reading)
    assert reading.programme and session.title == "茶论坛" and session.room == "5号会议室"
    assert [item.title for item in session.programme] == ["茶的未来", "交流"]


def document(*blocks: str | Sequence[Sequence[str]]) -> bytes:
    """A document of paragraphs and tables."""
    paper = docx.Document()
    for block in blocks:
        if isinstance(block, str):
            paper.add_paragraph(block)
            continue
        rows = paper.add_table(len(block), len(block[0]))
        for number, texts in enumerate(block):
            for column, text in enumerate(texts):
                rows.cell(number, column).text = text
    data = io.BytesIO()
    paper.save(data)
    return data.getvalue()


def test_a_grid_in_a_document_is_read() -> None:
    rows = (("时间", "1号厅", "2号厅"), ("9:00-10:00", "开幕式", ""), ("10:00-11:00", "茶论坛", "茶艺"))
    data = document("2024茶博会日程", "7月6日", (*rows, ("11:00-12:00", "茶论坛", "")))
    assert in_grid(word.read(data, "a.docx", Hints())) == [
        ("开幕式", "1号厅", "06 09:00", "06 10:00"),
        ("茶论坛", "1号厅", "06 10:00", "06 12:00"),
        ("茶艺", "2号厅", "06 10:00", "06 11:00"),
    ]


def test_a_document_with_tables_under_headings_is_read() -> None:
    blocks: list[str | Sequence[Sequence[str]]] = ["2023 中国国际数字和软件服务交易会 展会日程"]
    for category in dict.fromkeys(row[0] for row in ROWS):
        own = [row[1:] for row in ROWS if row[0] == category]
        blocks += [category, [("会议名称", "地点", "日期"), *own]]
    blocks.append("备注：会议地点均在大连世界博览广场。")
    reading = word.read(document(*blocks), "a.docx", Hints())
    assert [told(session) for session in clean(reading)] == ROWS
    assert (reading.title, reading.place) == ("2023中国国际数字和软件服务交易会", "大连世界博览广场")
    assert reading.sessions[0].source == ("a.docx", "table 1!A2")


def test_a_document_of_paragraphs_is_read_as_pasted_text() -> None:
    text = (DATA / "agenda-2023.txt").read_text(encoding="utf-8")
    reading = word.read(document(*text.split("\n")), "a.docx", Hints())
    assert [told(session) for session in clean(reading)] == ROWS


def test_a_document_with_a_programme_is_one_session() -> None:
    text = (DATA / "forum-standards-schedule.txt").read_text(encoding="utf-8")
    head = [line for line in text.split("\n") if line and "\t" not in line]
    rows = [tuple(line.split("\t")) for line in text.split("\n") if "\t" in line]
    (session,) = clean(word.read(document(*head, rows), "a.docx", Hints()))
    assert session.title == "标准赋能数字贸易高质量发展论坛" and len(session.programme) == 11


def bomb() -> bytes:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("word/document.xml", "w") as member:
        for _ in range(400):
            member.write(b" " * 1_000_000)
    return data.getvalue()


def test_broken_files_and_bombs_are_refused() -> None:
    workbook, paper = book([("名称", "时长"), ("茶", "1h")]), document("茶")
    for data in (b"", b"PK\x03\x04", workbook[:500], paper, paper[:500], bomb()):
        with pytest.raises(Refusal):
            table.read(data, "a.xlsx", Hints())
    for data in (b"", b"PK\x03\x04", workbook, paper[:500], bomb()):
        with pytest.raises(Refusal):
            word.read(data, "a.docx", Hints())

    def far(sheet: Worksheet) -> None:
        sheet.cell(1_000_000, 1_000, "x")

    with pytest.raises(Refusal):
        read([("名称", "时长")], far)


PIECES = st.sampled_from(
    [
        *(
            "",
            "会议名称",
            "地点",
            "日期",
            "时间",
            "时长",
            "人数",
            "嘉宾",
            "类别",
            "主办",
            "期望时间",
            "title",
            "start",
            "end",
            "url",
        ),
        *(
            "7月6日",
            "2023-07-06 09:00-10:00",
            "09:00",
            "25:00",
            "展览",
            "A、B厅",
            "90",
            "90min",
            "-1",
            "约100人",
            "100-200",
            "=A1",
        ),
        *(
            "http://",
            "\x07",
            "\n",
            "部长王巍、曲鹏",
            "备注：",
            "下午",
            "2d",
            "9" * 30,
            "\ud800",
            "#REF!",
            "9:00-9:30",
            "签到",
        ),
    ]
)


@settings(max_examples=300)
@given(st.lists(st.lists(PIECES | st.text(max_size=5), max_size=6), max_size=12), st.booleans())
def test_no_grid_of_cells_breaks_a_reader_and_none_of_its_rows_is_lost(cells: list[list[str]], pasted: bool) -> None:
    rows = [
        TextRow(
            tuple(Cell(text, f"{number}:{column}") for column, text in enumerate(texts, start=1)), loose=len(texts) == 1
        )
        for number, texts in enumerate(cells, start=1)
    ]
    for reading in (agenda_table.read(rows, "a", Hints(), pasted=pasted), table.of_rows(rows, "a", Hints(year=2023))):
        assert reading.rows == len(reading.sessions) + len(reading.misread)
        for problem in reading.misread:
            assert problem.say("en") and problem.say("zh")
        places = [*(one.source for one in reading.sessions), *(one.source for one in reading.misread)]
        assert len(places) == len(set(places)) or reading.programme


HEAD = "Date,Start,End,Title,Room,Speakers,Status\n"


def row(title: str, *, speakers: str = "", state: str = "", room: str = "Hall 1", at: str = "9:00") -> str:
    return f'2026-10-07,{at},10:00,"{title}",{room},"{speakers}",{state}\n'


@pytest.mark.parametrize(
    ("title", "state"),
    [
        ("Ropes", "cancelled"),
        ("Ropes", "Withdrawn"),
        ("Ropes", "abgesagt"),
        ("Ropes", "annulé"),
        ("Ropes", "cancelado"),
        ("Ropes", "已取消"),
        ("Ropes", "中止"),
        ("CANCELLED: Ropes", ""),
        ("Ropes (cancelled)", ""),
        ("【取消】Ropes", ""),
    ],
)
def test_what_is_called_off_is_told_and_not_planned(title: str, state: str) -> None:
    reading = lines(HEAD + row(title, state=state) + row("Tides"))
    assert [one.title for one in reading.sessions] == ["Tides"]
    (problem,) = reading.told
    assert "Ropes" in problem.say("en") and "Ropes" in problem.say("zh") and reading.rows == 2


@pytest.mark.parametrize(
    "title", ["取消关税影响论坛", "Cancelled flights: a panel", "Withdrawn symptoms", "Draft rules"]
)
def test_words_of_a_title_call_nothing_off(title: str) -> None:
    assert [one.title for one in clean(lines(HEAD + row(title, state="confirmed")))] == [title]


@pytest.mark.parametrize("footer", ["Total,,,12,,,", "合计,3场,,,,,", "Summe,,,3,,,"])
def test_a_total_is_told_and_is_no_session(footer: str) -> None:
    reading = lines(f"{HEAD}{row('Total eclipse')}{footer}\n")
    assert [one.title for one in reading.sessions] == ["Total eclipse"]
    assert len(reading.told) == 1 and reading.rows == 2


@pytest.mark.parametrize(
    ("speakers", "names"),
    [
        ("Jon Vale, Ana Ruiz und Lea Moreau", ["Jon Vale", "Ana Ruiz", "Lea Moreau"]),
        ("Ana Ruiz (Uni Hafen, Kiel); Ivo Brandt [Acme]", ["Ana Ruiz", "Ivo Brandt"]),
        ("Holm, I.; Lind, B.", ["I. Holm", "B. Lind"]),
        ("Ruiz, Ana & Holm, Ira", ["Ana Ruiz", "Ira Holm"]),
        ("Jane Doe, Chief Officer for Growth and Jim Poe", ["Jane Doe", "Jim Poe"]),
        ("山田 太郎、佐藤 花子", ["山田 太郎", "佐藤 花子"]),
        ("王巍、李明（北京大学）", ["王巍", "李明"]),
        ("Ludwig van Dyck / José Martí", ["Ludwig van Dyck", "José Martí"]),
        ("Bo Lind, TBA", ["Bo Lind"]),
        ("N.N. (Uni Hafen)", []),
        ("待定", []),
    ],
)
def test_everybody_in_a_list_is_a_person_of_his_own(speakers: str, names: list[str]) -> None:
    (session,) = clean(lines(HEAD + row("Tides", speakers=speakers)))
    assert [person.name for person in session.people] == names


@pytest.mark.parametrize(
    ("label", "day"),
    [
        ("Day 2", 18),
        ("day two", 18),
        ("2", 18),
        ("第2天", 18),
        ("第二天", 18),
        ("2日目", 18),
        ("Tag 2", 18),
        ("Jour 2", 18),
        ("Día 1", 17),
        ("Thursday", 17),
        ("Do", 17),
        ("vendredi", 18),
        ("jueves", 17),
        ("周五", 18),
        ("金曜日", 18),
        ("Day 1 (Thu)", 17),
    ],
)
def test_a_day_without_a_date_is_that_of_the_days_given(label: str, day: int) -> None:
    text = f"Day,Start,End,Title\n{label},9:00,10:00,Tides\n"
    days = (date(2026, 9, 17), date(2026, 9, 18))
    (session,) = clean(table.read(text.encode(), "a.csv", Hints(days=days)))
    assert session.start == datetime(2026, 9, day, 9)
    assert any(f"2026-09-{day}" in guess.say("en") for guess in session.guesses)
    assert table.read(text.encode(), "a.csv", Hints()).needed is not None


@pytest.mark.parametrize("label", ["Day 3", "Monday"])
def test_a_day_that_is_none_of_those_given_is_misread(label: str) -> None:
    text = f"Day,Start,End,Title\n{label},9:00,10:00,Tides\nDay 1,9:00,10:00,Ropes\n"
    reading = table.read(text.encode(), "a.csv", Hints(days=(date(2026, 9, 17), date(2026, 9, 18))))
    assert [one.title for one in reading.sessions] == ["Ropes"]
    assert label in reading.misread[0].say("en") and reading.needed is None


def test_a_wrong_weekday_beside_a_date_is_told_and_changes_nothing() -> None:
    text = "Date,Weekday,Start,End,Title\n2026-09-18,jeudi,9:00,10:00,Tides\n"
    (session,) = clean(lines(text))
    assert session.start == datetime(2026, 9, 18, 9)
    assert any("weekday" in guess.say("en") for guess in session.guesses)


def test_a_start_ends_with_the_next_one_of_its_room_and_breaks_end_all() -> None:
    text = "Date,Time,Title,Room,Type\n" + "".join(
        f"2026-10-07,{line}\n"
        for line in ("9:00,A,R1,Talk", "9:00,B,R2,Talk", "9:40,C,R2,Talk", "10:00,Break,,Break", "10:30,D,R1,Talk")
    )
    found = {one.title: one for one in clean(lines(text))}
    assert {title: one.end and f"{one.end:%H:%M}" for title, one in found.items()} == {
        "A": "10:00",
        "B": "09:40",
        "C": "10:00",
        "Break": "10:30",
        "D": None,
    }
    assert found["D"].minutes == 40  # as long as its like
    assert all(one.guesses for one in found.values())


def test_a_row_without_a_time_is_a_session_without_a_place() -> None:
    found = {one.title: one for one in clean(lines("Date,Time,Title\n2026-10-07,9:00-9:45,A\n2026-10-08,,B\n"))}
    assert (found["B"].start, found["B"].when, found["B"].minutes) == (None, ("2026-10-08",), 45)
    assert found["B"].guesses


def test_hidden_columns_and_filtered_rows_are_told() -> None:
    def hide(sheet: Worksheet) -> None:
        sheet.column_dimensions["E"].hidden = True
        sheet.row_dimensions[3].hidden = True

    rows = [
        ("Date", "Time", "Title", "Room", "Internal"),
        ("2026-10-07", "9:00-10:00", "A", "R1", "secret"),
        ("2026-10-07", "10:00-11:00", "B", "R1", ""),
    ]
    reading = read(rows, hide)
    assert [(one.title, one.abstract) for one in reading.sessions] == [("A", None)]
    assert len(reading.told) == 1 and "'B'" in reading.told[0].say("en")
    assert any("column E" in guess.say("en") for guess in reading.guesses)


def test_a_document_may_strike_out_and_merge_cells() -> None:
    written = docx.Document()
    grid = written.add_table(rows=3, cols=3)
    for place, text in {
        (0, 0): "Time",
        (0, 1): "Hall 1",
        (0, 2): "Hall 2",
        (1, 0): "9:00-10:00",
        (2, 0): "10:00-11:00",
    }.items():
        grid.cell(*place).text = text
    grid.cell(1, 1).merge(grid.cell(1, 2)).text = "Plenary"
    grid.cell(2, 1).paragraphs[0].add_run("Ropes").font.strike = True
    grid.cell(2, 2).text = "Tides"
    written.paragraphs[0].insert_paragraph_before("7 October 2026") if written.paragraphs else None
    data = io.BytesIO()
    written.save(data)
    reading = word.read(data.getvalue(), "a.docx", Hints(days=(date(2026, 10, 7),)))
    assert [(one.title, one.room) for one in reading.sessions] == [("Plenary", "Hall 1 + Hall 2"), ("Tides", "Hall 2")]
    assert [room.cells for room in reading.rooms] == [("Hall 1", "Hall 2")]
    assert ["Ropes" in problem.say("en") for problem in reading.told] == [True]


WEB = """<!DOCTYPE html><html><head><title>x</title><script>var a = "<td>9:00";</script></head><body>
<h1>Harbour Days</h1><h2>17 September 2026</h2><!-- <table><tr><td>old</table> -->
<table><tr><th>Time</th><th>Hall 1<th>Hall 2</tr>
<tr><td>09:00–09:30</td><td colspan="2">Opening<br>Mina Holt</td></tr>
<tr><td>09:30–10:00</td><td rowspan=2>Long &amp; deep</td><td>Small <b>tables</b></td></tr>
<tr><td>10:00–10:30</td><td><s>Ropes</s></td></tr>
<tr style="display: none"><td>11:00-12:00</td><td>Draft</td><td></td></tr></table></body></html>"""


def test_the_tables_of_a_web_page_are_read() -> None:
    reading = web_page.read(WEB.encode(), "a.html", Hints())
    assert [(one.title, one.room, one.start, one.end) for one in reading.sessions] == [
        ("Opening", "Hall 1 + Hall 2", datetime(2026, 9, 17, 9), datetime(2026, 9, 17, 9, 30)),
        ("Long & deep", "Hall 1", datetime(2026, 9, 17, 9, 30), datetime(2026, 9, 17, 10, 30)),
        ("Small tables", "Hall 2", datetime(2026, 9, 17, 9, 30), datetime(2026, 9, 17, 10)),
    ]
    assert [person.name for person in reading.sessions[0].people] == ["Mina Holt"]
    assert len(reading.told) == 1 and not reading.misread


MARKUP = [
    *("<table>", "<tr>", "<td>", "</td>", "</tr>", "</table>", "<br>", "<p>", "<s>", "<!--", "-->", "<script>", "<"),
    *("<td rowspan=9 colspan=9>", "9:00-10:00", "2026-10-07", "Title", "Room", "A", "&amp;", "\n"),
]


@settings(max_examples=200)
@given(st.lists(st.sampled_from(MARKUP), max_size=40))
def test_no_web_page_breaks_the_reader(pieces: list[str]) -> None:
    try:
        reading = web_page.read("".join(pieces).encode(), "a.html", Hints())
    except Refusal:
        return
    assert reading.rows == len(reading.sessions) + len(reading.misread) + len(reading.told)


@pytest.mark.parametrize(
    ("stored", "says"),
    [
        ("46303", "2026-10-08"),
        ("46303.5", "2026-10-08 12:00"),
        ("0.5", "12:00"),
        ("1440min", "24:00"),
        ("9.30", "9.30"),
    ],
)
def test_numbers_of_spreadsheets_are_days_and_times(stored: str, says: str) -> None:
    assert serials.typed(stored, "start")[0] == says
