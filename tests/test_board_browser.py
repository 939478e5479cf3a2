"""The planning board in Chromium, as people use it: with a mouse, by keyboard alone, two at once, on a phone.

The board is that of a copy of the real fair, served by `plan serve`. Without chromium these tests are skipped.
"""

from __future__ import annotations

import json
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple
from unicodedata import normalize
from urllib.request import Request, urlopen

import pytest
from conftest import SCENARIOS, Plan
from fairs import HOSTILE

from expo_planner.domain.clock import Clock, Window

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
expect = playwright.expect

DESK = {"width": 1440, "height": 900}
PHONE = {"width": 360, "height": 780}
DAY = "2023-07-06"
PATIENCE = 10


class Served(NamedTuple):
    """A board that is served, and the file that it is of."""

    url: str
    file: Path

    def ask(self, path: str, body: object = None) -> Any:
        """What the server itself says."""
        data = None if body is None else json.dumps(body).encode()
        with urlopen(Request(f"{self.url}{path}", data, {"Content-Type": "application/json"})) as answer:
            return json.load(answer)

    def await_file(self, wanted: Callable[[bytes], bool]) -> None:
        """Waits until the file, which is written a moment after each change, is as wanted."""
        last = time.monotonic() + PATIENCE
        while not wanted(self.file.read_bytes()):
            assert time.monotonic() < last, "the file was not written"
            time.sleep(0.05)


def serve(file: Path, *options: str) -> Iterator[Served]:
    command = [sys.executable, "-m", "expo_planner", "serve", str(file), "--port", "0", *options]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        said = process.stdout.readline()
        found = re.search(r"http://127\.0\.0\.1:\d+/", said)
        try:
            assert found, said
            yield Served(found[0].rstrip("/"), file)
        finally:
            process.kill()


@pytest.fixture(scope="module")
def served(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    file = tmp_path_factory.mktemp("board") / "fair.yaml"
    shutil.copy(SCENARIOS / "dicc-2023.yaml", file)
    yield from serve(file)


@pytest.fixture
def fair(served: Served) -> Iterator[Served]:
    """The board of the real fair; whatever is changed is undone at the end."""
    yield served
    while served.ask("/api/board")["undo"]:
        served.ask("/api/undo", {"by": "test"})
    served.await_file(lambda content: content == (SCENARIOS / "dicc-2023.yaml").read_bytes())


Open = Callable[..., Any]


@pytest.fixture
def look(browser: Any) -> Iterator[Open]:
    """Opens a board as somebody; at the end no page has complained, nor asked anyone but its own server."""
    complaints: list[str] = []
    contexts = []

    def open_page(board: Served, name: str = "Li", language: str = "zh", **options: Any) -> Any:
        context = browser.new_context(**{"viewport": DESK, **options})
        contexts.append(context)
        kept = json.dumps({"name": name, "language": language, "day": DAY})
        context.add_init_script(f"localStorage.setItem('expo-planner', {json.dumps(kept)})")
        page = context.new_page()
        page.on("console", lambda message: complaints.append(message.text))
        page.on("pageerror", lambda error: complaints.append(str(error)))
        page.on("dialog", lambda dialog: complaints.append(dialog.message))
        page.on(
            "request", lambda sent: None if sent.url.startswith((board.url, "data:")) else complaints.append(sent.url)
        )
        page.goto(board.url)
        page.locator("#timeline .session").first.wait_for()
        return page

    yield open_page
    for context in contexts:
        context.close()
    assert complaints == []


def session(page: Any, name: str) -> Any:
    return page.locator(f'#timeline .session[data-id="{name}"]').first


def drag(page: Any, name: str, room: str) -> None:
    """Drags a session to a room, at the time where it stands."""
    box = session(page, name).bounding_box()
    row = page.locator(".name", has_text=re.compile(f"^{room}$")).bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 22, box["y"] + 20)
    page.locator("canvas.shade").wait_for()
    page.mouse.move(box["x"] + 20, row["y"] + row["height"] / 2, steps=4)
    page.locator("#hint span").filter(has_text=re.compile(".")).wait_for()


def errors_of_check(plan: Plan, file: Path) -> list[str]:
    return [
        clash["message"]
        for clash in json.loads(plan("check", "--json", file).out)["clashes"]
        if clash["severity"] == "error" and not clash["waived"]
    ]


def errors_shown(page: Any) -> list[str]:
    page.locator("#clash-count").click()
    return list(page.locator("#side button.clash.error").all_inner_texts())


def test_a_session_dropped_on_a_taken_room_clashes_as_check_says_and_undo_restores_the_file(
    fair: Served, look: Open, plan: Plan
) -> None:
    before = fair.file.read_bytes()
    page = look(fair)
    drag(page, "standards", "4号会议室")
    expect(page.locator(".ghost")).to_have_attribute("data-level", "must")
    expect(page.locator("#hint span")).to_contain_text("同时占用4号会议室")
    page.mouse.up()
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")
    fair.await_file(lambda content: content != before)
    known = errors_of_check(plan, fair.file)
    assert len(known) == 1
    assert errors_shown(page) == known
    page.locator("#side button.clash.error").click()
    outlined = page.locator("#timeline .session.outlined")
    assert sorted(outlined.evaluate_all("all => all.map(one => one.dataset.id)")) == sorted(
        json.loads(plan("check", "--json", fair.file).out)["clashes"][0]["sessions"]
    )
    page.locator("#undo").click()
    expect(page.locator("#clash-count")).to_contain_text("没有冲突")
    fair.await_file(lambda content: content == before)


def test_a_held_session_is_left_where_it_was_by_escape(fair: Served, look: Open) -> None:
    page = look(fair)
    drag(page, "standards", "4号会议室")
    page.keyboard.press("Escape")
    page.mouse.up()
    expect(page.locator(".ghost")).to_have_count(0)
    assert fair.ask("/api/board")["undo"] == 0


def test_by_keyboard_alone(fair: Served, look: Open) -> None:
    page = look(fair)
    before = fair.file.read_bytes()
    session(page, "opening").focus()
    for _ in range(30):
        page.keyboard.press("ArrowDown")
        if page.evaluate("document.activeElement.dataset.id") == "compliance":
            break
    page.keyboard.press("ArrowRight")
    assert page.evaluate("document.activeElement.dataset.id") == "standards"
    page.keyboard.press("Enter")
    page.locator("canvas.shade").wait_for()
    page.locator(".ghost").wait_for()
    for _ in range(6):
        page.keyboard.press("ArrowUp")
        if "4号会议室" in page.locator("#hint strong").inner_text():
            break
    expect(page.locator("#live")).to_contain_text("同时占用4号会议室")
    page.keyboard.press("Enter")
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")
    assert page.evaluate("document.activeElement.dataset.id") == "standards"
    page.keyboard.press("u")
    expect(page.locator("#clash-count")).to_contain_text("没有冲突")
    page.keyboard.press("Control+Shift+Z")
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")
    page.keyboard.press("Control+z")
    expect(page.locator("#clash-count")).to_contain_text("没有冲突")
    fair.await_file(lambda content: content == before)
    page.keyboard.press("?")
    expect(page.locator("#keys-dialog")).to_be_visible()


def test_where_else_is_what_plan_where_offers_and_one_is_taken(fair: Served, look: Open, plan: Plan) -> None:
    places = json.loads(plan("where", "--json", fair.file, "standards").out)["places"]
    page = look(fair)
    session(page, "standards").click()
    page.locator(".where").click()
    offers = page.locator(".offer")
    expect(offers).to_have_count(len(places), timeout=60_000)
    shown = offers.evaluate_all("all => all.map(one => [one.dataset.room, one.dataset.start])")
    assert shown == [[place["room"], place["start"]] for place in places]
    offers.first.get_by_role("button").click()
    expect(page.locator("#undo")).to_be_enabled()
    now = {one["id"]: one for one in fair.ask("/api/board")["sessions"]}
    assert [now["standards"]["room"], now["standards"]["start_iso"]] == shown[0]
    assert all(now[move["session"]]["room"] == move["to"]["room"] for move in places[0]["moves"])
    expect(page.locator("#clash-count")).to_contain_text("没有冲突")


def test_what_one_person_does_the_others_see_and_hear(fair: Served, look: Open) -> None:
    li, wang = look(fair), look(fair, "Wang", "en", viewport=PHONE)
    session(wang, "standards").click()
    wang.locator(".field-room select").select_option("12")
    wang.locator(".move-form [type=submit]").click()
    expect(li.locator("#toasts")).to_contain_text("Wang")
    expect(li.locator("#live")).to_contain_text("标准赋能数字贸易高质量发展论坛")
    expect(session(li, "standards")).to_have_attribute("title", re.compile("12号会议室"))
    li.locator("#open-history").click()
    expect(li.locator(".history li").first).to_contain_text("Wang")


def test_a_session_off_the_board_waits_in_the_tray_and_is_found_there(fair: Served, look: Open) -> None:
    page = look(fair)
    session(page, "standards").focus()
    page.keyboard.press("Delete")
    waiting = page.locator('#unplaced [data-id="standards"]')
    expect(waiting).to_be_visible()
    page.locator("#search").fill("nothing like it")
    expect(waiting).to_have_count(0)
    page.locator("#search").fill("数字贸易")
    waiting.focus()
    page.keyboard.press("Enter")
    page.locator(".ghost").wait_for()
    page.keyboard.press("Enter")
    expect(session(page, "standards")).to_be_visible()


def test_axe_finds_no_serious_barrier_and_nothing_sticks_out(fair: Served, look: Open, axe: str) -> None:
    found = []
    for open_panel, options in (
        ("#clash-count", {}),
        ('.session[data-id="standards"]', {"viewport": PHONE, "color_scheme": "dark", "language": "en"}),
    ):
        page = look(fair, **options)
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), options
        page.locator(open_panel).first.click()
        expect(page.locator("#side")).to_be_visible()
        page.evaluate(axe)
        for violation in page.evaluate("axe.run({preload: false, resultTypes: ['violations']})")["violations"]:
            if violation["impact"] in ("serious", "critical"):
                nodes = [node["html"][:160] for node in violation["nodes"][:3]]
                found.append((open_panel, violation["id"], nodes))
    assert found == []


@pytest.fixture(scope="module")
def hostile(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A board whose every title wants to be something else; the first session is pinned."""
    file = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    titles = {name: text for name, text in HOSTILE.items() if name not in ("control", "break")}
    document = {
        "expo": {"id": "hostile", "title": HOSTILE["script"], "timezone": "Asia/Shanghai", "days": DAY},
        "rooms": [{"id": "hall", "name": HOSTILE["attribute"], "kind": "open"}],
        "categories": [{"name": HOSTILE["jinja"]}],
        "people": [{"id": "one", "name": HOSTILE["script"]}],
        "sessions": [
            {
                "id": name,
                "title": text,
                "category": HOSTILE["jinja"],
                "people": ["one"] if name == "script" else [],
                "start": f"{DAY} 09:00",
                "duration": "1h",
                "room": "hall",
                "pinned": name == "script",
            }
            for name, text in titles.items()
        ],
    }
    file.write_text(json.dumps(document, ensure_ascii=False), encoding="utf-8")
    yield from serve(file)


def test_hostile_titles_are_text_and_what_is_pinned_stays(hostile: Served, look: Open) -> None:
    page = look(hostile)
    assert page.locator("#title").inner_text() == HOSTILE["script"]
    assert HOSTILE["script"] in session(page, "script").inner_text()
    session(page, "script").click()
    assert page.locator("#side h2").inner_text() == HOSTILE["script"]
    assert page.locator(".move-form").count() == 0
    session(page, "script").focus()
    page.keyboard.press("Enter")
    expect(page.locator("#toasts")).to_contain_text("已固定")
    assert page.locator(".ghost").count() == 0
    assert page.evaluate("document.querySelectorAll('body script, iframe, [onload]').length") == 0


CLOCK = """async ([zone, first, ticks, windows]) => {
    const {Clock} = await import("/assets/clock.js");
    const clock = new Clock(zone, first);
    return [
        ticks.map(tick => [clock.local(tick).date, clock.local(tick).minute]),
        windows.map(([start, end]) => clock.daily(start, end)),
    ];
}"""


def test_the_page_reads_ticks_as_the_planner_does_also_where_clocks_change(hostile: Served, look: Open) -> None:
    page = look(hostile)
    for zone, first in (
        ("Asia/Shanghai", date(2023, 7, 5)),
        ("Europe/Berlin", date(2023, 3, 24)),
        ("America/New_York", date(2023, 11, 3)),
        ("Australia/Lord_Howe", date(2023, 9, 29)),
    ):
        clock = Clock(zone, first)
        ticks = list(range(0, 5 * 1440, 75))
        windows = [(start, start + length) for start in range(600, 1440, 90) for length in (60, 900, 1500, 3300, 4800)]
        shown, daily = page.evaluate(CLOCK, [zone, first.isoformat(), ticks, windows])
        assert shown == [[clock.date(tick).isoformat(), clock.day_and_minute(tick)[1]] for tick in ticks], zone
        assert daily == [[list(day) for day in clock.daily(Window(*window))] for window in windows], zone


def test_a_day_prints_on_one_sheet(fair: Served, look: Open) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = look(fair, color_scheme="dark")
    page.locator('[data-day="2023-07-08"]').click()
    [sheet] = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = normalize("NFKC", sheet.extract_text())
    assert "数字大健康论坛" in text and "7号会议室" in text
    assert "12号会议室" not in text  # it is not in use that day
    assert "12号会议室" in page.locator(".names").inner_text()


def test_a_board_for_reading_cannot_be_changed(look: Open, served: Served, browser: Any) -> None:
    for board in serve(served.file, "--read-only"):
        page = look(board)
        box = session(page, "standards").bounding_box()
        assert not page.locator("#undo").is_visible()
        page.mouse.move(box["x"] + 20, box["y"] + 10)
        page.mouse.down()
        page.mouse.move(box["x"] + 120, box["y"] + 60, steps=3)
        assert page.locator(".ghost").count() == 0
        page.mouse.up()
        session(page, "standards").click()
        expect(page.locator("#side dl")).to_be_visible()
        assert page.locator(".move-form, .where").count() == 0
        page.close()


def test_what_others_do_meanwhile_leaves_a_held_session_in_hand(fair: Served, look: Open) -> None:
    page = look(fair)
    drag(page, "standards", "12号会议室")
    expect(page.locator(".ghost")).to_have_attribute("data-level", "free")
    board = fair.ask("/api/board")
    noon = next(one["start"] for one in board["sessions"] if one["id"] == "standards")
    moves = {"ningbo": {"room": "12", "start": noon}}
    fair.ask("/api/moves", {"by": "Wang", "revision": board["revision"], "moves": moves})
    expect(page.locator("#toasts")).to_contain_text("Wang")
    expect(page.locator(".ghost")).to_have_attribute("data-level", "must")
    page.mouse.up()
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")
