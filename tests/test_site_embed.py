"""The programme on other sites: a page of another origin shows it in a frame, as tall as what is in it, and safely.

The other site has a policy of its own, which allows this one and nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from fairs import example
from sites import folder

from expo_planner.publishing.formats import write

PHONE, DESK = {"width": 360, "height": 780}, {"width": 1440, "height": 900}
Show = Callable[..., Any]


@contextmanager
def served(place: Path, policy: str) -> Iterator[str]:
    """A folder on a web host of its own, whose answers have a Content-Security-Policy."""

    class Quiet(SimpleHTTPRequestHandler):
        def log_message(self, format: str, *arguments: object) -> None:
            pass

        def end_headers(self) -> None:
            self.send_header("Content-Security-Policy", policy)
            super().end_headers()

    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Quiet, directory=str(place)))
    Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    place = tmp_path_factory.mktemp("site")
    write(folder(example()), place)
    with served(place, "frame-ancestors *") as address:
        yield address


@pytest.fixture
def show(browser: Any, site: str, tmp_path: Path) -> Iterator[Show]:
    """Opens a page of another site with something in it; at the end nothing has been complained of."""
    complaints: list[str] = []
    policy = f"default-src 'none'; script-src {site}; frame-src {site}"
    with served(tmp_path, policy) as host:

        def open_page(inside: str, language: str = "en", **options: Any) -> Any:
            text = f'<!DOCTYPE html><html lang="{language}"><meta charset="utf-8"><title>Host</title><body>{inside}'
            (tmp_path / "host.html").write_text(text.replace("SITE", site), encoding="utf-8")
            tab = browser.new_context(**{"viewport": DESK, **options}).new_page()
            tab.on("console", lambda message: complaints.append(message.text))
            tab.on("pageerror", lambda error: complaints.append(str(error)))
            tab.goto(f"{host}/host.html")
            return tab

        yield open_page
    for context in browser.contexts:
        context.close()
    assert [text for text in complaints if "favicon" not in text] == []


def rows(page: Any) -> list[str]:
    """The sessions that are to be seen in the frame."""
    lines = page.frame_locator("iframe").locator(".session:visible")
    lines.first.wait_for()
    return list(dict.fromkeys(lines.evaluate_all("rows => rows.map(row => row.dataset.session)")))


def until(page: Any, condition: str) -> None:
    """Waits for a condition, asked from outside: the policy of the host lets no page evaluate text by itself."""
    for _ in range(300):
        if page.evaluate(condition):
            return
        page.wait_for_timeout(50)
    raise AssertionError(condition)


def heights(page: Any) -> tuple[float, float]:
    """How tall the frame is, and what is in it, once both have come to rest."""
    until(page, "document.querySelector('iframe').style.height !== '30rem'")
    page.wait_for_timeout(100)
    inside = page.frame_locator("iframe").locator("body").evaluate("body => body.getBoundingClientRect().height")
    return page.locator("iframe").evaluate("frame => frame.getBoundingClientRect().height"), inside


@pytest.mark.parametrize(
    ("chosen", "found"),
    [
        ('data-day="2023-07-06"', lambda row: row["day"] == "2023-07-06"),
        ('data-room="7A"', lambda row: "7A" in row["rooms"].split()),
        ('data-category="论坛"', lambda row: row["category"] == "论坛"),
        ('data-category="论坛" data-day="2023-07-08"',
         lambda row: (row["category"], row["day"]) == ("论坛", "2023-07-08")),
    ],
)  # fmt: skip
def test_a_script_shows_a_day_a_category_or_a_room(show: Show, chosen: str, found: Callable[[Any], bool]) -> None:
    page = show(f'<script src="SITE/embed.js" {chosen} async></script>')
    page.frame_locator("iframe").locator("body.embed").wait_for()
    every = page.frame_locator("iframe").locator(".session").evaluate_all("rows => rows.map(row => ({...row.dataset}))")
    wanted = list(dict.fromkeys(row["session"] for row in every if found(row)))
    assert 0 < len(wanted) < len({row["session"] for row in every})
    assert rows(page) == wanted
    assert page.locator("iframe").get_attribute("title") == "Programme"


def test_the_frame_is_as_tall_as_its_content_and_stays_so(show: Show) -> None:
    page = show('<script src="SITE/embed.js" data-lang="en" data-title="At the fair"></script>', viewport=PHONE)
    assert page.locator("iframe").get_attribute("title") == "At the fair"
    outside, inside = heights(page)
    assert abs(outside - inside) <= 1 and inside > 300
    assert page.frame_locator("iframe").locator("html").get_attribute("lang") == "en"
    page.set_viewport_size(DESK)
    until(page, f"document.querySelector('iframe').getBoundingClientRect().height < {outside}")
    outside, inside = heights(page)
    assert abs(outside - inside) <= 1
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_only_the_frame_itself_can_change_its_height(show: Show) -> None:
    page = show('<script src="SITE/embed.js" data-room="7A"></script>')
    before, _ = heights(page)
    page.evaluate("postMessage({type: 'expo-planner:height', height: 9999}, '*')")
    frame = page.frames[1]
    for message in ("{type: 'other', height: 9999}", "{type: 'expo-planner:height', height: '9999'}", "null", "'x'",
                    "{type: 'expo-planner:height', height: NaN}"):  # fmt: skip
        frame.evaluate(f"parent.postMessage({message}, '*')")
    frame.evaluate("parent.postMessage({type: 'expo-planner:height', height: 123}, '*')")
    until(page, "document.querySelector('iframe').style.height === '123px'")
    frame.evaluate("parent.postMessage({type: 'expo-planner:height', height: 1e9}, '*')")
    until(page, "document.querySelector('iframe').style.height === '100000px'")
    assert before not in (9999, 123)


def test_a_plain_frame_works_without_scripts_on_either_side(show: Show) -> None:
    frame = '<iframe src="SITE/embed.html?day=2023-07-06" title="日程" width="100%" height="600"></iframe>'
    assert len(rows(show(frame, java_script_enabled=False))) > 3
    filtered = show(frame)
    assert rows(filtered) and set(
        filtered.frame_locator("iframe").locator(".session:not([hidden])").evaluate_all(
            "rows => rows.map(row => row.dataset.day)")
    ) == {"2023-07-06"}  # fmt: skip


def test_links_lead_the_whole_window_to_the_site(show: Show, site: str) -> None:
    page = show('<script src="SITE/embed.js" data-day="2023-07-06"></script>')
    page.frame_locator("iframe").locator('.session[data-session="standards"] a').click()
    page.wait_for_url(f"{site}/index.html#session-standards")


def test_what_fits_nothing_says_so_in_the_language_of_the_frame(show: Show) -> None:
    page = show('<script src="SITE/embed.js" data-room="none" data-lang="zh" data-theme="dark"></script>', "zh-CN")
    inside = page.frame_locator("iframe")
    inside.get_by_text("没有符合条件的活动。").wait_for()
    assert page.locator("iframe").get_attribute("title") == "日程"
    assert inside.locator("body").evaluate("body => getComputedStyle(body).backgroundColor") == "rgb(21, 24, 28)"


def test_axe_finds_no_serious_barrier(show: Show, axe: str) -> None:
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark"}):
        page = show('<script src="SITE/embed.js"></script>', **options)
        heights(page)
        frame = page.frames[1]
        frame.evaluate(axe)
        violations = frame.evaluate("axe.run({preload: false, resultTypes: ['violations']})")["violations"]
        assert [one["id"] for one in violations if one["impact"] in ("serious", "critical")] == []
