"""Text that wants to be something else is text in every format, and nothing is written outside the output folder.

`NASTY` is what a scenario may hold: odd, and data. `REFUSED` it may not. Programmes that make an expo themselves may
put in anything, `BROKEN` too: what cannot be shown is left out, line breaks stay line breaks or become spaces.
"""

from __future__ import annotations

import csv
import json
import re
import shutil
import sys
from collections.abc import Callable, Iterator, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from io import BytesIO, StringIO
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from docx import Document
from fairs import fair, placed
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar
from lxml import etree, html
from markdown_it import MarkdownIt
from openpyxl import load_workbook

from expo_planner.checker import check
from expo_planner.domain.entities import Category, Item, Person, Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import isolated, quoted
from expo_planner.domain.plain_text import dump, legible
from expo_planner.domain.problems import BadInput
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.files.read.load import load, loads
from expo_planner.interface.text.clashes import show_report
from expo_planner.publishing.agenda import Agenda, ClashMark, make_agenda
from expo_planner.publishing.clean_text import one_line, paragraphs
from expo_planner.publishing.folder import Unsuitable
from expo_planner.publishing.formats import FORMATS, LeadsOut, export, render_all, write
from expo_planner.publishing.formats.csv import harmless
from expo_planner.publishing.ledger import FeedOptions, Ledger, advance
from expo_planner.publishing.release import Choices, publish, release_files
from expo_planner.publishing.site.pages import EMBEDDING, SCRIPTS
from expo_planner.rules import RULES, Scenario

NASTY = {
    "script": "<script>window.pwned = 1</script>",
    "ends-script": "</script></title></style><script>window.pwned = 1</script>",
    "comment": "--><!-- <![CDATA[ ]]> ?>",
    "handler": '"><img src=x onerror="window.pwned = 1">\' onload=\'window.pwned = 1',
    "link": '<a href="javascript:window.pwned=1">here</a> [here](javascript:window.pwned=1)',
    "entity": "&lt;b&gt; &amp;amp; &#0; &xxe;",
    "formula": "=cmd|' /C calc'!A0",
    "plus": "+1+cmd",
    "minus": "-2+3",
    "at": "@SUM(1+1)",
    "quotes": '"a","b";c,d',
    "spreadsheet": "_x0041_ _x000D_",
    "backslash": "C:\\New\\name \\n \\, \\",
    "ics": "END:VEVENT BEGIN:VEVENT; X=1:2,3",
    "override": "right \u202e to left",
    "unbalanced": "\u2069\u2069\u202e\u2066 out of the isolate",
    "zero-width": "zero\u200bwidth\u200d\u200c\ufeff and \u2060 joined",
    "rtl": "معرض دبي 2023 تجارة",
    "emoji": "👨‍👩‍👧 family 🏳️‍🌈",
    "markup": "[red]not red[/red] :smile: [link=https://evil.example]x[/link]",
    "markdown": "# a | b * c _ d ` e ~~f~~ $g$ #",
    "jinja": "{{ 7 * 7 }}{% raw %}",
    "format": "{0} {title} %s",
    "path": "../../etc/passwd",
    "device": "CON",
    "long": "长" * 500 + "x" * 500,
}
BROKEN = {
    "break": "one\r\nEND:VEVENT\r\nBEGIN:VEVENT\r\nSTATUS:CANCELLED\r\nX:two",
    "escape": "\x1b]0;owned\x07\x1b[31mred\x9b31m",
    "control": "bell\x07null\x00half\ud800line\u2028next\x85end\ufffe\x7f",
    "tab": "\t=1+1",
    "return": "\r=1+1",
}
ALL = {**NASTY, **BROKEN}
OBEYED = re.compile("[\x00-\x09\x0b-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069]")
WEB = "https://example.org/"


def scenario(texts: Mapping[str, str] = NASTY, hour: int = 9) -> dict[str, Any]:
    """A scenario with each text as title, category, room, person, role and all else that is shown.

    All sessions need one person, so that they clash and much is said of it.
    """
    first = next(iter(texts.values()))
    return {
        "expo": {
            "id": "hostile",
            "title": first,
            "timezone": "Asia/Shanghai",
            "days": "2023-07-06..2023-07-07",
            "hours": "08:00-20:00",
            "language": "en",
            "place": first,
            "note": "\n".join(texts.values()),
            "base_url": "https://example.org/a/../../b?'onload='",
        },
        "categories": [{"name": text} for text in texts.values()],
        "rooms": [{"id": name, "name": f"{text}", "capacity": 5} for name, text in texts.items()],
        "people": [{"id": name, "name": text, "role": text} for name, text in texts.items()],
        "sessions": [
            {
                "id": name,
                "title": text,
                "category": text,
                "duration": "1h",
                "start": f"2023-07-06 {hour:02}:00",
                "room": name,
                "attendance": 10,
                "people": ["script", name] if name != "script" else ["script"],
                "tags": [text],
                "series": text,
                "type": text,
                "organisers": [text],
                "co_organisers": [text, text],
                "abstract": f"{text}\n{text}",
                "programme": [{"title": text, "for": "10min", "people": [name]}],
                "url": f"https://example.org/{name}?a=1&b='onload='x'",
            }
            for name, text in texts.items()
        ],
        "waivers": [
            {"rule": "person_clash", "sessions": ["formula", "plus"], "by": texts["markup"], "why": "\n".join(NASTY)}
        ],
    }


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "hostile.json"
    path.write_text(json.dumps(scenario(), ensure_ascii=False), encoding="utf-8")
    return path


def made(texts: Mapping[str, str]) -> Agenda:
    """The same as a programme makes it, which nobody has checked."""
    rooms = {name: Room(id=name, name=text, cells=(name,), site=text) for name, text in texts.items()}
    people = {name: Person(id=name, name=text, role=text) for name, text in texts.items()}
    categories = tuple(Category(name=text, color=f"url({WEB}{text})") for text in texts.values())
    first = next(iter(texts.values()))
    expo = fair(
        title=first,
        title_en=None,
        place=first,
        note="\n".join(texts.values()),
        rooms=rooms,
        people=people,
        categories=categories,
        base_url=f"javascript:{first}",
    )
    rows = [
        (
            Session(
                id=name,
                title=text,
                category=text,
                series=text,
                type=text,
                organisers=(text,),
                abstract=text,
                people=(name,),
                programme=(Item(title=text, length=10, people=(name, text)),),
                url=f"javascript:{text}",
                stream_url=f"https://example.org/{text}",
            ),
            name,
            "2023-07-06T09:00",
            "10:00",
        )
        for name, text in texts.items()
    ]
    clashes = [ClashMark((name,), f"clash {text}") for name, text in texts.items()]
    return placed(expo, rows, clashes)


def released(agenda: Agenda) -> Mapping[str, bytes]:
    """Every file of a second release, in which everything was renamed; with feeds of people and alarms."""
    ledger = Ledger(expo=agenda.expo.id)
    titles = {name: replace(one, title=f"{one.title} before") for name, one in agenda.expo.sessions.items()}
    before = make_agenda(replace(agenda.expo, sessions=titles), standing(agenda))
    for at, shown in enumerate((before, agenda), start=1):
        moment = datetime(2023, 7, at, tzinfo=UTC)
        ledger = advance(ledger, shown, moment, next(iter(NASTY.values())), FeedOptions(alarm=15, people=True))
    assert len(ledger.releases) == 2
    return release_files(agenda, ledger)


def standing(agenda: Agenda) -> Schedule:
    """Where the sessions of an agenda are."""
    return Schedule(
        {entry.session.id: Placement(entry.placement.room or "", *entry.window) for entry in agenda.entries}
    )


@pytest.fixture(scope="module")
def agendas() -> dict[str, Agenda]:
    """What was read from a file, and what a programme made."""
    expo = loads(json.dumps(scenario(), ensure_ascii=False), name="hostile.json").expo
    return {"read": make_agenda(expo, expo.standing), "made": made(ALL)}


@pytest.fixture(scope="module", params=["read", "made"])
def agenda(request: pytest.FixtureRequest, agendas: dict[str, Agenda]) -> Agenda:
    return agendas[request.param]


@pytest.fixture(scope="module")
def files(agenda: Agenda) -> Mapping[str, bytes]:
    return released(agenda)


# What each format says of titles, as its own readers read it.


def in_html(agenda: Agenda) -> list[str]:
    page = html.fromstring(export(agenda, "html"))
    return [cell.findtext(".//bdi") or "" for cell in page.iterfind(".//td[@class='name']")]


def in_svg(agenda: Agenda) -> list[str]:
    board = etree.fromstring(export(agenda, "svg"))
    return [title.text.split("\n")[0] for title in board.iterfind(".//{*}svg/{*}title")]


def in_xml(agenda: Agenda) -> list[str]:
    return [title.text or "" for title in etree.fromstring(export(agenda, "frab-xml")).iterfind(".//event/title")]


def in_json(agenda: Agenda) -> list[str]:
    days = json.loads(export(agenda, "frab-json"))["schedule"]["conference"]["days"]
    return [event["title"] for day in days for room in day["rooms"].values() for event in room]


def in_ics(agenda: Agenda) -> list[str]:
    return [str(event["SUMMARY"]) for event in Calendar.from_ical(export(agenda, "ics")).walk("VEVENT")]


def in_xlsx(agenda: Agenda) -> list[str]:
    sheet = load_workbook(BytesIO(export(agenda, "xlsx"))).worksheets[0]
    rows = [row for row in sheet.iter_rows(min_row=3) if row[3].value is not None]
    return [bare(decoded(str(row[0].value or ""))) for row in rows]


def in_csv(agenda: Agenda) -> list[str]:
    return [row[2] for row in csv.reader(StringIO(export(agenda, "csv").decode("utf-8-sig"), newline=""))][1:]


def in_docx(agenda: Agenda) -> list[str]:
    paper = Document(BytesIO(export(agenda, "docx")))
    return [bare(row.cells[0].text) for table in paper.tables for row in table.rows[1:]]


def in_md(agenda: Agenda) -> list[str]:
    page = html.fromstring(MarkdownIt("commonmark").enable("table").render(export(agenda, "md").decode()))
    return [row[0].text_content() for row in page.iterfind(".//tbody/tr")]


def decoded(text: str) -> str:
    """A text as spreadsheets read it, and openpyxl does not (ISO/IEC 29500-1, 22.9.2.19)."""
    return re.sub("_x([0-9A-Fa-f]{4})_", lambda match: chr(int(match[1], 16)), text)


def bare(title: str) -> str:
    """A title without the mark of a clash."""
    return re.sub("^⚠ (冲突|Clash) ", "", title)


def even(text: str) -> str:
    """Spaces as Markdown has them."""
    return " ".join(text.removeprefix("⚠ ").split())


READERS: dict[str, tuple[Callable[[Agenda], list[str]], Callable[[str], str]]] = {
    "html": (in_html, one_line),
    "svg": (in_svg, one_line),
    "frab-xml": (in_xml, one_line),
    "frab-json": (in_json, one_line),
    "ics": (in_ics, one_line),
    "xlsx": (in_xlsx, one_line),
    "csv": (in_csv, lambda text: harmless(one_line(text))),
    "docx": (in_docx, one_line),
    "md": (in_md, lambda text: even(one_line(text))),
}


@pytest.mark.parametrize("name", READERS)
def test_titles_come_out_as_they_are(agenda: Agenda, name: str) -> None:
    read, said = READERS[name]
    found = [even(title) for title in read(agenda)] if name == "md" else read(agenda)
    assert sorted(found) == sorted(said(session.title) for session in agenda.expo.sessions.values())


TEXTS = st.lists(
    st.one_of(
        st.sampled_from([*NASTY.values(), *BROKEN.values()]).filter(lambda text: len(text) < 1000),
        st.text(st.characters(exclude_categories=()), max_size=20),
        st.sampled_from([*"<>&\"'=+-@\t\r\n\x00\x1b\\;,:_|#`*[]{}\u202e\u2066\u2069\u200b\ud800\ufffe", "]]>", "\\N"]),
    ),
    min_size=1,
    max_size=5,
).map("".join)


@pytest.mark.exhaustive
@settings(max_examples=100)
@given(title=TEXTS, room=TEXTS, person=TEXTS, prose=TEXTS)
def test_any_text_comes_out_as_it_is(title: str, room: str, person: str, prose: str) -> None:
    expo = fair(note=prose, people={"p": Person(id="p", name=person)})
    hall = replace(expo.rooms["M"], name=room)
    session = Session(id="s", title=title, abstract=prose, people=("p",), organisers=(person,))
    agenda = placed(replace(expo, rooms={"M": hall}), [(session, "M", "2023-07-06T09:00", "10:00")])
    for name, (read, said) in READERS.items():
        (found,) = read(agenda)
        assert (even(found) if name == "md" else found) == said(title), name
    page = html.fromstring(export(agenda, "html"))
    assert page.findtext(".//td[@class='place']") == one_line(room)
    assert page.findtext(".//p[@class='abstract']", "") == paragraphs(prose)
    assert page.findtext(".//footer/p", "备注：") == f"备注：{paragraphs(prose)}"
    events = etree.fromstring(export(agenda, "frab-xml"))
    assert [one.get("name") for one in events.iter("room") if "name" in one.attrib] == [one_line(room)]
    assert events.findtext(".//person") == one_line(person)
    assert events.findtext(".//event/abstract") == paragraphs(prose)
    (event,) = Calendar.from_ical(export(agenda, "ics")).walk("VEVENT")
    description = [f"主办：{isolated(one_line(person))}"] if one_line(person) else []
    assert str(event.get("DESCRIPTION", "")) == "\n".join([*description, *filter(None, [paragraphs(prose)])])
    cards = Document(BytesIO(export(agenda, "cards")))
    assert [one.text for one in cards.paragraphs if one.style and one.style.name == "Person"] == [one_line(person)]
    assert json.loads(dump({"text": title})) == {"text": title}
    assert not OBEYED.search(legible(title))


@pytest.mark.parametrize("text", ALL.values())
def test_a_title_turns_nothing_but_itself(text: str) -> None:
    """Whatever a title holds, the isolates around it end with it (UAX #9, X5a to X7)."""
    for said in (isolated(one_line(text)), quoted(one_line(text))):
        depth = 0
        for character in said:
            depth += (character in "\u2066\u2067\u2068") - (character == "\u2069")
            assert depth >= 0
            assert depth or character not in "\u202a\u202b\u202d\u202e"
        assert depth == 0
        assert isolated(said) == said


# Each format by itself: nothing in it does anything.


def test_pages_hold_no_scripts_handlers_or_addresses_but_ours(files: Mapping[str, bytes]) -> None:
    pages = [name for name in files if name.endswith(".html")]
    assert {"agenda.html", "index.html", "people.html", "changes.html", "calendars.html"} <= set(pages)
    for name in pages:
        page = html.fromstring(files[name])
        for element in page.iter(etree.Element):
            assert not [attribute for attribute in element.attrib if attribute.startswith("on")], name
            for attribute in ("href", "src"):
                address = element.get(attribute, "")
                assert re.match(r"(?:https?|webcal)://|[#\w.~/-]*$", address), (name, address)
            if element.tag == "script":
                assert element.get("src") in (*SCRIPTS, *EMBEDDING) or element.get("type") == "application/json", name
            assert element.tag not in ("img", "iframe", "object", "embed", "form", "base"), name


def test_pages_say_what_the_data_says(agenda: Agenda, files: Mapping[str, bytes]) -> None:
    said = {name: html.fromstring(content).text_content() for name, content in files.items() if name.endswith(".html")}
    for session in agenda.expo.sessions.values():
        for name in ("agenda.html", "index.html", "categories.html", "rooms.html", "people.html"):
            assert one_line(session.title) in said[name]
        assert paragraphs(session.abstract or "") in said["index.html"]
        assert quoted(one_line(session.title)) in said["changes.html"]


def test_drawings_hold_no_scripts_handlers_or_addresses(agenda: Agenda) -> None:
    for element in etree.fromstring(export(agenda, "svg")).iter(etree.Element):
        assert etree.QName(element).localname in {
            *("svg", "title", "desc", "style", "defs", "pattern", "path", "rect", "text", "g", "line")
        }
        for name, value in element.attrib.items():
            assert not name.startswith("on") and not name.endswith("href"), name
            assert "url(" not in value or value == "url(#clash)", value


def test_workbooks_hold_text_and_times_alone(agenda: Agenda) -> None:
    for sheet in load_workbook(BytesIO(export(agenda, "xlsx"))).worksheets:
        for cell in (cell for row in sheet.iter_rows() for cell in row if cell.value is not None):
            assert cell.data_type in "sd", cell.coordinate
            if isinstance(cell.value, str) and cell.value.startswith(("=", "+", "-", "@")):
                assert cell.quotePrefix
            assert cell.hyperlink is None


def test_no_cell_of_a_table_is_a_formula(agenda: Agenda) -> None:
    for row in csv.reader(StringIO(export(agenda, "csv").decode("utf-8-sig"), newline="")):
        assert len(row) == 11
        assert not [cell for cell in row if cell.startswith(("=", "+", "-", "@", "\t", "\r"))]


def test_calendars_hold_the_events_that_there_are(agenda: Agenda, files: Mapping[str, bytes]) -> None:
    calendars = {name: content for name, content in files.items() if name.endswith(".ics")}
    assert len(re.findall(rb"^BEGIN:VEVENT\r$", calendars["calendars/all.ics"], re.MULTILINE)) == len(agenda.entries)
    known = {
        *("BEGIN", "END", "VERSION", "PRODID", "CALSCALE", "NAME", "X-WR-CALNAME", "X-WR-TIMEZONE", "REFRESH-INTERVAL"),
        *("X-PUBLISHED-TTL", "SOURCE", "URL", "UID", "DTSTAMP", "LAST-MODIFIED", "SEQUENCE", "DTSTART", "DTEND"),
        *("SUMMARY", "LOCATION", "STATUS", "TRANSP", "CATEGORIES", "COLOR", "DESCRIPTION", "CONFERENCE", "ACTION"),
        *("TRIGGER", "TZID", "TZNAME", "TZOFFSETFROM", "TZOFFSETTO", "RRULE"),
    }
    for content in calendars.values():
        lines = content.removesuffix(b"\r\n").split(b"\r\n")
        assert all(len(line) <= 75 and not re.search(rb"[\x00-\x08\x0a-\x1f\x7f]", line) for line in lines)
        names = {re.split("[:;]", line.decode())[0] for line in lines if not line.startswith(b" ")}
        assert names <= known
        for event in Calendar.from_ical(content).walk("VEVENT"):
            assert str(event["STATUS"]) == "CONFIRMED"


def test_the_feed_of_changes_tells_of_every_title(agenda: Agenda, files: Mapping[str, bytes]) -> None:
    atom = etree.fromstring(files["changes.atom"])
    assert {etree.QName(element).localname for element in atom.iter(etree.Element)} <= {
        *("feed", "id", "title", "updated", "author", "name", "link", "entry", "content")
    }
    told = atom.findtext("{*}entry/{*}content")
    assert told.count("\n") == len(agenda.entries) - 1
    assert all(quoted(one_line(session.title)) in told for session in agenda.expo.sessions.values())


def test_every_document_is_json_that_no_terminal_obeys(agenda: Agenda, files: Mapping[str, bytes]) -> None:
    for name in ("schedule.json", "apps/schedule.json", "ledger.json"):
        assert json.loads(files[name])
        assert not OBEYED.search(files[name].decode())
    (starred,) = html.fromstring(files["index.html"]).iterfind(".//script[@id='events']")
    assert len(json.loads(starred.text)["events"]) == len(agenda.entries)


@pytest.mark.parametrize("name", ["docx", "signs", "cards"])
def test_documents_hold_no_links_and_no_fields(agenda: Agenda, name: str) -> None:
    paper = Document(BytesIO(export(agenda, name)))
    assert not list(paper.element.iter("{*}hyperlink", "{*}instrText", "{*}fldSimple"))


def test_names_of_files_are_plain_everywhere(files: Mapping[str, bytes]) -> None:
    for name in files:
        for part in name.split("/"):
            assert re.fullmatch(r"[A-Za-z0-9_][A-Za-z0-9_.-]*[A-Za-z0-9]", part) and len(part) < 200, name
            assert not re.fullmatch(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", part, re.IGNORECASE), name
    assert len({name.casefold() for name in files}) == len(files)


# In Chromium.

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser")


@pytest.mark.skipif(CHROMIUM is None, reason="no chromium is installed")
def test_a_browser_runs_nothing_of_it(agenda: Agenda, files: Mapping[str, bytes], tmp_path: Path) -> None:
    playwright = pytest.importorskip("playwright.sync_api")
    write(files, tmp_path)
    complaints: list[str] = []
    with playwright.sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        tab = browser.new_page()
        tab.on("dialog", lambda dialog: complaints.append(dialog.message))
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on("request", lambda one: None if one.url.startswith(tmp_path.as_uri()) else complaints.append(one.url))
        for name in ("agenda.html", "index.html", "people.html", "rooms.html", "room-handler.html", "changes.html"):
            tab.goto(f"{tmp_path.as_uri()}/{name}")
            assert tab.evaluate("typeof window.pwned") == "undefined", name
            assert tab.evaluate("document.querySelectorAll('img, [onerror], [onload]').length") == 0, name
            assert tab.evaluate("getComputedStyle(document.querySelector('a')).unicodeBidi") == "isolate", name
        tab.goto(f"{tmp_path.as_uri()}/board.svg")
        assert tab.evaluate("typeof window.pwned + document.scripts.length") == "undefined0"
        tab.goto(f"{tmp_path.as_uri()}/index.html")
        titles = tab.locator("article[id^='session-'] h4 bdi").all_text_contents()
        tab.locator("#search").fill("window.pwned")
        tab.locator(".star").first.click(force=True)
        assert tab.evaluate("typeof window.pwned") == "undefined"
        browser.close()
    assert sorted(titles) == sorted(one_line(session.title) for session in agenda.expo.sessions.values())
    assert complaints == []


# On a terminal.


def moved(file: Path) -> Path:
    other = file.with_name("moved.json")
    other.write_text(json.dumps(scenario(hour=13), ensure_ascii=False), encoding="utf-8")
    return other


COMMANDS: dict[str, list[str]] = {
    "check": ["check", "{file}"],
    "where": ["where", "{file}", "override", "--top", "2"],
    "where by title": ["where", "{file}", NASTY["unbalanced"], "--top", "1"],
    "why": ["why", "{file}", "override", "--room", "unbalanced"],
    "why nothing": ["why", "{file}", "no \x1b[31m such \u202e session", "--room", "\u202e"],
    "diff": ["diff", "{file}", "{moved}"],
    "rules": ["rules"],
    "rule": ["rules", "person_clash"],
    "no rule": ["rules", "\x1b[31m\u202e"],
    "no file": ["check", "no\x1b[31m\u202e.yaml"],
    "no format": ["export", "{file}", "--to", "\x1b[31m"],
    "repair": ["repair", "{file}", "--close", "\u202e\x1b"],
    "move": ["move", "{file}", "override=unbalanced"],
    "no move": ["move", "{file}", "\u202e=\x1b[31m", "\x1b[31m", "\u202e<->\x1b[31m"],
    "take": ["take", "{file}", "-o", "\x1b[31m\u202e"],
    "publish": ["publish", "{file}", "-o", "{folder}/site"],
}


@pytest.mark.parametrize("language", ["en", "zh"])
@pytest.mark.parametrize("name", COMMANDS)
def test_a_terminal_is_told_nothing_that_it_obeys(plan: Plan, file: Path, name: str, language: str) -> None:
    places = {"{file}": str(file), "{moved}": str(moved(file)), "{folder}/site": str(file.parent / "site")}
    ran = plan(*(places.get(argument, argument) for argument in COMMANDS[name]), "--lang", language)
    assert ran.code in (0, 1, 2)
    assert ran.out or ran.err
    assert not OBEYED.search(ran.out + ran.err)
    if name in ("check", "diff"):
        assert NASTY["markup"] in ran.out
        assert r"right \u202e to left" in ran.out


@pytest.mark.parametrize("name", ["check", "where", "why", "diff", "rule"])
def test_json_on_a_terminal_is_read_back_whole(plan: Plan, file: Path, name: str) -> None:
    places = {"{file}": str(file), "{moved}": str(moved(file))}
    ran = plan(*(places.get(argument, argument) for argument in COMMANDS[name]), "--json")
    assert not OBEYED.search(ran.out + ran.err)
    document = json.loads(ran.out)
    if name == "diff":
        assert {one["title"] for one in document["sessions"]} == set(NASTY.values())


@pytest.mark.parametrize("seats", [5, 50], ids=["impossible", "possible"])
def test_solving_tells_nothing_that_a_terminal_obeys(plan: Plan, tmp_path: Path, seats: int) -> None:
    asked = scenario({name: NASTY[name] for name in ("script", "formula", "plus", "markup", "override", "unbalanced")})
    for session in asked["sessions"]:
        del session["start"], session["room"]
    for room in asked["rooms"]:
        room["capacity"] = seats
    path = tmp_path / "few.json"
    path.write_text(json.dumps(asked, ensure_ascii=False), encoding="utf-8")
    command = ["explain", path] if seats == 5 else ["solve", path, "-o", tmp_path / "out", "--workers", "1"]
    for more in ([], ["--json"]):
        ran = plan(*command, "--time-limit", "10", *more)
        assert ran.code == (seats == 5)
        assert not OBEYED.search(ran.out + ran.err)
    assert {path.name for path in tmp_path.iterdir()} == {"few.json", *(["out"] if seats == 50 else [])}


class Screen(StringIO):
    """A terminal."""

    def isatty(self) -> bool:
        return True


def test_tables_on_a_screen_hold_no_markup(monkeypatch: pytest.MonkeyPatch) -> None:
    read = loads(json.dumps(scenario(), ensure_ascii=False), name="hostile.json")
    screen = Screen()
    monkeypatch.setenv("TERM", "xterm")
    monkeypatch.setenv("COLUMNS", "10000")
    monkeypatch.setattr(sys, "stdout", screen)
    show_report(read.expo, read.expo.standing, check(read, read.expo.standing), "en", Path())
    shown = screen.getvalue()
    assert "\x1b[" in shown
    plain = re.sub(r"\x1b\[[0-9;]*m", "", shown)
    assert not OBEYED.search(plain)
    assert NASTY["markup"] in plain


def test_a_title_with_line_breaks_is_told_in_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    expo: Expo = made(BROKEN).expo
    people = {name: replace(one, people=("break",)) for name, one in expo.sessions.items()}
    expo = replace(expo, sessions=people)
    known = Scenario(expo=expo, rules=(RULES["person_clash"](),))
    schedule = standing(made(BROKEN))
    report = check(known, schedule)
    assert report.clashes
    show_report(expo, schedule, report, "en", Path())
    told = capsys.readouterr().out
    assert not OBEYED.search(told)
    assert len(told.splitlines()) == len(report.clashes) + 1


# What is refused, and what is never written.

REFUSED = {
    "title": [*BROKEN.values()],
    "id": ["../x", "..", "/etc/x", "a/b", "a\\b", "C:x", "CON", "nul.ics", "😀", ".hidden", "-x/", "a\r\nb", "会", ""],
    "url": ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://a b", 'https://a/"onload="', "\x01"],
}


def refused() -> Iterator[tuple[str, str]]:
    for field, texts in REFUSED.items():
        yield from ((field, text) for text in texts)


@pytest.mark.parametrize(("field", "text"), [*refused()])
def test_what_a_scenario_may_not_hold_is_refused(field: str, text: str) -> None:
    asked = scenario()
    asked["sessions"][0][field] = text
    with pytest.raises(BadInput) as bad:
        loads(json.dumps(asked), name="hostile.json")
    for problem in bad.value.problems:
        assert "\x1b" not in problem.say("en") and "\n" not in problem.say("zh")


@pytest.mark.parametrize("text", ["../x", "a/b", "CON", "con.d", "😀", "A", ""])
def test_an_expo_cannot_be_called_like_a_path(text: str) -> None:
    asked = scenario()
    asked["expo"]["id"] = text
    with pytest.raises(BadInput):
        loads(json.dumps(asked), name="hostile.json")


@pytest.mark.parametrize("room", ["../../x", "/../../x", "a/../../../x", "C:x", "a\\..\\x"])
def test_rooms_that_a_programme_calls_like_a_path_are_not_written(room: str, tmp_path: Path) -> None:
    hall = Room(id=room, name="x", cells=(room,))
    agenda = placed(fair(rooms={room: hall}), [(Session(id="a", title="A"), room, "2023-07-06T09:00", "10:00")])
    with pytest.raises(LeadsOut):
        write(render_all(agenda), tmp_path / "a" / "b")
    assert not list(tmp_path.iterdir())


@pytest.fixture
def outside(tmp_path: Path) -> Iterator[Path]:
    """A folder with files of somebody else, which stays as it is."""
    folder = tmp_path / "outside"
    folder.mkdir()
    (folder / "agenda.md").write_text("mine")
    (folder / "room-7A.ics").write_text("mine")
    (folder / "ledger.json").write_text("mine")
    yield folder
    assert {path.name: path.read_text() for path in folder.iterdir()} == dict.fromkeys(
        ("agenda.md", "room-7A.ics", "ledger.json"), "mine"
    )


def test_a_link_inside_the_folder_is_not_followed(outside: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "calendars").symlink_to(outside)
    with pytest.raises(LeadsOut):
        write({"agenda.md": b"new", "calendars/all.ics": b"new"}, folder)
    assert {path.name for path in folder.iterdir()} == {"calendars"}


def test_a_link_to_a_file_is_replaced(outside: Path, tmp_path: Path) -> None:
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / "agenda.md").symlink_to(outside / "agenda.md")
    write({"agenda.md": b"new"}, folder)
    assert not (folder / "agenda.md").is_symlink()
    assert (folder / "agenda.md").read_bytes() == b"new"


def test_a_link_laid_for_the_temporary_file_is_not_followed(
    outside: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.getpid", lambda: 7)
    folder = tmp_path / "out"
    folder.mkdir()
    (folder / ".agenda.md.7.part").symlink_to(outside / "agenda.md")
    write({"agenda.md": b"new"}, folder)
    assert {path.name for path in folder.iterdir()} == {"agenda.md"}


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    (tmp_path / "real").mkdir()
    (tmp_path / "out").symlink_to(tmp_path / "real")
    write({"calendars/all.ics": b"new"}, tmp_path / "out")
    assert (tmp_path / "real" / "calendars" / "all.ics").read_bytes() == b"new"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_solving_into_a_folder_with_a_link_is_refused(
    plan: Plan, outside: Path, tmp_path: Path, scenarios: Path, language: str
) -> None:
    assert plan("new", tmp_path / "fair", "--lang", "en").code == 0
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "calendars").symlink_to(outside)
    ran = plan("solve", tmp_path / "fair" / "scenario.yaml", "-o", tmp_path / "out", "--lang", language)
    assert ran.code == 2
    assert "calendars/all.ics" in ran.err
    assert {path.name for path in (tmp_path / "out").iterdir()} == {"calendars"}


@pytest.mark.parametrize("name", ["a:b.ics", "a\\b.ics", ".."])
def test_a_file_name_that_some_systems_take_for_a_path_is_refused(
    plan: Plan, tmp_path: Path, scenarios: Path, name: str
) -> None:
    ran = plan("export", scenarios / "dicc-2023.yaml", "--to", "ics", "-o", tmp_path / name)
    assert ran.code == 2
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("name", ["calendars", "apps"])
def test_a_release_follows_no_link(agendas: dict[str, Agenda], outside: Path, tmp_path: Path, name: str) -> None:
    folder, agenda = tmp_path / "site", agendas["read"]
    publish(agenda, folder, datetime(2023, 7, 1, tzinfo=UTC), None, Choices())
    shutil.rmtree(folder / name)
    (folder / name).symlink_to(outside)
    (folder / "agenda.md").unlink()
    (folder / "agenda.md").symlink_to(outside / "agenda.md")
    with pytest.raises(OSError):
        publish(agenda, folder, datetime(2023, 7, 2, tzinfo=UTC), None, Choices())
    (folder / name).unlink()
    publish(agenda, folder, datetime(2023, 7, 2, tzinfo=UTC), None, Choices())
    assert (folder / "agenda.md").read_bytes() == export(agenda, "md")


def test_a_link_where_a_release_is_prepared_is_refused(
    agendas: dict[str, Agenda], outside: Path, tmp_path: Path
) -> None:
    (tmp_path / ".site.publishing").symlink_to(outside)
    with pytest.raises(Unsuitable, match="is a link"):
        publish(agendas["read"], tmp_path / "site", datetime(2023, 7, 1, tzinfo=UTC), None, Choices())
    assert not (tmp_path / "site").exists()


def test_every_format_renders_all_of_it(agenda: Agenda) -> None:
    assert all(export(agenda, name) for name in FORMATS)


def test_addresses_name_no_files() -> None:
    names = set()
    plain = made({"a": "A"})
    for base in (None, "https://example.org/../../etc", "javascript:alert(1)", "file:///etc/passwd"):
        names.add(frozenset(released(make_agenda(replace(plain.expo, base_url=base), standing(plain)))))
    assert len(names) == 1


def test_the_scenario_is_read_from_its_file(file: Path) -> None:
    assert {session.title for session in load(file).expo.sessions.values()} == set(NASTY.values())
