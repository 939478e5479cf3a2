"""The page and the server together, where what is asked takes long, is shared, or contradicts the file."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from benchmarks.generate import generate
from boards import Open, Served, serve, session
from conftest import Plan
from test_board_browser import errors_of_check
from test_board_forms import field, form_of, save
from test_board_tasks import LONG, task

from expo_planner import check, load

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
expect = playwright.expect


@pytest.fixture
def hard(browser: object, tmp_path: Path) -> Iterator[Served]:
    """A board whose best schedule nobody finds in the time of a test."""
    file = tmp_path / "hard.json"
    file.write_text(json.dumps(generate(100, 8, 3, 0.8)), encoding="utf-8")
    yield from serve(file)


def test_a_computation_stopped_on_the_page_proposes_the_best_it_found(hard: Served, look: Open) -> None:
    li, wang = look(hard, language="en"), look(hard, "Wang", "zh")
    task(li, "solve")
    li.locator(".task-form [type=radio]").last.check()
    li.locator(".task-form select").select_option("900")
    li.locator(".task-form [type=submit]").click()
    expect(wang.locator("#job .progress")).to_contain_text("代价", timeout=LONG)
    wang.locator("#job").get_by_role("button", name="停止").click()
    expect(li.locator("#side").get_by_role("button", name="Accept all")).to_be_visible(timeout=LONG)
    expect(wang.locator("#job")).to_contain_text("Li的方案")
    assert hard.ask("/api/job")["result"]["status"] == "feasible"


def test_a_repair_for_somebody_away_and_a_dropped_session_leaves_what_is_frozen(
    alone: Served, look: Open, plan: Plan
) -> None:
    before = {one["id"]: one for one in alone.ask("/api/board")["sessions"]}
    page = look(alone)
    task(page, "repair")
    for kind, which, day, from_, until in (
        ("away", "翟瑞光", "2023-07-06", "13:00", "14:30"),
        ("drop", before["huawei"]["title"], "", "", ""),
        ("freeze", "", "2023-07-07", "8:00", "21:00"),
    ):
        page.locator("[name=kind]").select_option(kind)
        if which:
            page.locator("[name=which]").select_option(label=which)
        for name, time in (("from", from_), ("until", until)):
            if time:
                page.locator(f"[name={name}Day]").select_option(day)
                page.locator(f"[name={name}]").fill(time)
        page.locator("[name=add]").click()
    expect(page.locator(".asked li")).to_have_count(3)
    page.locator(".task-form select").last.select_option("300")
    page.locator(".task-form [type=submit]").click()
    expect(page.locator("#side .verdict")).to_contain_text("需通知", timeout=LONG)
    moves = {move["session"]: move for move in alone.ask("/api/job")["result"]["moves"]}
    assert "standards" in moves and moves["huawei"]["after"] is None
    assert not [name for name in moves if (before[name]["start_iso"] or "").startswith("2023-07-07")]

    page.get_by_role("button", name=f"采纳: {before['huawei']['title']}").click()
    expect(page.locator('#unplaced [data-id="huawei"]')).to_be_visible()
    now = {one["id"]: one for one in alone.ask("/api/board")["sessions"]}
    assert [name for name in now if now[name] != before[name]] == ["huawei"]
    expect(page.locator('#side li[data-id="standards"]')).to_be_visible()
    page.get_by_role("button", name="全部采纳").click()
    expect(page.locator("#job")).to_be_hidden()
    alone.await_file(lambda content: b"away" in content)
    assert not errors_of_check(plan, alone.file), "what was dropped waits in the tray, and nobody misses it"


@pytest.mark.parametrize("keep", ["mine", "file"])
def test_of_a_move_on_the_board_and_another_in_the_file_a_person_decides(keep: str, alone: Served, look: Open) -> None:
    """The file is out of order for a while, so that nothing of the board is written into it meanwhile."""
    before = alone.file.read_bytes()
    li, wang = look(alone), look(alone, "Wang", "en")
    alone.file.write_bytes(before + b"\nrooms: [\n")
    expect(li.locator("#banner-notice")).to_contain_text("文件无法读取")
    session(li, "ningbo").click()
    li.locator(".field-room select").select_option("12")
    li.locator(".move-form [type=submit]").click()
    expect(session(li, "ningbo")).to_have_attribute("title", re.compile("12号会议室"))
    entry = re.compile(rb"(?s)(- id: ningbo\n.*?start: \S+ )\S+")
    alone.file.write_bytes(entry.sub(rb"\g<1>10:30", before, count=1))
    for page in (li, wang):
        page.locator("#banner-conflicts button").click()
        expect(page.locator(".conflicts .version")).to_have_count(2)
    expect(wang.locator(".conflicts .version").first).to_contain_text("14:00")
    expect(wang.locator(".conflicts .version").last).to_contain_text("10:30")
    wang.locator(".conflicts button").nth(["mine", "file"].index(keep)).click()
    for page in (li, wang):
        expect(page.locator("#banner-conflicts")).to_have_count(0)
    expect(li.locator("#side")).to_contain_text("已全部选定")
    wanted = {"mine": ("12", "14:00"), "file": ("5", "10:30")}[keep]

    def stands() -> tuple[str, str]:
        found = load(alone.file)
        spot = found.expo.standing["ningbo"]
        return spot.room, found.expo.clock.iso(spot.start)[11:16]

    alone.await_file(lambda _: stands() == wanted)


def test_two_people_read_the_same_board_each_in_their_language(alone: Served, look: Open) -> None:
    li, wang = look(alone), look(alone, "Wang", "en")
    session(wang, "standards").click()
    wang.locator(".field-room select").select_option("4")
    wang.locator(".move-form [type=submit]").click()
    expect(li.locator("#clash-count")).to_contain_text("1处冲突")
    expect(wang.locator("#clash-count")).to_contain_text("1 error")
    expect(li.locator("#toasts")).to_contain_text("移到4号会议室")
    alone.await_file(lambda _: bool(check(found := load(alone.file), found.expo.standing).errors))
    found = load(alone.file)
    [clash] = check(found, found.expo.standing).errors
    for page, message in ((li, clash.message.say("zh")), (wang, clash.message.say("en"))):
        page.locator("#clash-count").click()
        expect(page.locator("#side button.clash.error")).to_have_text(message)
    for page, problem in ((li, "应为时长"), (wang, "expected a duration")):
        form_of(page, "opening")
        field(page, "duration").fill("?")
        save(page)
        expect(page.locator('[data-field="duration"] .problem')).to_contain_text(problem)
    li.locator("#language").click()
    li.locator("#open-history").click()
    expect(li.locator(".history li").first).to_contain_text("moved from")
    expect(wang.locator("#language")).to_have_text("中文")
