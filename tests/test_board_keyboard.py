"""The planning board by keyboard alone: no test here clicks, nor focuses anything but by keys."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from boards import Open, Served, session
from conftest import SCENARIOS, Plan
from test_board_browser import errors_of_check
from test_board_tasks import LONG, feeds

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
expect = playwright.expect

FOCUSED = "document.activeElement.dataset.id ?? document.activeElement.className"


def press(page: Any, *keys: str) -> None:
    for key in keys:
        page.keyboard.press(key)


def go(page: Any, key: str, name: str) -> None:
    """Presses an arrow key until a session is reached."""
    for _ in range(40):
        if page.evaluate(FOCUSED) == name:
            return
        page.keyboard.press(key)
    raise AssertionError(f"{name} was not reached, but {page.evaluate(FOCUSED)}")


def to_standards(page: Any) -> None:
    """From the page as it opens to the forum of the afternoon in hall A of room 7."""
    go(page, "ArrowDown", "compliance")
    press(page, "ArrowRight")
    assert page.evaluate(FOCUSED) == "standards"


def test_a_forum_is_moved_onto_a_taken_room_and_back(fair: Served, look: Open, plan: Plan) -> None:
    before = fair.file.read_bytes()
    page = look(fair)
    to_standards(page)
    press(page, "Enter")
    page.locator("canvas.shade").wait_for()
    page.locator(".ghost").wait_for()
    while "4号会议室" not in page.locator("#hint strong").inner_text():
        press(page, "ArrowUp")
    press(page, "Enter")
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")
    fair.await_file(lambda content: content != before)
    known = errors_of_check(plan, fair.file)
    assert len(known) == 1
    press(page, "i")
    expect(page.locator("#side p.clash.error")).to_have_text(known)
    press(page, "Escape", "u")
    expect(page.locator("#clash-count")).to_contain_text("没有冲突")
    assert page.evaluate(FOCUSED) == "standards"
    fair.await_file(lambda content: content == before)


def test_the_first_of_the_other_places_is_taken(fair: Served, look: Open) -> None:
    page = look(fair)
    to_standards(page)
    press(page, "w")
    offer = page.locator(".offer").first
    expect(offer.get_by_role("button")).to_be_focused(timeout=LONG)
    place = [offer.get_attribute("data-room"), offer.get_attribute("data-start")]
    press(page, "Enter")
    expect(page.locator("#undo")).to_be_enabled()
    now = {one["id"]: one for one in fair.ask("/api/board")["sessions"]}
    assert [now["standards"]["room"], now["standards"]["start_iso"]] == place
    expect(page.locator("#clash-count")).to_contain_text("没有冲突")
    press(page, "Escape")
    expect(session(page, "standards")).to_be_focused()


def test_a_fair_is_solved_and_published(requests: Served, look: Open, plan: Plan, tmp_path: Path) -> None:
    page = look(requests)
    press(page, "p", "Enter", "Tab", "Tab")
    expect(page.locator("[name=afresh]").first).to_be_focused()
    press(page, "Tab", "ArrowDown")
    expect(page.locator(".task-form select")).to_have_value("300")
    press(page, "Tab", "Enter")
    expect(page.locator("#side .verdict")).to_contain_text("已证明", timeout=LONG)
    press(page, "Tab", "Tab")
    expect(page.locator("#side").get_by_role("button", name="全部采纳")).to_be_focused()
    press(page, "Enter")
    expect(page.locator("#clash-count")).to_contain_text("1条提醒")
    solved = json.loads(plan("solve", "--json", SCENARIOS / "dicc-2023-requests.yaml", "-o", tmp_path / "solved").out)
    assert requests.ask("/api/board")["cost"] == solved["cost"]
    press(page, "p", "ArrowDown", "ArrowDown", "ArrowDown", "ArrowDown", "Enter")
    page.locator(".publish").wait_for()
    press(page, "Tab", "Tab", "Enter")
    expect(page.locator("#toasts")).to_contain_text("第1次发布", timeout=LONG)
    by_command = tmp_path / "by command"
    plan("publish", requests.file, "--out", by_command)
    assert feeds(tmp_path / "published") == feeds(by_command) != {}
