"""An expo in two languages: whatever is published is in the one that is asked for, where the expo has the words."""

from __future__ import annotations

import io
import json
import re
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from conftest import Plan
from icalendar import Calendar
from openpyxl import load_workbook

from expo_planner.files.read.load import load, loads
from expo_planner.interface.json.now import _people
from expo_planner.planner.diff import compare
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import FORMATS, render
from expo_planner.publishing.notices import make_notice

FAIR = """\
expo: {id: shuang, title: 双语展会, title_en: Bilingual Fair, timezone: Asia/Shanghai, hours: 09:00-18:00,
  days: [2023-07-06, 2023-07-07], place: 世界博览广场, place_en: Expo Center, note: "备注一\\n备注二",
  base_url: "https://example.org/", base_url_en: "https://example.org/en/", note_en: "Line one\\nLine two"}
categories: [{name: 论坛, en: Forums}]
sites: {names_en: {富丽华酒店: Furama Hotel}}
rooms:
  - {id: A, name: A厅, name_en: Hall A}
  - {id: F, name: 宴会厅, name_en: Ballroom, site: 富丽华酒店}
people:
  - {id: zhai, name: 翟瑞光, name_en: Zhai Ruiguang, role: 副局长, role_en: Deputy Director}
  - {id: li, name: 李震洲, name_en: Li Zhenzhou}
sessions:
  - {id: open, title: 开幕, title_en: Opening, category: 论坛, duration: 2h, start: 2023-07-06 09:00, room: A,
     people: [zhai], organisers: [商务局, 博览中心], organisers_en: [Commerce Bureau, Expo Centre],
     co_organisers: [协会], co_organisers_en: [Association], abstract: "简介一\\n简介二", abstract_en: "First\\nSecond",
     programme: [{for: 30min, title: 致辞, title_en: Welcome, people: [zhai, li]}]}
  - {id: dinner, title: 晚宴, title_en: Dinner, category: 论坛, duration: 2h, start: 2023-07-07 16:00, room: F}
"""
ENGLISH = re.compile(
    "Bilingual|Expo C|Line one|Forums|Furama|Hall A|Ballroom|Ruiguang|Deputy|Zhenzhou|Opening|Commerce|Association"
    "|First|Welcome|Dinner"
)
CHINESE = re.compile("[\u4e00-\u9fff]")
MARKED = re.compile(r'font-family[^;">]*|<subtitle>[^<]*|"subtitle": "[^"]*"|<w:rFonts[^>]*>')
"""What is no text of the expo's, and the title in the other language, which frab shows below."""


def texts(content: bytes) -> str:
    """All that is written in a file, inside workbooks and documents too."""
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            names = [name for name in archive.namelist() if name.endswith(".xml") and "theme" not in name]
            parts = [archive.read(name).decode() for name in names if "styles" not in name and "fontTable" not in name]
            return "\n".join(parts)
    return content.decode().replace("\r\n ", "")


def bare(value: Any) -> Any:
    """A scenario without English forms, but for those of categories and sites."""
    if isinstance(value, dict):
        return {key: bare(one) for key, one in value.items() if not key.endswith("_en") or key == "names_en"}
    return [bare(one) for one in value] if isinstance(value, list) else value


@pytest.mark.parametrize("name", [name for name in FORMATS if name not in ("png", "frab-json-v2")])  # which has both
def test_every_paper_and_feed_is_wholly_in_the_language(name: str) -> None:
    expo = loads(FAIR).expo
    agenda = make_agenda(expo, expo.standing)
    for content in render(agenda.in_language("en"), name).values():
        assert not CHINESE.search(MARKED.sub("", texts(content)))
    for content in render(agenda.in_language("zh"), name).values():
        assert not ENGLISH.search(MARKED.sub("", texts(content)))


def test_what_has_no_english_form_stays_as_it_is() -> None:
    expo = loads(json.dumps(bare(yaml.safe_load(FAIR)), default=str), name="bare.json").expo
    agenda = make_agenda(expo, expo.standing).in_language("en")
    opening = agenda.entries[0]
    assert (opening.title, opening.organisers, opening.people) == ("开幕", "商务局, 博览中心", "翟瑞光")
    assert (opening.category, agenda.entries[1].location) == ("Forums", "Furama Hotel 宴会厅")
    assert [(item.title, item.people) for item in opening.programme] == [("致辞", "翟瑞光, 李震洲")]


def test_one_event_has_one_uid_in_both_languages(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR, encoding="utf-8")
    feeds: dict[str, list[Any]] = {}
    for language in ("zh", "en"):
        ran = plan("publish", path, "-o", tmp_path / language, "--language", language, "--people", "--at", "2023-07-01")
        assert ran.code == 0 and "第1次发布" in ran.out
        calendar: Any = Calendar.from_ical((tmp_path / language / "calendars/all.ics").read_bytes())
        feeds[language] = calendar.walk("VEVENT")
    zh, en = ([(event["UID"], event["DTSTART"].dt, event["SEQUENCE"]) for event in feeds[one]] for one in feeds)
    assert zh == en
    address = b"SOURCE;VALUE=URI:https://example.org/"
    assert address + b"calendars" in (tmp_path / "zh" / "calendars/all.ics").read_bytes()
    assert address + b"en/calendars" in (tmp_path / "en" / "calendars/all.ics").read_bytes()
    assert [str(event["SUMMARY"]) for event in feeds["en"]] == ["Opening", "Dinner"]
    assert [str(event["LOCATION"]) for event in feeds["en"]] == ["Expo Center Hall A", "Furama Hotel Ballroom"]
    names = [(tmp_path / "en" / "calendars").glob("person-*.ics")]
    assert [text for one in names for file in one if "Zhai Ruiguang" in (text := file.read_text(encoding="utf-8"))]


@pytest.mark.parametrize("command", ["solve", "export", "publish"])
def test_the_commands_publish_in_the_language_asked_for(plan: Plan, tmp_path: Path, command: str) -> None:
    path, out = tmp_path / "fair.yaml", tmp_path / "out"
    path.write_text(FAIR, encoding="utf-8")
    target = ["--to", "md", "-o", out / "agenda.md"] if command == "export" else ["-o", out]
    ran = plan(command, path, *target, "--language", "en")
    assert ran.code == 0 and not ENGLISH.search(ran.out)
    assert not CHINESE.search((out / "agenda.md").read_text(encoding="utf-8"))
    odd = plan(command, path, *target, "--language", "fr")
    assert odd.code == 2 and "'fr' is neither zh nor en" in odd.err


def test_the_site_shows_both_and_the_reader_chooses(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "fair.yaml"
    path.write_text(FAIR, encoding="utf-8")
    assert plan("publish", path, "-o", tmp_path / "site").code == 0
    pages = {page.name: page.read_text(encoding="utf-8") for page in (tmp_path / "site").glob("*.html")}
    for page, zh, en in [
        ("index.html", "致辞", "Welcome"),
        ("index.html", "商务局、博览中心", "Commerce Bureau, Expo Centre"),
        ("index.html", "翟瑞光、李震洲", "Zhai Ruiguang, Li Zhenzhou"),
        ("index.html", "简介一\n简介二", "First\nSecond"),
        ("people.html", "翟瑞光", "Zhai Ruiguang"),
        ("people.html", "副局长", "Deputy Director"),
        ("index.html", "世界博览广场", "Expo Center"),
        ("room-A.html", "世界博览广场", "Expo Center"),
        ("rooms.html", "备注一\n备注二", "Line one\nLine two"),
    ]:
        assert f'<span lang="zh-CN">{zh}</span><span lang="en">{en}</span>' in pages[page]


def test_notices_name_people_and_items_in_their_language() -> None:
    old = loads(FAIR)
    new = loads(FAIR.replace("2023-07-06 09:00", "2023-07-06 10:00").replace("[zhai, li]", "[li]"))
    changes = compare(old.expo, old.expo.standing, new.expo, new.expo.standing)
    told = make_notice(changes, "en")
    said = " ".join(
        text
        for section in told.sections
        for group in section.groups
        for text in (group.heading, *(f"{entry.title} {entry.lines}" for entry in group.entries))
    )
    assert "Zhai Ruiguang (Deputy Director)" in said and "“Welcome”" in said and not CHINESE.search(said)


def test_the_screen_at_the_door_names_people_in_its_language() -> None:
    expo = loads(FAIR).expo
    assert _people(expo, ("zhai", "li"), {"li": "主持人"}, "en") == [
        {"name": "Zhai Ruiguang", "role": "Deputy Director"},
        {"name": "Li Zhenzhou", "role": "chair"},
    ]
    assert _people(expo, ("zhai",), {"zhai": "chair"}, "zh") == [{"name": "翟瑞光", "role": "主持人 · 副局长"}]


def test_a_workbook_has_the_english_columns_that_are_used_and_brings_edits_back(plan: Plan, tmp_path: Path) -> None:
    path, copy = tmp_path / "fair.yaml", tmp_path / "copy.xlsx"
    path.write_text(FAIR, encoding="utf-8")
    assert plan("export", path, "--round-trip", "--to", "xlsx", "-o", copy).code == 0
    book = load_workbook(copy)
    heads = {sheet.title: [cell.value for cell in sheet[1]] for sheet in book.worksheets}
    assert "title_en" in heads["议程"] and {"name_en", "role_en"} <= {*heads["人员"]}
    sheet = book["议程"]
    sheet.cell(2, heads["议程"].index("title_en") + 1).value = "Greeting"
    sheet = book["人员"]
    sheet.cell(2, heads["人员"].index("role_en") + 1).value = "Director"
    book.save(copy)
    assert plan("import", copy, "-o", path).code == 0
    expo = load(path).expo
    assert (expo.sessions["open"].programme[0].title_en, expo.people["zhai"].role_en) == ("Greeting", "Director")
    assert plan("export", path, "--round-trip", "--to", "xlsx", "-o", copy).code == 0
    book = load_workbook(copy)
    book["议程"].delete_cols(heads["议程"].index("title_en") + 1)
    book["议程"].cell(2, heads["议程"].index("title") + 1).value = "讲话"
    book.save(copy)
    assert plan("import", copy, "-o", path).code == 0
    [item] = load(path).expo.sessions["open"].programme
    assert (item.title, item.title_en) == ("讲话", "Greeting")
    both = plan("export", path, "--round-trip", "--to", "xlsx", "-o", tmp_path / "more.xlsx", "--language", "en")
    assert (both.code, (tmp_path / "more.xlsx").exists()) == (2, False)


def test_only_known_sites_have_names() -> None:
    with pytest.raises(Exception, match=r"there is no site '富丽华' .*富丽华酒店"):
        loads(FAIR.replace("{names_en: {富丽华酒店", "{names_en: {富丽华"))


def test_sites_and_people_are_called_by_their_names() -> None:
    expo = loads(FAIR).expo
    assert expo.site_in("世界博览广场", "en") == "Expo Center"
    assert expo.site_in("富丽华酒店", "zh") == "富丽华酒店"
    assert (expo.person_in("zhai", "zh"), expo.person_in("nobody", "en")) == ("翟瑞光", "nobody")
