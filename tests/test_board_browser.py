"""The planning board in Chromium, as people use it: with a mouse, by keyboard alone, two at once, on a phone.

The board is that of a copy of the real fair, served by `plan serve`. Without chromium these tests are skipped.
"""

from __future__ import annotations

import json
import os
import re
from collections import Counter
from collections.abc import Iterator
from datetime import date
from io import BytesIO
from pathlib import Path
from typing import Any
from unicodedata import normalize

import pytest
from boards import DAY, DESK, PHONE, Open, Served, barriers, serve, session
from conftest import Plan
from fairs import HOSTILE

from expo_planner import check, load
from expo_planner.domain.clock import Clock, Window

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
expect = playwright.expect


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
    expect(offers).to_have_count(len(places), timeout=120_000)
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


MOVES = int(os.environ.get("BOARD_MOVES", "40"))
"""Of each of two people; 200 were tried: BOARD_MOVES=200."""
WORK = """
async ([seed, moves]) => {
  const {change, state, undo} = await import('/assets/store.js');
  const api = await import('/assets/api.js');
  let value = seed;
  const draw = list => list[(value = (value * 48271) % 2147483647) % list.length];
  const free = state.board.sessions.filter(one => !one.pinned).map(one => one.id);
  const rooms = state.board.rooms.map(one => one.id);
  let done = 0;
  for (let number = 0; number < moves; number++) {
    const [id, day] = [draw(free), draw(state.board.days)];
    const [[from]] = day.windows;
    const where = {room: draw(rooms), start: from + 30 * draw([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10])};
    const ask = draw([0, 0, 0, 0, 1, 2]);
    const sent = ask === 2 ? await undo() : await change(() => api.move(
      state.by, state.board.revision, {[id]: ask ? null : where}));
    done += Boolean(sent);
  }
  return done;
}
"""
SHOWN = """() => import('/assets/store.js').then(({state}) => [state.board.revision, Object.fromEntries(
  state.board.sessions.map(one => [one.id, [one.room, one.start, one.end]])),
  state.board.clashes.map(one => one.message)])
"""


def test_two_browsers_at_once_end_equal_with_each_other_the_file_and_the_checker(fair: Served, look: Open) -> None:
    pages = look(fair, "Li"), look(fair, "Wang", "en")
    first = fair.ask("/api/board")["revision"]
    work = [
        page.evaluate_handle(f"seed => ({{sent: ({WORK})([seed, {MOVES}])}})", at) for at, page in enumerate(pages, 7)
    ]
    sent = sum(one.evaluate("one => one.sent") for one in work)
    last = fair.ask("/api/board")["revision"]
    for page in pages:
        page.wait_for_function(
            "last => import('/assets/store.js').then(({state}) => state.board.revision === last)", arg=last
        )
    (_, one, clashes), (_, other, _) = (page.evaluate(SHOWN) for page in pages)
    assert one == other and sent > 1.8 * MOVES
    entries = [entry for entry in fair.ask("/api/history") if entry["number"] > first]
    assert sent >= len(entries) == last - first > 0.8 * sent, "those to where a session stands already change nothing"
    assert {entry["by"] for entry in entries} == {"Li", "Wang"}
    fair.await_file(lambda _: written(fair) == {name: spot for name, spot in one.items() if spot[0] is not None})
    again = load(fair.file)
    assert Counter(clashes) == Counter(one.message.say("zh") for one in check(again, again.expo.standing).clashes)
    for page in pages:
        assert page.locator("#timeline .session:not(.again)").count() > 0


def written(board: Served) -> dict[str, list[object]]:
    """Where the file has each session; nothing while it is being written."""
    return {name: [one.room, one.start, one.end] for name, one in load(board.file).expo.standing.items()}


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
        found += barriers(page, axe)
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark", "language": "en"}):
        page = look(fair, **options)
        page.locator("#turn").click()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), options
        found += barriers(page, axe)
    assert found == []


def head(page: Any, room: str) -> Any:
    """Where the name of a room stands."""
    return page.locator(".name", has_text=re.compile(f"^{room}$")).bounding_box()


def test_turned_a_session_stands_where_it_was_dropped(fair: Served, look: Open) -> None:
    page = look(fair)
    page.locator("#turn").click()
    box, column = session(page, "standards").bounding_box(), head(page, "1号会议室")
    five = page.locator(".hour", has_text="17:00").bounding_box()
    page.mouse.move(box["x"] + 20, box["y"] + 10)
    page.mouse.down()
    page.mouse.move(box["x"] + 30, box["y"] + 10)
    page.locator("canvas.shade").wait_for()
    page.mouse.move(column["x"] + column["width"] / 2, five["y"] + 10, steps=4)
    expect(page.locator(".ghost")).to_have_attribute("data-level", "free")
    page.mouse.up()
    expect(session(page, "standards")).to_have_attribute("title", re.compile("1号会议室"))
    fair.await_place("standards", "1", 2460)
    box = session(page, "standards").bounding_box()
    assert column["x"] <= box["x"] and abs(box["y"] - five["y"]) < 5
    page.reload()
    page.locator("#timeline.turned .session").first.wait_for()


def test_turned_a_session_in_a_joined_hall_spans_its_halls(fair: Served, look: Open) -> None:
    page = look(fair)
    page.locator("#turn").click()
    moves = {"compliance": {"room": "7AB", "start": 1980}}
    fair.ask("/api/moves", {"by": "Wang", "revision": fair.ask("/api/board")["revision"], "moves": moves})
    expect(session(page, "compliance")).to_have_attribute("title", re.compile(r"A\+B厅"))
    box, left, right = (
        session(page, "compliance").bounding_box(),
        head(page, "7号会议室 A厅"),
        head(page, "7号会议室 B厅"),
    )
    assert abs(box["x"] - left["x"]) < 5
    assert abs(box["x"] + box["width"] - right["x"] - right["width"]) < 5


def test_turned_by_keyboard_alone(fair: Served, look: Open) -> None:
    page = look(fair)
    page.locator("#turn").focus()
    page.keyboard.press("Enter")
    session(page, "opening").focus()
    page.keyboard.press("ArrowDown")
    assert page.evaluate("document.activeElement.dataset.id") == "ccf"
    page.keyboard.press("Enter")
    page.locator("canvas.shade").wait_for()
    page.locator(".ghost").wait_for()
    page.keyboard.press("ArrowDown")
    page.keyboard.press("ArrowRight")
    expect(page.locator("#hint strong")).to_contain_text("1号会议室")
    page.keyboard.press("Enter")
    expect(session(page, "ccf")).to_have_attribute("title", re.compile("1号会议室"))
    fair.await_place("ccf", "1", 2310)
    assert page.evaluate("document.activeElement.dataset.id") == "ccf"


AT = "2023-07-06T14:48"


def test_the_screen_at_a_door_shows_now_and_next_and_what_changes_on_the_board(fair: Served, look: Open) -> None:
    screen = look(fair, path=f"/now/7A?at={AT}")
    now, following = screen.locator(".now"), screen.locator(".next")
    expect(screen.locator("#room")).to_have_text("7号会议室 A厅")
    expect(now.locator("h3")).to_have_text("标准赋能数字贸易高质量发展论坛")
    expect(now.locator(".on").last).to_contain_text("王细凤")
    expect(following).to_contain_text("7月7日")
    expect(following.locator("li").first).to_contain_text("CCF东北论坛1")
    expect(look(fair, path=f"/now/7C?at={AT}").locator(".now h3")).to_have_text("华为开发者大会2023(Cloud) 大连分会场")
    page = look(fair)
    drag(page, "standards", "7号会议室 A\\+B厅")
    page.mouse.up()
    expect(now.locator(".facts")).to_contain_text("7号会议室 A+B厅")
    session(page, "standards").focus()
    page.keyboard.press("Delete")
    expect(now.locator(".quiet")).to_have_text("今天本场地没有后续活动。")


def test_the_screen_at_a_door_goes_on_by_the_clock_and_without_the_server(served: Served, browser: Any) -> None:
    context = browser.new_context(viewport=DESK)
    for board in serve(served.file, "--read-only"):
        late = context.new_page()
        late.clock.install(time="2001-01-01")  # its own clock is wrong
        late.goto(f"{board.url}/now/7A?lang=en")
        expect(late.locator(".quiet")).to_have_text("The expo is over. Thank you for coming.")
        screen = context.new_page()
        screen.clock.install()
        screen.goto(f"{board.url}/now/7A?lang=en&at={AT}")
        expect(screen.locator(".on").last).to_contain_text("王细凤")
    expect(screen.locator("#status")).to_contain_text("No connection; as of 14:4")
    screen.clock.fast_forward("03:00")
    expect(screen.locator(".on").last).to_contain_text("张洪波")
    screen.clock.fast_forward("02:00:00")
    expect(screen.locator(".quiet")).to_have_text("Nothing more takes place here today.")
    context.close()


def test_screens_at_doors_are_listed_before_the_expo_name_its_day_and_have_no_barrier(
    fair: Served, look: Open, axe: str
) -> None:
    listed = look(fair, path="/now?lang=en&at=2023-07-01T12:00")
    found = barriers(listed, axe)
    listed.get_by_role("link", name="7号会议室 A+B厅").click()
    expect(listed.locator(".quiet")).to_have_text("The expo begins on Wed 5 Jul, 08:00.")
    found += barriers(listed, axe)
    for options in ({"viewport": {"width": 1920, "height": 1080}, "color_scheme": "dark"}, {"viewport": PHONE}):
        screen = look(fair, path=f"/now/7AB?at={AT}", **options)
        assert screen.evaluate("document.documentElement.scrollWidth <= innerWidth"), options
        found += barriers(screen, axe)
    assert found == []


def test_parts_of_the_day_are_named_beside_the_hours(fair: Served, look: Open) -> None:
    page = look(fair)
    assert page.locator(".part").all_inner_texts() == ["上午", "下午", "晚上"]
    part, hour = page.locator(".part").nth(1).bounding_box(), page.locator(".hour", has_text="13:00").bounding_box()
    assert part["x"] < hour["x"] < part["x"] + part["width"]
    page.locator("#language").click()
    expect(page.locator(".part")).to_have_text(["Morning", "Afternoon", "Evening"])
    page.reload()
    expect(page.locator(".part")).to_have_text(["Morning", "Afternoon", "Evening"])
    page.locator("#turn").click()
    part, hour = page.locator(".part").nth(1).bounding_box(), page.locator(".hour", has_text="13:00").bounding_box()
    assert part["y"] < hour["y"] < part["y"] + part["height"]


@pytest.fixture(scope="module")
def hostile(browser: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """A board whose every title wants to be something else; the first session is pinned."""
    file = tmp_path_factory.mktemp("hostile") / "hostile.yaml"
    titles = {name: text[:1_000] for name, text in HOSTILE.items() if name not in ("control", "break")}
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
    const clock = new Clock(zone, first, 0);
    return [
        ticks.map(tick => [clock.local(tick).date, clock.local(tick).minute]),
        windows.map(([start, end]) => clock.daily(start, end)),
        windows.map(([start, end]) => clock.daily(start, end, true)),
        windows.map(([start, end]) => clock.byDay({start, end, continuous: true})),
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
        shown, daily, whole, by_day = page.evaluate(CLOCK, [zone, first.isoformat(), ticks, windows])
        assert shown == [[clock.date(tick).isoformat(), clock.day_and_minute(tick)[1]] for tick in ticks], zone
        assert daily == [[list(day) for day in clock.daily(Window(*window))] for window in windows], zone
        assert whole == [[list(window)] for window in windows], zone
        assert by_day == [_by_day(clock, Window(*window)) for window in windows], zone


def _by_day(clock: Clock, window: Window) -> list[list[int]]:
    """What lasts longer than a day, cut where days change."""
    if window.end - window.start <= 1440:
        return [list(window)]
    days = [clock.day(date) for date in clock.dates(window)]
    return [[max(day.start, window.start), min(day.end, window.end)] for day in days]


@pytest.mark.parametrize("turned", [False, True])
def test_a_day_prints_on_one_sheet(fair: Served, look: Open, turned: bool) -> None:
    pypdf = pytest.importorskip("pypdf")
    page = look(fair, color_scheme="dark")
    if turned:
        page.locator("#turn").click()
    page.locator('[data-day="2023-07-08"]').click()
    [sheet] = pypdf.PdfReader(BytesIO(page.pdf(prefer_css_page_size=True))).pages
    text = "".join(normalize("NFKC", sheet.extract_text()).split())
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
