"""The site: every session in every view, every link leads somewhere, and no text becomes anything else."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime
from html.parser import HTMLParser
from xml.etree import ElementTree as ET

import pytest
import segno
from fairs import HOSTILE, example, fair, hostile
from sites import BASE, RELEASES, crowded, folder, real_fair

from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.publishing import site
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.formats import calendars
from expo_planner.publishing.site.pages import code

VOID = {"meta", "link", "input", "br", "img", "path", "use"}
ATOM = "{http://www.w3.org/2005/Atom}"


class Page(HTMLParser):
    """What a browser would see of a page."""

    def __init__(self, text: bytes) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words: list[str] = []
        self.data: list[str] = []
        self.feed(text.decode())
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if tag not in VOID:
            assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] == "script":
            self.data.append(data)
        elif data.strip():
            self.words.append(data.strip())

    def all(self, tag: str, name: str) -> list[str]:
        """The values of an attribute of all tags of a kind (`*`: any)."""
        return [facts[name] or "" for kind, facts in self.tags if tag in ("*", kind) and name in facts]


def pages(files: dict[str, bytes]) -> dict[str, Page]:
    return {name: Page(text) for name, text in files.items() if name.endswith(".html")}


AGENDAS = {
    "fair": lambda: folder(real_fair(), RELEASES, BASE),
    "example": lambda: folder(example()),
    "english": lambda: folder(example(language="en"), RELEASES, BASE),
    "hostile": lambda: folder(hostile(), (), BASE),
    "empty": lambda: folder(make_agenda(fair(), Schedule())),
}


@pytest.mark.parametrize("name", AGENDAS)
def test_every_link_leads_somewhere_and_ids_are_unique(name: str) -> None:
    files = AGENDAS[name]()
    read = pages(files)
    anchors = {page: seen.all("*", "id") for page, seen in read.items()}
    for page, seen in read.items():
        assert len(set(anchors[page])) == len(anchors[page]), page
        for reference in (
            seen.all("*", "aria-labelledby") + seen.all("*", "aria-describedby") + seen.all("label", "for")
        ):
            assert set(reference.split()) <= set(anchors[page]), (page, reference)
        for link in seen.all("*", "href") + seen.all("script", "src"):
            if re.match("[a-z]+:", link):
                continue
            file, _, anchor = link.partition("#")
            assert (file or page) in files, (page, link)
            if anchor and anchor != "code":
                assert anchor in anchors[file or page], (page, link)


@pytest.mark.parametrize("name", AGENDAS)
def test_pages_obey_their_own_strict_policy(name: str) -> None:
    for page, seen in pages(AGENDAS[name]()).items():
        policy = next(
            facts["content"] for _, facts in seen.tags if facts.get("http-equiv") == "Content-Security-Policy"
        )
        assert policy is not None
        assert policy.startswith("default-src 'none'; ") and "unsafe" not in policy, page
        for tag, facts in seen.tags:
            assert tag not in ("style", "iframe", "object", "embed", "base", "form"), page
            assert not any(attribute == "style" or attribute.startswith("on") for attribute in facts), (page, facts)
            if tag == "script":
                assert facts.get("type") == "application/json" or facts.get("src"), page
            if tag in ("script", "link", "img"):
                assert not re.match("[a-z]+:|//", facts.get("src") or facts.get("href") or ""), page


def test_the_lines_of_a_note_are_lines_on_every_page() -> None:
    files = folder(example(note="one\ntwo"))
    assert b".abstract, .note { white-space: pre-line; }" in files["site.css"]
    for name, content in files.items():
        if name.endswith(".html"):
            assert re.search(rb'<p class="note">(?:<span[^<]*</span>)*one\ntwo</p>', content), name


def test_every_session_is_in_every_view() -> None:
    agenda = real_fair()
    read = pages(folder(agenda))
    ids = {entry.session.id for entry in agenda.entries}
    for page in ("index.html", "categories.html", "rooms.html"):
        assert set(read[page].all("*", "data-session")) == ids, page
    for room, entries in agenda.by_room.items():
        assert set(read[f"room-{room}.html"].all("*", "data-session")) == {entry.session.id for entry in entries}
    named = {entry.session.id for entry in agenda.entries if entry.session.people}
    named |= {entry.session.id for entry in agenda.entries if any(item.people for item in entry.session.programme)}
    assert named and set(read["people.html"].all("*", "data-session")) == named


def test_a_session_over_several_days_stands_on_each_and_one_past_midnight_on_its_first() -> None:
    index = pages(folder(example()))["index.html"]
    assert [anchor for anchor in index.all("article", "id") if "expo" in anchor] == [
        *("session-expo", "session-expo~2", "session-expo~3")
    ]
    assert index.all("article", "data-session").count("night") == 1
    assert "22:00–01:00 +1" in index.words


def test_instants_are_those_of_the_zone_of_the_expo() -> None:
    agenda = example(zone="America/New_York")
    index = pages(folder(agenda))["index.html"]
    starts = dict(zip(index.all("article", "id"), index.all("article", "data-start"), strict=True))
    assert int(starts["session-standards"]) == datetime(2023, 7, 6, 17, 30, tzinfo=UTC).timestamp()


def test_titles_are_in_both_languages_where_there_are_two() -> None:
    index = folder(example())["index.html"].decode()
    both = '<span lang="zh-CN">标准赋能数字贸易高质量发展论坛</span><span lang="en">Standards for Digital Trade</span>'
    assert both in index
    assert "<bdi>知识产权保护论坛</bdi>" in index
    english = folder(example(language="en"))["index.html"].decode()
    assert '<html lang="en"' in english
    assert '<span lang="en">Agenda</span><span lang="zh-CN">日程</span>' in english


def test_hostile_text_stays_text() -> None:
    files = folder(hostile(), (), BASE)
    index = pages(files)["index.html"]
    for text in HOSTILE.values():
        assert one_line(text) in index.words, text
    assert not any(tag == "script" and not facts.get("src") and not facts.get("type") for tag, facts in index.tags)
    (data,) = (text for text in index.data if text.strip())
    assert "<" not in data and "&" not in data
    assert any("SUMMARY:<script>alert(1)</script>" in text for _, text in json.loads(data)["events"])


@pytest.mark.parametrize("agenda", [real_fair(), example(), hostile()], ids=["fair", "example", "hostile"])
def test_embedded_events_are_the_published_ones(agenda: Agenda) -> None:
    files = folder(agenda)
    data = json.loads(next(text for text in pages(files)["index.html"].data if text.strip()))
    feed = files["calendars/all.ics"]
    events = "".join(text for _, text in data["events"]).encode()
    assert feed[feed.index(b"BEGIN:VEVENT") :] == events + b"END:VCALENDAR\r\n"
    assert {session for session, _ in data["events"]} == {entry.session.id for entry in agenda.entries}
    head = data["head"].encode()
    assert feed[feed.index(b"BEGIN:VTIMEZONE") :].startswith(head[head.index(b"BEGIN:VTIMEZONE") :])
    assert "X-WR-CALNAME:我的日程\r\n" in data["head"] and "REFRESH-INTERVAL" not in data["head"]


def test_events_of_a_ledger_are_taken_as_they_are_published() -> None:
    agenda = example()
    feeds = dict(calendars.render(agenda))
    feeds["calendars/all.ics"] = feeds["calendars/all.ics"].replace(b"STATUS:CONFIRMED", b"STATUS:CANCELLED")
    sessions = {name: session for name, session in agenda.expo.sessions.items() if name != "expo"}
    places = {entry.session.id: Placement(entry.placement.room or "", *entry.window) for entry in agenda.entries}
    without = make_agenda(replace(agenda.expo, sessions=sessions), Schedule({name: places[name] for name in sessions}))
    page = Page(site.render(without, feeds=feeds)["index.html"])
    assert "session-expo" not in page.all("*", "id")
    events = json.loads(next(text for text in page.data if text.strip()))["events"]
    cancelled = [text for session, text in events if session == "expo"]
    assert len(cancelled) == 3 and all("STATUS:CANCELLED" in text for text in cancelled)
    known = {"expo-d2@fair-2023.expo-planner": "other"}
    page = Page(site.render(without, feeds=feeds, sessions=known)["index.html"])
    events = json.loads(next(text for text in page.data if text.strip()))["events"]
    assert [session for session, _ in events].count("other") == 1


def test_calendars_are_offered_with_their_addresses() -> None:
    files = folder(real_fair(), (), BASE.removesuffix("/"))
    links = pages(files)["room-7A.html"].all("a", "href")
    assert {
        "calendars/room-7A.ics",
        "https://example.org/dicc-2023/calendars/room-7A.ics",
        "webcal://example.org/dicc-2023/calendars/room-7A.ics",
    } <= set(links)
    feeds = {name for name in files if name.startswith("calendars/")}
    assert feeds == set(pages(files)["calendars.html"].all("ul", "data-feed"))


def test_feeds_of_other_kinds_are_offered_under_their_own_names() -> None:
    agenda = example()
    feeds = calendars.render(agenda)
    more = {
        "calendars/day-2023-07-07.ics": feeds["calendars/all.ics"],
        "calendars/person-zhai.ics": feeds["calendars/category-1.ics"],
        "calendars/strange.ics": feeds["calendars/room-7A.ics"],
    }
    page = Page(site.render(agenda, feeds={**feeds, **more})["calendars.html"])
    assert [name for name in page.all("section", "id") if name] == ["all", "day", "category", "room", "person", "other"]
    assert "7月7日（周五）" in page.words and page.words.count("展览") == 2


def test_a_qr_code_stands_only_where_the_address_is_known() -> None:
    assert b"<svg" not in folder(example())["room-7A.html"]
    page = folder(example(), (), BASE)["room-7A.html"].decode()
    assert code(f"{BASE}calendars/room-7A.ics").picture in page
    assert page.count('<use href="#code">') == 3  # a sheet for each day
    assert b"<svg" in folder(example(base_url=BASE))["room-7A.html"]


def test_the_code_says_the_address() -> None:
    address = f"{BASE}calendars/room-7A.ics"
    wide = segno.make(address, error="m", micro=False).symbol_size()[0]
    assert code(address).box == f"0 0 {wide} {wide}"
    assert code(address) != code(f"{BASE}calendars/room-7B.ics")


def test_changes_are_told_newest_first() -> None:
    page = pages(folder(real_fair(), RELEASES, BASE))["changes.html"]
    assert [name for name in page.all("section", "id")] == ["release-3", "release-2", "release-1"]
    assert {"The opening begins at 09:00 <now>", "夜市取消", "标准论坛 & more", "2023-06-28 17:30"} <= set(page.words)
    assert {"没有活动变更。", "First release; sessions: 1.", "首次发布，共1场。"} <= set(page.words)
    links = page.all("a", "href")
    assert "index.html#session-opening" in links and "index.html#session-gone" not in links


def test_the_atom_feed_tells_releases_by_stable_ids() -> None:
    feed = ET.fromstring(folder(real_fair(), RELEASES, BASE)["changes.atom"])
    entries = feed.findall(f"{ATOM}entry")
    assert [entry.findtext(f"{ATOM}title") for entry in entries] == ["版本 3", "版本 2", "版本 1"]
    assert feed.findtext(f"{ATOM}updated") == "2023-06-29T09:30:00+00:00"
    assert (
        entries[1].findtext(f"{ATOM}content")
        == "改时间或会场: The opening begins at 09:00 <now>\n取消: 夜市取消\n内容更新: 标准论坛 & more"
    )
    for element in (feed, *entries):
        for name in ("id", "title", "updated"):
            assert len(element.findall(f"{ATOM}{name}")) == 1  # RFC 4287, 4.1.1 and 4.1.2
    earlier = ET.fromstring(folder(real_fair(), RELEASES[:1], BASE)["changes.atom"])
    assert earlier.findtext(f"{ATOM}entry/{ATOM}id") == entries[2].findtext(f"{ATOM}id")
    empty = ET.fromstring(folder(example())["changes.atom"])
    assert empty.findtext(f"{ATOM}updated") == "2023-07-01T08:00:00+00:00"
    assert empty.findtext(f"{ATOM}author/{ATOM}name") == "2023数交会"


def test_equal_agendas_give_equal_bytes_under_ascii_names() -> None:
    files = folder(example(), RELEASES, BASE)
    assert files == folder(example(), RELEASES, BASE)
    assert all(name.isascii() and re.fullmatch(r"[\w.~/-]+", name) for name in files)


def test_the_site_of_the_real_fair_is_small() -> None:
    assert sum(map(len, site.render(real_fair(), RELEASES, BASE).values())) < 600_000


def test_names_of_people_in_addresses_are_ascii_and_stay() -> None:
    read = [pages(folder(agenda))["people.html"] for agenda in (example(), crowded(40))]
    for page in read:
        assert all(re.fullmatch("person-[0-9a-f]{12}", anchor) for anchor in page.all("section", "id"))
    assert len(read[0].all("section", "id")) == 2
