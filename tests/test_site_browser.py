"""The site in Chromium, as people use it: from a file and from a web host, with and without scripts, on paper.

Debian's chromium is driven, and axe-core (npm) looks for barriers; without them these tests are skipped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from io import BytesIO
from pathlib import Path
from threading import Thread
from typing import Any
from unicodedata import normalize

import pytest
from fairs import example, hostile
from sites import BASE, RELEASES, crowded, folder, real_fair

from expo_planner.publishing.formats import write

playwright = pytest.importorskip("playwright.sync_api")
PHONE = {"width": 360, "height": 780}
DESK = {"width": 1440, "height": 900}
VIEWS = ("index", "categories", "rooms", "room-7A", "people", "calendars", "changes")


@pytest.fixture(scope="module")
def sites(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folders that the pages are read from."""
    parent = tmp_path_factory.mktemp("sites")
    write(folder(real_fair(), RELEASES, BASE), parent / "fair")
    write(folder(example()), parent / "example")
    write(folder(hostile(), (), BASE), parent / "hostile")
    write(folder(crowded()), parent / "crowded")
    return parent


@pytest.fixture(scope="module")
def host(sites: Path) -> Iterator[str]:
    """The same folders on a web host."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(sites)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


Open = Callable[..., Any]


@pytest.fixture
def look(browser: Any, sites: Path) -> Iterator[Open]:
    """Opens a page; at the end no page has complained, nor asked anyone but its own folder for anything."""
    complaints: list[str] = []
    contexts = []

    def open_page(page: str, *, at: str | None = None, now: str | None = None, **options: Any) -> Any:
        start = at or sites.as_uri()
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        tab = context.new_page()
        tab.on("console", lambda message: complaints.append(message.text))
        tab.on("pageerror", lambda error: complaints.append(str(error)))
        tab.on(
            "request",
            lambda request: None if request.url.startswith((start, "blob:")) else complaints.append(request.url),
        )
        tab.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
        if now:
            tab.clock.set_fixed_time(now)
        tab.goto(f"{start}/{page}")
        return tab

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def shown(page: Any, selector: str = ".session") -> list[str]:
    """The sessions that are to be seen."""
    rows = page.locator(selector).filter(visible=True)
    return list(dict.fromkeys(rows.evaluate_all("rows => rows.map(row => row.dataset.session)")))


@pytest.mark.parametrize("name", VIEWS)
def test_pages_ask_nothing_of_anyone_else(look: Open, host: str, name: str) -> None:
    for at in (None, host):
        page = look(f"fair/{name}.html", at=at)
        assert page.locator("h1").is_visible()
        assert page.evaluate("getComputedStyle(document.querySelector('.unseen')).position") == "absolute"
        assert page.locator(".theme").is_visible()


def test_hostile_text_does_nothing(look: Open) -> None:
    page = look("hostile/index.html")
    assert page.locator("h1").inner_text() == "<script>alert(1)</script>"
    page.locator("#search").fill("script")
    assert "script" in shown(page)


def test_search_finds_titles_people_rooms_and_tags_in_both_languages(look: Open) -> None:
    page = look("example/index.html")
    everything = len(shown(page))
    for words, found in {
        "标准 贸易": ["standards", "guide"],
        "STANDARDS": ["standards", "guide"],
        "ｓｔａｎｄａｒｄｓ digital": ["standards", "guide"],
        "童友俊": ["standards"],
        "富丽华": ["heat"],
        "forums 13:00": ["pm"],
        "nothing like it": [],
    }.items():
        page.locator("#search").fill(words)
        assert shown(page) == found, words
        assert page.locator("#nothing").is_visible() == (not found)
    assert page.locator(".day").filter(visible=True).count() == 0
    page.locator("#search").press("Escape")
    assert len(shown(page)) == everything


def test_starred_sessions_go_home_as_the_published_events(look: Open, sites: Path, host: str) -> None:
    published = (sites / "example" / "calendars" / "all.ics").read_bytes()
    events = [
        b"BEGIN:VEVENT" + text for text in published.removesuffix(b"END:VCALENDAR\r\n").split(b"BEGIN:VEVENT")[1:]
    ]
    for at in (None, host):
        page = look("example/index.html", at=at)
        assert page.locator("#take-home").get_attribute("aria-disabled") == "true"
        for session in ("pm", "expo", "standards"):
            page.locator(f"#session-{session} .star").click()
        assert page.locator('[id="session-expo~2"] .star').get_attribute("aria-pressed") == "true"
        page.locator("#only-starred").click()
        assert shown(page) == ["expo", "standards", "pm"]
        with page.expect_download() as download:
            page.locator("#take-home").click()
        assert download.value.suggested_filename == "fair-2023-starred.ics"
        text = Path(download.value.path()).read_bytes()
        wanted = [
            event for event in events if any(f"UID:{name}".encode() in event for name in ("pm", "expo", "standards"))
        ]
        assert len(wanted) == 5  # the exhibition once a day
        assert text[text.index(b"BEGIN:VEVENT") :] == b"".join(wanted) + b"END:VCALENDAR\r\n"
        assert text.startswith(b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\n") and b"BEGIN:VTIMEZONE" in text
        page.reload()
        assert page.locator(".starred-count").inner_text() == "3"
        page.locator("#session-pm .star").click()
        assert page.locator(".starred-count").inner_text() == "2"
        page.goto(page.url.replace("index", "rooms"))
        assert page.locator('.line[data-session="standards"] .star').first.get_attribute("aria-pressed") == "true"


def test_the_language_changes_without_a_reload_and_is_remembered(look: Open) -> None:
    page = look("example/index.html")
    title = page.locator("#session-standards .title")
    assert title.inner_text() == "标准赋能数字贸易高质量发展论坛"
    page.evaluate("window.stayed = true")
    page.get_by_label("English").check()
    assert title.inner_text() == "Standards for Digital Trade"
    assert page.evaluate("[document.documentElement.lang, window.stayed]") == ["en", True]
    assert page.get_by_role("button", name="Star Standards for Digital Trade").count() == 1
    page.get_by_role("link", name="Rooms").click()
    page.wait_for_url("**/rooms.html")
    assert page.locator("h1").inner_text() == "Rooms"


def test_light_and_dark(look: Open) -> None:
    paper = "getComputedStyle(document.body).backgroundColor"
    page = look("fair/index.html", color_scheme="dark")
    assert page.evaluate(paper) == "rgb(21, 24, 28)"
    page.locator(".theme").click()
    assert page.evaluate(paper) == "rgb(255, 255, 255)"
    page.reload()
    assert page.evaluate(paper) == "rgb(255, 255, 255)"


def test_now_and_next_by_the_instant_whatever_zone_the_reader_is_in(look: Open) -> None:
    page = look("example/index.html", now="2023-07-06T08:10:00Z", timezone_id="America/New_York")
    assert page.locator("#now-running li a").all_inner_texts() == ["标准赋能数字贸易高质量发展论坛", "专题展览"]
    assert page.locator("#now-next li").all_inner_texts() == ["09:00–11:30 数字乡村路演 7号会议室 A+C厅"]
    assert page.locator("#now-next summary").inner_text() == "即将开始 (1) 7月7日（周五）"
    over = look("example/index.html", now="2023-08-01T08:10:00Z")
    assert not over.locator("#now").is_visible()
    door = look("example/room-7A.html", now="2023-07-06T07:45:00Z")
    assert door.locator("#now-running li a").count() == 2


def test_links_to_a_session_open_its_details_even_where_the_filter_hides_it(look: Open) -> None:
    page = look("example/index.html#session-standards")
    assert page.locator("#session-standards details").get_attribute("open") == ""
    page.locator("#search").fill("供热")
    page.evaluate("location.hash = '#session-pm'")
    playwright.expect(page.locator("#session-pm")).to_be_in_viewport()


def test_links_inside_long_pages_land_where_they_point(look: Open) -> None:
    index = look("crowded/index.html")
    for day in ("2023-07-10", "2023-07-07"):
        index.locator(f".days a[href='#day-{day}']").click()
        playwright.expect(index.locator(f"#day-{day} h2")).to_be_in_viewport()
    rooms = look("crowded/rooms.html")
    rooms.locator(".contents a[href='#room-r17']").click()
    playwright.expect(rooms.locator("#room-r17 h2")).to_be_in_viewport()
    rooms.goto(rooms.url.replace("rooms.html#room-r17", "index.html#session-s777"))
    playwright.expect(rooms.locator("#session-s777 .title")).to_be_in_viewport()


def test_without_scripts_everything_can_be_read_in_both_languages(look: Open) -> None:
    page = look("example/index.html", java_script_enabled=False)
    title = playwright.expect(page.locator("#session-standards .title"))
    title.to_have_text("标准赋能数字贸易高质量发展论坛", use_inner_text=True)
    assert not page.locator("#search").is_visible() and not page.locator(".theme").is_visible()
    page.locator("#session-standards summary").click()
    assert page.locator("#session-standards .programme").is_visible()
    page.get_by_label("English").check()
    title.to_have_text("Standards for Digital Trade", use_inner_text=True)


def test_addresses_come_from_the_host_where_the_pages_do_not_know_them(look: Open, host: str) -> None:
    assert not look("example/calendars.html").locator(".webcal").first.is_visible()
    feed = look("example/calendars.html", at=host).locator('[data-feed="calendars/all.ics"]')
    address = f"{host}/example/calendars/all.ics"
    assert feed.locator(".https").get_attribute("href") == feed.locator(".https").inner_text() == address
    assert feed.locator(".webcal").get_attribute("href") == address.replace("http:", "webcal:")


def test_the_keyboard_reaches_everything(look: Open) -> None:
    page = look("example/index.html")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.locator("#search").focus()
    for _ in range(3):
        page.keyboard.press("Tab")
    page.locator("#session-heat .star").focus()
    page.keyboard.press("Space")
    assert page.locator("#session-heat .star").get_attribute("aria-pressed") == "true"
    page.locator("#session-standards summary").focus()
    page.keyboard.press("Enter")
    assert page.locator("#session-standards .programme").is_visible()


@pytest.mark.parametrize("name", ["fair", "crowded", "hostile"])
def test_nothing_sticks_out_of_a_phone(look: Open, name: str) -> None:
    for view in ("index", "rooms", "people", "calendars"):
        page = look(f"{name}/{view}.html", viewport=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE["width"], view


def test_the_agenda_prints_as_a_booklet_with_page_numbers(look: Open) -> None:
    pypdf = pytest.importorskip("pypdf")
    booklet = pypdf.PdfReader(BytesIO(look("fair/index.html").pdf(prefer_css_page_size=True)))
    texts = [normalize("NFKC", page.extract_text()) for page in booklet.pages]
    width, height = (round(float(side) / 72 * 25.4) for side in booklet.pages[0].mediabox[2:])
    assert (width, height) == (210, 297)
    for number, text in enumerate(texts, start=1):
        assert f"{number} / {len(texts)}" in text
    assert any("13:35-13:45" in text for text in texts)  # programmes are open on paper
    assert sum(f"7月{day}日(" in text for day in range(5, 10) for text in texts) == 5


def test_a_room_prints_as_its_door_sign_a_sheet_a_day(look: Open) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = look("fair/room-7A.html")
    days = page.locator(".sheet").count()
    sheets = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    assert len(sheets) == days
    assert all("7号会议室 A厅" in normalize("NFKC", sheet.extract_text()) for sheet in sheets)


def test_the_first_paint_of_the_fair_is_quick(look: Open) -> None:
    page = look("fair/index.html")
    paint = page.evaluate("""() => new Promise(done => new PerformanceObserver(list => done(
        list.getEntriesByName('first-contentful-paint')[0].startTime)).observe({type: 'paint', buffered: true}))""")
    assert paint < 1000


def test_search_among_a_thousand_sessions_answers_at_once(look: Open) -> None:
    page = look("crowded/index.html")
    words = ["intelligence", "part 99", "speaker 12 room 3", "第500场", "nothing", ""]
    times = page.evaluate(
        """words => words.map(wanted => {
        const field = document.getElementById("search");
        const begin = performance.now();
        field.value = wanted;
        field.dispatchEvent(new Event("input"));
        document.body.getBoundingClientRect();
        return performance.now() - begin;
    })""",
        words,
    )
    assert sorted(times)[len(times) // 2] < 100, times
    page.locator("#search").fill("speaker 12 第312场")
    assert shown(page) == ["s312"]


def test_axe_finds_no_serious_barrier(look: Open, axe: str) -> None:
    # preload would fetch the style sheet, which the pages' policy forbids
    run = "axe.run({preload: false, resultTypes: ['violations']})"
    found = []
    for name in VIEWS:
        for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
            page = look(f"fair/{name}.html", now="2023-07-06T02:00:00Z", **options)
            page.evaluate("for (const part of document.querySelectorAll('details')) part.open = true")
            page.evaluate(axe)
            for violation in page.evaluate(run)["violations"]:
                if violation["impact"] in ("serious", "critical"):
                    nodes = [node["html"][:120] for node in violation["nodes"][:3]]
                    found.append((name, options, violation["id"], nodes))
    assert found == []
