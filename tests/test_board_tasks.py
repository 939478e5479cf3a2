"""What the board asks the planner for, in Chromium: solving, explaining, repairing, what changed, publishing.

What the server computes is stood in for where a test is about how the page shows it.
"""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import pytest
from boards import PHONE, Open, Served, barriers, serve, session
from conftest import SCENARIOS, Plan
from test_board_browser import errors_of_check

playwright = pytest.importorskip("playwright.sync_api")
expect = playwright.expect

LONG = 300_000
"""Milliseconds that a computation may take here."""
PROGRESS = {"seconds": 3, "cost": 340, "bound": 300, "unplaced": 2, "gap": 0.1176}
NOTHING: dict[str, Any] = {
    "status": "feasible",
    "cost": None,
    "bound": None,
    "gap": None,
    "moves": [],
    "told": None,
    "told_bound": None,
    "proven": False,
    "left_out": [],
    "conflicts": [],
    "ways": [],
    "notice": [],
    "fields": [],
}
REFRESH = "import('/assets/job.js').then(job => job.refresh())"


class Computer:
    """Stands in for what the server computes for all; keeps what it was asked for."""

    def __init__(self, board: Served) -> None:
        self.board, self.job, self.asked = board, dict[str, Any](), list[tuple[str, Any]]()

    def attach(self, page: Any) -> None:
        page.route(re.compile("/api/job"), self.answer)
        page.evaluate(REFRESH)

    def answer(self, route: Any) -> None:
        document = None
        if route.request.method == "POST":
            path, asked = urlsplit(route.request.url).path, json.loads(route.request.post_data)
            self.asked.append((path, asked))
            if path == "/api/job":
                self.job = {**job(asked["kind"], asked["by"]), "state": "running", "result": None}
            elif path == "/api/job/accept":
                document = self.accept(asked)
            elif path == "/api/job/dismiss":
                self.job = {}
        route.fulfill(json=document or self.job or None)

    def accept(self, asked: Mapping[str, Any]) -> Any:
        """The board once the moves that are accepted are made."""
        moves = {
            move["session"]: move["after"] and {name: move["after"][name] for name in ("room", "start")}
            for move in self.job["result"]["moves"]
            if asked["sessions"] is None or move["session"] in asked["sessions"]
        }
        return self.board.ask("/api/moves", {"by": asked["by"], "revision": asked["revision"], "moves": moves})


def job(kind: str, by: str = "Wang", **result: Any) -> dict[str, Any]:
    """A computation that has ended."""
    document = {"number": 1, "kind": kind, "by": by, "state": "done", "time_limit": 60, "progress": PROGRESS}
    return {**document, "message": "so it ended", "result": {**NOTHING, **result}}


def moved(board: Served, name: str, room: str | None, later: int = 0) -> dict[str, Any]:
    """A proposed move of a session of the board."""
    now = next(one for one in board.ask("/api/board")["sessions"] if one["id"] == name)
    before = {name: now[name] for name in ("room", "start", "end")}
    after = room and {"room": room, "start": now["start"] + later, "end": now["end"] + later}
    return {"session": name, "before": before, "after": after, "message": f"{name} → {room}", "told": 7}


@pytest.fixture
def computer(fair: Served) -> Computer:
    return Computer(fair)


def task(page: Any, name: str) -> None:
    page.locator("#open-tasks").click()
    page.locator(f"[data-task={name}]").click()
    expect(page.locator("#side")).to_be_visible()


def proposed(page: Any) -> list[str]:
    return sorted(page.locator(".proposed").evaluate_all("all => all.map(one => one.dataset.id)"))


def test_everybody_sees_what_is_computed_and_anybody_stops_it(computer: Computer, fair: Served, look: Open) -> None:
    li, wang = look(fair), look(fair, "Wang", "en", viewport=PHONE)
    computer.attach(li)
    task(li, "solve")
    li.locator("[type=radio]").last.check()
    li.locator(".task-form select").select_option("300")
    li.locator(".task-form [type=submit]").click()
    expect(li.locator("#side .progress")).to_contain_text("代价340")
    wish = {"by": "Li", "kind": "solve", "afresh": True, "time_limit": 300}
    assert computer.asked == [("/api/job", wish)]
    computer.attach(wang)
    strip = wang.locator("#job")
    expect(strip).to_contain_text("Li is solving")
    expect(strip).to_contain_text("3 of 60 s · cost 340 · at least 300 · gap 12% · 2 not placed")
    expect(wang.locator("#live")).to_contain_text("Li is solving")
    strip.get_by_role("button", name="Stop").click()
    expect(strip).to_be_visible()
    assert computer.asked[-1] == ("/api/job/stop", {"by": "Wang"})


def test_a_proposal_is_drawn_beside_what_stands_and_accepted_one_by_one(
    computer: Computer, fair: Served, look: Open
) -> None:
    moves = [moved(fair, "standards", "12"), moved(fair, "ningbo", "4", -240), moved(fair, "huawei", None)]
    computer.job = job("solve", status="feasible", cost=340, bound=300, gap=0.1176, moves=moves)
    page = look(fair)
    computer.attach(page)
    expect(page.locator("#job")).to_contain_text("Wang的方案：3处变动")
    assert proposed(page) == ["ningbo", "standards"]
    assert session(page, "huawei").evaluate("one => one.classList.contains('leaving')")
    expect(session(page, "standards")).to_contain_text("建议移至12号会议室")
    page.locator(".show-job").click()
    expect(page.locator("#side .verdict")).to_have_text("代价340 · So it ended")
    page.locator("#side .move").nth(1).click()
    outlined = "all => all.map(one => one.className)"
    assert page.locator('.outlined[data-id="ningbo"]').evaluate_all(outlined) != []
    expect(page.locator('.proposed.outlined[data-id="ningbo"]')).to_be_in_viewport()
    page.get_by_role("button", name="采纳: 宁波服务贸易").click()
    expect(page.locator(".proposed")).to_have_count(1)
    now = {one["id"]: one["room"] for one in fair.ask("/api/board")["sessions"]}
    assert (now["standards"], now["ningbo"], now["huawei"]) == ("7A", "4", "7C")
    page.get_by_role("button", name="全部采纳（2）").click()
    expect(page.locator(".proposed")).to_have_count(0)
    expect(page.locator("#job")).to_be_hidden()
    assert [(path, asked.get("sessions")) for path, asked in computer.asked] == [
        ("/api/job/accept", ["ningbo"]),
        ("/api/job/accept", None),
        ("/api/job/dismiss", None),
    ]


@pytest.fixture
def impossible(browser: Any, tmp_path: Path) -> Iterator[Served]:
    """The board of an expo that has no schedule."""
    file = tmp_path / "impossible.yaml"
    shutil.copy(SCENARIOS / "no-solution.yaml", file)
    yield from serve(file)


def test_what_contradicts_is_named_with_its_places_and_a_way_out_makes_a_schedule_possible(
    impossible: Served, look: Open, plan: Plan
) -> None:
    known = json.loads(plan("explain", "--json", impossible.file).out)
    page = look(impossible, language="en")
    task(page, "explain")
    page.locator(".task-form [type=submit]").click()
    expect(page.locator("#side .verdict")).to_have_text("No schedule meets all requirements", timeout=LONG)
    demands = [demand["message"] for demand in known["conflict"]]
    for message in demands:
        expect(page.locator("#side .contradictions")).to_contain_text(message)
    expect(page.locator("#side .contradictions code").first).to_have_text(re.compile(r"^impossible\.yaml:\d+:\d+$"))
    expect(page.locator("#side .waysOut > li")).to_have_count(len(known["repairs"]))
    page.locator("#side .waysOut button").first.click()
    expect(page.locator("#toasts")).to_contain_text("Applied")
    page.locator(".task-form [type=submit]").click()
    expect(page.locator("#side .verdict")).to_have_text(re.compile("A schedule exists"), timeout=LONG)
    page.locator("#undo").click()
    impossible.await_file(lambda content: content == (SCENARIOS / "no-solution.yaml").read_bytes())


def test_a_closure_drawn_in_a_rooms_row_and_times_typed_ask_for_one_repair(
    computer: Computer, fair: Served, look: Open
) -> None:
    page = look(fair)
    computer.attach(page)
    task(page, "repair")
    board = fair.ask("/api/board")
    rows = page.locator(".name", has_text=re.compile("^12号会议室")).bounding_box()
    left = session(page, "opening").bounding_box()["x"]
    page.mouse.move(left + 2, rows["y"] + 12)
    page.mouse.down()
    page.mouse.move(left + 80, rows["y"] + 14, steps=4)
    page.mouse.up()
    assert page.locator("[name=which]").input_value() == "12"
    assert page.locator("[name=from]").input_value() == "09:00"
    page.locator("[name=add]").click()
    page.locator("[name=kind]").select_option("freeze")
    page.locator("[name=from]").fill("8")
    page.locator("[name=until]").fill("9:30")
    page.locator("[type=number]").fill("3")
    page.locator(".task-form [type=submit]").click()
    expect(page.locator("#side .progress")).to_be_visible()
    [(_, asked)] = computer.asked
    opening = next(one["start"] for one in board["sessions"] if one["id"] == "opening")
    [closure] = asked["close"]
    assert (closure["room"], closure["start"]) == ("12", opening)
    assert (closure["end"] - opening) % board["step"] == 0 and closure["end"] > opening
    assert asked["freeze"] == [{"start": opening - 60, "end": opening + 30}]
    assert (asked["kind"], asked["most"], asked["away"], asked["drop"]) == ("repair", 3, [], [])


def test_a_repair_is_asked_for_by_keyboard_alone(computer: Computer, fair: Served, look: Open) -> None:
    page = look(fair)
    computer.attach(page)
    page.locator("#open-tasks").focus()
    for key in ("Enter", "ArrowDown", "ArrowDown", "Enter"):
        page.keyboard.press(key)
    expect(page.locator("#side h2")).to_have_text("应急调整")
    page.keyboard.press("Escape")
    expect(page.locator("#side")).to_be_hidden()
    expect(page.locator("#open-tasks")).to_be_focused()
    for key in ("Enter", "ArrowDown", "ArrowDown", "Enter", "Tab", "Tab", "Tab"):
        page.keyboard.press(key)
    expect(page.locator("[name=which]")).to_be_focused()
    page.keyboard.type("12")
    for text in ("9", "10:30"):
        page.keyboard.press("Tab")
        page.keyboard.press("Tab")
        page.keyboard.type(text)
    page.keyboard.press("Enter")
    expect(page.locator("#side .progress")).to_be_visible()
    [(_, asked)] = computer.asked
    [closure] = asked["close"]
    assert (closure["room"], closure["end"] - closure["start"]) == ("12", 90)


def test_a_form_that_is_not_filled_in_says_so_and_asks_for_nothing(
    computer: Computer, fair: Served, look: Open
) -> None:
    page = look(fair, language="en")
    computer.attach(page)
    task(page, "repair")
    page.locator("[name=which]").select_option("12")
    page.locator("[name=from]").fill("12:00")
    page.locator("[name=until]").fill("11:00")
    page.locator(".task-form [type=submit]").click()
    expect(page.locator("#side [role=alert]")).to_contain_text("the end comes after the start")
    assert computer.asked == []


def test_a_repair_says_who_is_told_what_and_what_is_lost(computer: Computer, fair: Served, look: Open) -> None:
    computer.job = job(
        "repair",
        status="feasible",
        told=20,
        told_bound=12,
        moves=[moved(fair, "standards", "12")],
        left_out=[{"session": "huawei", "message": "no room and time suits it"}],
        notice=[{"person": "Professor Li", "sessions": ["“Standards” moves to room 12"]}],
    )
    page = look(fair, language="en")
    computer.attach(page)
    page.locator(".show-job").click()
    side = page.locator("#side")
    expect(side.locator(".verdict")).to_contain_text("20 people to notify · So it ended")
    expect(side.locator(".lost")).to_contain_text("no room and time suits it", ignore_case=True)
    expect(side.locator(".toTell")).to_contain_text("Professor Li")


def test_whoever_only_reads_sees_the_proposal_and_what_changed_but_accepts_nothing(look: Open, served: Served) -> None:
    for board in serve(served.file, "--read-only"):
        computer = Computer(board)
        computer.job = job("solve", status="optimal", cost=3, bound=3, gap=0, moves=[moved(board, "standards", "12")])
        page = look(board)
        computer.attach(page)
        page.locator(".show-job").click()
        expect(page.locator("#side .verdict")).to_contain_text("So it ended")
        expect(page.locator("#side .move")).to_be_visible()
        for name in ("采纳", "放弃"):
            assert page.locator("#side").get_by_role("button", name=name).count() == 0
        page.locator("#open-tasks").click()
        task_names = "all => all.filter(one => one.checkVisibility()).map(one => one.dataset.task)"
        assert page.locator("#tasks button").evaluate_all(task_names) == ["changes"]
        page.close()


@pytest.mark.parametrize("name", ["solve", "explain", "repair", "changes", "release"])
def test_axe_finds_no_serious_barrier_in_any_panel(
    name: str, computer: Computer, fair: Served, look: Open, axe: str
) -> None:
    phone = {"viewport": PHONE, "color_scheme": "dark", "language": "en"}
    for options, shown in (({}, None), (phone, proposal_of(fair, name))):
        computer.job = shown or {}
        page = look(fair, **options)
        computer.attach(page)
        task(page, name)
        page.locator("#side .side-body > *").first.wait_for()
        assert page.evaluate("document.documentElement.scrollWidth <= innerWidth"), options
        assert barriers(page, axe) == []


def proposal_of(board: Served, kind: str) -> dict[str, Any] | None:
    if kind not in ("solve", "explain", "repair"):
        return None
    demand = {"rule": "placed", "message": "must be placed", "where": ["fair.yaml:36:5"]}
    ways = [{"number": 1, "message": "let it be shorter", "cost": 12, "applicable": True}]
    if kind == "explain":
        return job(kind, status="infeasible", conflicts=[[demand]], ways=ways)
    return job(kind, status="feasible", cost=2, bound=1, gap=0.5, told=3, moves=[moved(board, "standards", "12")])


def test_a_fair_is_planned_published_and_repaired_on_the_board(
    requests: Served, look: Open, plan: Plan, tmp_path: Path
) -> None:
    page = look(requests)
    others = look(requests, "Wang", "en")
    task(page, "solve")
    page.locator(".task-form select").last.select_option("300")
    page.locator(".task-form [type=submit]").click()
    expect(others.locator("#job")).to_contain_text("Li is solving")
    expect(page.locator("#side .verdict")).to_contain_text("已证明", timeout=LONG)
    expect(others.locator("#job")).to_contain_text("Li proposes 57 moves")
    assert not requests.ask("/api/board")["undo"]
    page.get_by_role("button", name="全部采纳（57）").click()
    expect(page.locator("#clash-count")).to_contain_text("1条提醒")
    expect(others.locator("#job")).to_be_hidden()
    solved = json.loads(plan("solve", "--json", SCENARIOS / "dicc-2023-requests.yaml", "-o", tmp_path / "solved").out)
    assert requests.ask("/api/board")["cost"] == solved["cost"]

    task(page, "release")
    page.locator(".publish").click()
    expect(page.locator("#toasts")).to_contain_text("第1次发布", timeout=60_000)
    expect(page.locator("#side")).to_contain_text("已全部发布")
    assert page.locator(".publish").is_disabled()
    requests.await_file(lambda content: content.count(b"room:") > 57)
    by_command = tmp_path / "by command"
    plan("publish", requests.file, "--out", by_command)
    assert feeds(tmp_path / "published") == feeds(by_command) != {}

    task(page, "repair")
    opening = next(one for one in requests.ask("/api/board")["sessions"] if one["id"] == "industry")
    page.locator("[name=which]").select_option(opening["room"])
    for name, time in (("from", "8"), ("until", "18:00")):
        page.locator(f"[name={name}Day]").select_option(opening["start_iso"][:10])
        page.locator(f"[name={name}]").fill(time)
    page.locator(".task-form [type=submit]").click()
    expect(page.locator("#side .verdict")).to_contain_text("需通知", timeout=LONG)
    page.get_by_role("button", name="全部采纳").click()
    expect(page.locator("#clash-count")).not_to_contain_text("冲突")
    requests.await_file(lambda content: b"closed" in content)
    assert errors_of_check(plan, requests.file) == []
    task(page, "changes")
    expect(page.locator("#side")).to_contain_text("自第1次发布以来")
    expect(page.locator("#side .move").last).to_be_visible()


def feeds(folder: Path) -> dict[str, bytes]:
    """The calendars of a published folder, without the moments at which they were written."""
    stamped = re.compile(rb"(DTSTAMP|LAST-MODIFIED|CREATED):\d+T\d+Z")
    return {str(one.relative_to(folder)): stamped.sub(b"", one.read_bytes()) for one in folder.rglob("*.ics")}
