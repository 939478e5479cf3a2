"""The agenda as Markdown, page, workbook and table: the published form, and harmless whatever it holds."""

from __future__ import annotations

import csv
import json
import re
from datetime import datetime
from html.parser import HTMLParser
from io import BytesIO, StringIO
from pathlib import Path
from xml.etree import ElementTree
from zipfile import ZipFile

import docx
import icalendar
import pytest
from fairs import HOSTILE, example, fair, hostile, placed
from markdown_it import MarkdownIt
from openpyxl import Workbook, load_workbook

from expo_planner.domain.entities import Session
from expo_planner.domain.schedule import Schedule
from expo_planner.publishing.agenda import Agenda, ClashMark, make_agenda
from expo_planner.publishing.formats import export
from expo_planner.publishing.formats.csv import harmless
from expo_planner.publishing.formats.data_frame import agenda_frame

GOLDEN = Path(__file__).parent / "golden"


class Page(HTMLParser):
    """What a browser would see: tags with attributes, text without style."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.words: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_data(self, data: str) -> None:
        if self.tags and self.tags[-1][0] != "style" and data.strip():
            self.words.append(data.strip())

    def links(self) -> list[str]:
        return [attributes["href"] or "" for tag, attributes in self.tags if tag == "a"]


def page(agenda: Agenda) -> Page:
    return Page(export(agenda, "html").decode())


def workbook(agenda: Agenda) -> Workbook:
    return load_workbook(BytesIO(export(agenda, "xlsx")))


def table(agenda: Agenda) -> list[list[str]]:
    return list(csv.reader(StringIO(export(agenda, "csv").decode("utf-8-sig"))))


def clashing() -> Agenda:
    rows = [(Session(id=name, title=name), "M", "2023-07-06T09:00", "10:00") for name in "ab"]
    return placed(fair(), rows, [ClashMark(("a",), "同室同时")])


def test_markdown_has_the_published_form() -> None:
    assert export(example(), "md") == (GOLDEN / "agenda.md").read_bytes()


def test_markdown_of_clashes_and_of_nothing() -> None:
    assert "| ⚠ a |" in export(clashing(), "md").decode()
    assert export(make_agenda(fair(note=None), Schedule()), "md").decode() == "# 2023数交会\n"


def test_markdown_shows_hostile_titles_as_they_are() -> None:
    shown = Page(MarkdownIt("commonmark").enable(["table", "strikethrough"]).render(export(hostile(), "md").decode()))
    assert {tag for tag, _ in shown.tags} == {"h1", "h2", "p", "br", "table", "thead", "tbody", "tr", "th", "td"}
    for name in ("script", "formula", "bidi", "long", "emoji", "markdown", "ics", "jinja"):
        assert HOSTILE[name] in "".join(shown.words) or f"⚠ {HOSTILE[name]}" in "".join(shown.words)


LINES = "first *line*\n- no list\n1. no number\n===\n\nanother paragraph"


def test_lines_of_a_note_and_an_abstract_are_published_as_lines() -> None:
    talk = Session(id="a", title="A", abstract=LINES)
    agenda = placed(fair(note=LINES), [(talk, "M", "2023-07-06T09:00", "10:00")])
    note = f"备注：{LINES}"
    shown = MarkdownIt("commonmark").enable("table").render(export(agenda, "md").decode())
    first, second = [part.partition("</p>")[0] for part in shown.split("<p>")[1:]]
    assert f"{first}\n\n{second}" == note.replace("\n", "<br />\n").replace("<br />\n<br />\n", "\n\n")
    html = export(agenda, "html").decode()
    assert f'<p class="note">{note}</p>' in html and f'<p class="abstract">{LINES}</p>' in html
    assert ".abstract, .note { white-space: pre-line; }" in html
    cell = next(cell for row in workbook(agenda).worksheets[0] for cell in row if cell.value == note)
    assert cell.alignment is not None and cell.alignment.wrap_text
    assert docx.Document(BytesIO(export(agenda, "docx"))).paragraphs[-1].text == note
    document = json.loads(export(agenda, "frab-json"))["schedule"]["conference"]
    assert document["description"] == LINES
    events = ElementTree.fromstring(export(agenda, "frab-xml"))
    assert events.findtext(".//event/abstract") == LINES
    [event] = icalendar.Calendar.from_ical(export(agenda, "ics")).walk("VEVENT")
    assert event["DESCRIPTION"] == LINES


def test_the_page_says_what_the_agenda_says() -> None:
    agenda = example()
    words = page(agenda).words
    for group in agenda.groups:
        assert group.name in words
        for entry in group.entries:
            assert {entry.title, entry.place} <= set(words)
            assert entry.time.split(" 至 ")[-1] in words
    assert {
        "2023数交会",
        "备注：会议时间以当日会议安排为准。",
        "领导致辞",
        "翟瑞光",
        "主办：大连市数字贸易协会",
    } <= set(words)


def test_the_page_links_to_its_sections_and_to_every_feed() -> None:
    agenda = example()
    shown = page(agenda)
    anchors = {f"#{attributes['id']}" for _, attributes in shown.tags if "id" in attributes}
    links = shown.links()
    assert {link for link in links if link.startswith("#")} <= anchors
    assert {"#category-1", "#category-2", "#category-other", "#programmes", "#calendars"} <= set(links)
    feeds = ["calendars/all.ics", *(f"calendars/room-{room}.ics" for room in agenda.by_room)]
    assert [link for link in links if link.startswith("calendars/")] == feeds


def test_the_page_asks_nobody_for_anything() -> None:
    shown = page(example())
    assert not {"script", "link", "img", "iframe", "object", "form", "base"} & {tag for tag, _ in shown.tags}
    assert "default-src 'none'" in str([attributes for tag, attributes in shown.tags if tag == "meta"])
    assert not re.search(rb"url\(|@import", export(example(), "html"))


def test_the_page_speaks_the_language_of_the_expo() -> None:
    assert dict(page(example()).tags)["html"] == {"lang": "zh-CN"}
    english = page(example(language="en"))
    assert dict(english.tags)["html"] == {"lang": "en"}
    assert {"Session", "Place", "Date", "Calendars", "Watch live", "Organised by: 大连市数字贸易协会"} <= set(
        english.words
    )


def test_the_page_marks_clashes_and_leaves_out_what_there_is_not() -> None:
    words = page(clashing()).words
    assert "⚠ 同室同时" in words
    assert "会议议程" not in words
    one_day = page(make_agenda(fair(days=1, note=None, place=None), Schedule()))
    assert "2023-07-06" in one_day.words
    assert "footer" not in dict(one_day.tags)


def test_a_session_with_nothing_but_an_address_links_there() -> None:
    session = Session(id="a", title="A", url="https://example.org/a")
    agenda = placed(fair(), [(session, "M", "2023-07-06T09:00", "10:00")])
    assert "https://example.org/a" in page(agenda).links()


def test_the_page_shows_hostile_titles_as_they_are() -> None:
    shown = page(hostile())
    assert "script" not in {tag for tag, _ in shown.tags}
    assert not [name for _, attributes in shown.tags for name in attributes if name.startswith("on")]
    assert all(link.startswith(("#", "calendars/", "https://")) for link in shown.links())
    for name in ("script", "attribute", "formula", "bidi", "long", "emoji", "markdown", "ics", "jinja"):
        assert HOSTILE[name] in shown.words


def test_the_workbook_has_the_published_form_and_real_times() -> None:
    sheet = workbook(example())["日程"]
    rows = [[cell.value for cell in row] for row in sheet.iter_rows()]
    assert rows[0][0] == "2023数交会"
    assert rows[1] == ["会议名称", "地点", "日期", "开始", "结束"]
    assert rows[2][0] == "展览"
    times = [datetime(2023, 7, 6, 9, 30), datetime(2023, 7, 8, 17, 0)]
    assert rows[3] == ["专题展览", "大连世界博览广场 一层展场", "2023-07-06 09:30 至 2023-07-08 17:00", *times]
    assert rows[-1][0] == "备注：会议时间以当日会议安排为准。"


def test_the_workbook_has_sheets_by_room_and_for_each_day() -> None:
    book = workbook(example())
    assert book.sheetnames == ["日程", "按会议室", "2023-07-06", "2023-07-07", "2023-07-08"]
    by_room = [[row[0].value, row[1].value] for row in book["按会议室"].iter_rows(min_row=2)]
    assert ["7号会议室 B厅", "中国项目管理论坛"] in by_room
    assert ["7号会议室 A+B厅", "中国项目管理论坛"] in by_room


def test_a_session_covers_its_half_hours_in_the_grid() -> None:
    agenda = placed(
        fair(),
        [
            (Session(id="a", title="A"), "M", "2023-07-06T09:10", "10:10"),
            (Session(id="b", title="B"), "M", "2023-07-06T10:10", "11:00"),
        ],
    )
    sheet = workbook(agenda)["2023-07-06"]
    assert [cell.value for cell in sheet[2]] == ["会议室", "09:00", "09:30", "10:00", "10:30"]
    assert [cell.value for cell in sheet[3]] == ["M层多功能厅", "A\n09:10-10:10", None, None, None]
    assert [cell.value for cell in sheet[4]] == [None, None, None, "B\n10:10-11:00", None]
    assert sorted(str(merged) for merged in sheet.merged_cells.ranges) == ["A3:A4", "B3:D3", "D4:E4"]


def test_the_workbook_prints_on_a4_with_its_headers() -> None:
    for sheet in workbook(example()).worksheets:
        assert (sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("landscape", 9)
        assert sheet.page_setup.fitToHeight == 0
        assert sheet.print_title_rows in ("$1:$1", "$1:$2")
        assert sheet.freeze_panes in ("A2", "A3", "B3")


def test_the_workbook_holds_text_never_formulas() -> None:
    agenda = hostile()
    for sheet in workbook(agenda).worksheets:
        assert not [cell for row in sheet.iter_rows() for cell in row if cell.data_type == "f"]
    values = [cell.value for cell in workbook(agenda)["日程"]["A"]]
    for name in ("formula", "plus", "bidi", "long", "emoji", "markdown", "ics", "jinja"):
        assert HOSTILE[name] in values
    assert f"⚠ 冲突 {HOSTILE['script']}" in values


def test_the_workbook_is_dated_by_the_agenda() -> None:
    data = export(example(), "xlsx")
    properties = load_workbook(BytesIO(data)).properties
    assert properties.created == properties.modified == datetime(2023, 7, 1, 8, 0)
    with ZipFile(BytesIO(data)) as parts:
        assert {part.date_time for part in parts.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_workbooks_of_nothing_and_of_clashes_open() -> None:
    assert workbook(make_agenda(fair(note=None), Schedule())).sheetnames == ["日程", "按会议室"]
    assert workbook(clashing())["日程"]["A4"].value == "⚠ 冲突 a"


def test_the_table_has_a_row_for_each_session() -> None:
    rows = table(example())
    assert rows[0] == [
        "编号",
        "类别",
        "会议名称",
        "会议室编号",
        "地点",
        "开始",
        "结束",
        "分钟",
        "昼夜连续",
        "主办",
        "直播",
    ]
    assert rows[3] == [
        *("standards", "论坛", "标准赋能数字贸易高质量发展论坛", "7A", "7号会议室 A厅"),
        *("2023-07-06 13:30", "2023-07-06 16:30", "180", "false", "大连市数字贸易协会", ""),
    ]
    assert len(rows) == 9
    assert table(example(language="en"))[0][:3] == ["Id", "Category", "Session"]
    assert len(table(make_agenda(fair(), Schedule()))) == 1


def test_the_table_opens_in_a_spreadsheet_without_harm() -> None:
    data = export(hostile(), "csv")
    assert data.startswith(b"\xef\xbb\xbf")
    assert not [cell for row in table(hostile()) for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]
    titles = [row[2] for row in table(hostile())]
    assert f"'{HOSTILE['formula']}" in titles
    assert HOSTILE["script"] in titles


@pytest.mark.parametrize("text", ["=1", "+1", "-1", "@a", "\ta", "\ra"])
def test_what_would_be_a_formula_gets_an_apostrophe(text: str) -> None:
    assert harmless(text) == f"'{text}"


def test_the_frame_has_times_of_the_zone() -> None:
    frame = agenda_frame(example())
    assert str(frame["start"].dt.tz) == "Asia/Shanghai"
    row = frame.set_index("id").loc["standards"]
    assert row["start"].isoformat() == "2023-07-06T13:30:00+08:00"
    assert row["minutes"] == 180
    assert list(agenda_frame(make_agenda(fair(), Schedule()))["start"]) == []
