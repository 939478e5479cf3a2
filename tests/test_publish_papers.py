"""Agenda, door signs and cards as documents: read back as Word would, and turned into pages where LibreOffice is."""

from __future__ import annotations

import re
import shutil
import subprocess
from datetime import datetime
from io import BytesIO
from pathlib import Path
from zipfile import ZIP_STORED, ZipFile

import docx
import pytest
from docx.document import Document
from docx.oxml.ns import qn
from fairs import HOSTILE, example, fair, hostile, placed
from test_publish_frab import real

from expo_planner.domain.entities import Item, Person, Session
from expo_planner.domain.schedule import Schedule
from expo_planner.publishing.agenda import Agenda, ClashMark, make_agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats import export
from expo_planner.publishing.formats.docx.cards import visits_of

PAPERS = ("docx", "signs", "cards")


def paper(agenda: Agenda, name: str) -> Document:
    return docx.Document(BytesIO(export(agenda, name)))


def texts(document: Document, *styles: str) -> list[str]:
    """The text of the paragraphs whose style begins so."""
    return [
        paragraph.text
        for paragraph in document.paragraphs
        if paragraph.style is not None and (paragraph.style.name or "").startswith(styles)
    ]


def pages(document: Document) -> list[list[str]]:
    """What stands on each page, where pages begin with a break."""
    found: list[list[str]] = []
    for paragraph in document.paragraphs:
        if not found or paragraph.paragraph_format.page_break_before:
            found.append([])
        found[-1].append(paragraph.text)
    return found


def size(document: Document) -> tuple[int, int]:
    """Of its pages, in whole millimetres."""
    wide, high = document.sections[0].page_width, document.sections[0].page_height
    assert wide is not None and high is not None
    return round(wide.mm), round(high.mm)


def rows(document: Document) -> list[list[list[str]]]:
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables]


def test_the_agenda_has_the_published_form() -> None:
    agenda = real("dicc-2023")
    document = paper(agenda, "docx")
    assert texts(document, "Title") == ["2023中国国际数字和软件服务交易会"]
    assert texts(document, "Heading 1") == [group.name for group in agenda.groups]
    assert texts(document, "Note") == [f"备注：{agenda.note}"]
    for group, table in zip(agenda.groups, rows(document), strict=True):
        assert table[0] == ["会议名称", "地点", "日期"]
        assert [[title, place, time.replace("\n", " ")] for title, place, time in table[1:]] == [
            [entry.title, entry.place, entry.time] for entry in group.entries
        ]


def test_the_agenda_speaks_the_language_of_the_expo() -> None:
    document = paper(example(language="en"), "docx")
    assert rows(document)[0] == [
        ["Session", "Place", "Date"],
        ["专题展览", "大连世界博览广场 一层展场", "2023-07-06 09:30\n– 2023-07-08 17:00"],
    ]
    assert texts(document, "Note") == ["Note: 会议时间以当日会议安排为准。"]
    assert document.core_properties.language == "en"


def test_the_agenda_is_a4_with_its_head_on_every_page() -> None:
    document = paper(example(), "docx")
    assert size(document) == (210, 297)
    for table in document.tables:
        assert table.rows[0]._tr.trPr is not None
        assert table.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
        assert all(row._tr.trPr is not None and row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)
    fields = [field.get(qn("w:instr")) for field in document.sections[0].footer._element.iter(qn("w:fldSimple"))]
    assert fields == ["PAGE", "NUMPAGES"]


@pytest.mark.parametrize("name", PAPERS)
def test_every_style_in_use_names_a_chinese_font(name: str) -> None:
    document = paper(example(), name)
    used = {paragraph.style.name for paragraph in document.paragraphs if paragraph.style is not None}
    for style in document.styles:
        if style.name in {*used, "Normal", "Footer"}:
            fonts = style.element.rPr.find(qn("w:rFonts"))
            assert fonts.get(qn("w:eastAsia")) in ("SimSun", "DengXian")
            assert not [attribute for attribute in fonts.attrib if attribute.endswith("Theme")]


def test_clashes_are_marked() -> None:
    session = Session(id="a", title="A")
    agenda = placed(fair(), [(session, "M", "2023-07-06T09:00", "10:00")], [ClashMark(("a",), "同室同时")])
    assert rows(paper(agenda, "docx"))[0][1][0] == "⚠ 冲突 A"


@pytest.mark.parametrize("name", PAPERS)
def test_documents_are_dated_by_the_agenda(name: str) -> None:
    data = export(example(), name)
    facts = docx.Document(BytesIO(data)).core_properties
    assert facts.created is not None and facts.modified is not None
    assert facts.created.replace(tzinfo=None) == facts.modified.replace(tzinfo=None) == datetime(2023, 7, 1, 8)
    assert facts.author == facts.last_modified_by == "expo_planner"
    with ZipFile(BytesIO(data)) as parts:
        assert {(part.date_time, part.compress_type) for part in parts.infolist()} == {
            ((1980, 1, 1, 0, 0, 0), ZIP_STORED)
        }
    assert len(data) < 120_000


@pytest.mark.parametrize("name", PAPERS)
def test_documents_of_nothing_open(name: str) -> None:
    assert rows(paper(make_agenda(fair(note=None), Schedule()), name)) == []


def test_hostile_texts_are_text_in_every_document() -> None:
    titles = {one_line(text) for text in HOSTILE.values()}
    found = {row[0].removeprefix("⚠ 冲突 ") for table in rows(paper(hostile(), "docx")) for row in table[1:]}
    assert found == titles
    assert {line.partition("\t")[2] for line in texts(paper(hostile(), "signs"), "Session")} == titles
    assert set(texts(paper(hostile(), "cards"), "Person")) == titles


def test_every_room_in_use_has_one_sign() -> None:
    agenda = real("dicc-2023")
    document = paper(agenda, "signs")
    assert [page[1] for page in pages(document)] == [agenda.places[room] for room in agenda.by_room]
    assert size(document) == (297, 210)


def test_a_sign_tells_day_by_day_what_happens_behind_the_door() -> None:
    signs = {page[1]: page for page in pages(paper(example(), "signs"))}
    assert signs["7号会议室 A厅"] == [
        *("2023数交会", "7号会议室 A厅"),
        *(
            "7月6日（周四）",
            "13:30–16:30\t标准赋能数字贸易高质量发展论坛",
            "15:30–16:00\t《新型离岸贸易数字化监管指南》",
        ),
        *("7月7日（周五）", "09:00–11:30\t数字乡村路演 (7号会议室 A+C厅)"),
        *("7月8日（周六）", "13:00–17:00\t中国项目管理论坛 (7号会议室 A+B厅)"),
    ]
    assert signs["7号会议室 A+B厅"][2:] == ["7月8日（周六）", "13:00–17:00\t中国项目管理论坛"]
    assert [line for line in signs["大连世界博览广场 一层展场"] if "专题展览" in line] == ["09:30–17:00\t专题展览"] * 3
    assert signs["东港 二楼"][2:] == ["7月7日（周五）", "22:00–01:00\t夜游大连"]


def test_letters_are_larger_where_there_is_less_to_say() -> None:
    def points(count: int) -> float:
        sessions = [(Session(id=f"s{n}", title=f"第{n}场"), "hall", "2023-07-06T09:00", "10:00") for n in range(count)]
        (style,) = {
            paragraph.style.font.size
            for paragraph in paper(placed(fair(), sessions), "signs").paragraphs
            if paragraph.style is not None and (paragraph.style.name or "").startswith("Session")
        }
        assert style is not None
        return float(style.pt)

    assert points(1) > points(12) > points(100)


def test_a_card_holds_a_persons_own_sessions_and_parts() -> None:
    document = paper(example(), "cards")
    cards = {page[1]: page for page in pages(document)}
    assert size(document) == (105, 148)
    assert list(cards) == ["翟瑞光", "童友俊"]
    assert cards["翟瑞光"] == [
        *("2023数交会", "翟瑞光", "副局长", "2023-07-06 13:30-16:30", "标准赋能数字贸易高质量发展论坛", "领导致辞"),
        "大连世界博览广场 7号会议室 A厅",
    ]
    assert cards["童友俊"][2:5] == ["2023-07-06 13:45-14:05", "标准赋能数字贸易高质量发展论坛", "主题演讲"]


def test_cards_go_by_the_order_of_the_file_and_by_time() -> None:
    expo = fair(people={"b": Person(id="b", name="乙"), "idle": Person(id="idle", name="闲")})
    agenda = placed(
        expo,
        [
            (Session(id="late", title="晚", people=("a", "b")), "M", "2023-07-07T09:00", "10:00"),
            (Session(id="early", title="早", people=("b",)), "7A", "2023-07-06T09:00", "10:00"),
            (Session(id="days", title="展", people=("c",)), "hall", "2023-07-06T09:00", "2023-07-08T17:00"),
        ],
    )
    visits = {person: [visit.entry.session.id for visit in found] for person, found in visits_of(agenda).items()}
    assert visits == {"b": ["early", "late"], "a": ["late"], "c": ["days"] * 3}


def test_items_that_follow_one_another_are_one_visit() -> None:
    programme = tuple(Item(title=title, length=30, people=("a",)) for title in ("开场", "主持"))
    agenda = placed(fair(), [(Session(id="s", title="S", programme=programme), "M", "2023-07-06T09:00", "10:00")])
    (visit,) = visits_of(agenda)["a"]
    assert visit.items == ("开场", "主持")
    assert visit.window == agenda.entries[0].window


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not installed")
def test_libreoffice_makes_the_pages_that_are_meant(tmp_path: Path) -> None:
    agenda = real("dicc-2023")
    for name in PAPERS:
        (tmp_path / f"{name}.docx").write_bytes(export(agenda, name))
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, *tmp_path.glob("*.docx")],
        capture_output=True,
        check=True,
        timeout=120,
    )
    counted = {name: len(re.findall(rb"/Type\s*/Page\b", (tmp_path / f"{name}.pdf").read_bytes())) for name in PAPERS}
    assert counted["signs"] == len(agenda.by_room)
    assert counted["cards"] == len(visits_of(agenda))
    assert 2 <= counted["docx"] <= 6
