"""Editing on the planning board in Chromium: forms, lengths, accepted clashes, and edits that contradict the file."""

from __future__ import annotations

import re
from typing import Any

import pytest
from boards import PHONE, Open, Served, barriers, session

playwright = pytest.importorskip("playwright.sync_api")
pytest.importorskip("uvicorn")
expect = playwright.expect

TITLE = "标准赋能数字贸易高质量发展论坛"


def form_of(page: Any, name: str) -> Any:
    """Opens the form of a session."""
    session(page, name).click()
    page.locator("#side .edit").click()
    form = page.locator("#side form.entry")
    form.wait_for()
    return form


def field(page: Any, name: str) -> Any:
    return page.locator(f'[id="field-{name}"]')


def save(page: Any) -> None:
    page.locator("#side form.entry [type=submit]").click()


def shown(page: Any, name: str) -> Any:
    """A session as the board has it."""
    return page.evaluate("async name => (await import('/assets/store.js')).state.sessions.get(name) ?? null", name)


def by_others(fair: Served, path: str, **asked: Any) -> None:
    revision = fair.ask("/api/board")["revision"]
    fair.ask(path, {"by": "Wang", "revision": revision, **asked})


def test_what_is_written_in_a_form_is_written_in_the_file_and_undo_takes_it_back(fair: Served, look: Open) -> None:
    before = fair.file.read_bytes()
    page = look(fair)
    form_of(page, "standards")
    assert field(page, "attendance").input_value() == "100"
    field(page, "attendance").fill("180")
    with page.expect_request("**/api/form/sessions/standards*") as sent:
        save(page)
    assert sent.value.post_data_json["fields"] == {"attendance": "180"}
    assert "programme" not in sent.value.post_data_json
    expect(page.locator("#side dl")).to_contain_text("180人")
    fair.await_file(lambda content: content == before.replace(b"attendance: 100 ", b"attendance: 180 ", 1))
    page.locator("#undo").click()
    expect(page.locator("#side dl")).to_contain_text("100人")
    fair.await_file(lambda content: content == before)


def test_what_is_wrong_is_said_beside_its_field_and_nothing_written_is_lost(fair: Served, look: Open) -> None:
    page = look(fair)
    form_of(page, "standards")
    field(page, "title").fill("新标题")
    field(page, "duration").fill("很久")
    page.locator("#side summary").click()
    save(page)
    problem = page.locator('[data-field="duration"] .problem')
    expect(problem).to_contain_text("很久")
    expect(field(page, "duration")).to_be_focused()
    expect(field(page, "duration")).to_have_attribute("aria-invalid", "true")
    assert problem.get_attribute("id") in field(page, "duration").get_attribute("aria-describedby").split()
    assert field(page, "title").get_attribute("aria-invalid") == "false"
    session(page, "opening").click()
    form_of(page, "standards")
    assert (field(page, "title").input_value(), field(page, "duration").input_value()) == ("新标题", "很久")
    field(page, "duration").fill("4h")
    save(page)
    expect(page.locator("#side h2")).to_have_text("新标题")
    assert shown(page, "standards")["length"] == 240


def test_a_session_is_pinned_by_its_form_and_then_stays(fair: Served, look: Open) -> None:
    page = look(fair)
    form_of(page, "standards")
    field(page, "pinned").check()
    save(page)
    expect(page.locator("#side")).to_contain_text("已固定")
    expect(session(page, "standards").locator(".grip")).to_have_count(0)
    page.locator("#side .edit").click()
    field(page, "pinned").uncheck()
    save(page)
    expect(session(page, "standards").locator(".grip")).to_have_count(1)


def test_a_form_stays_while_others_change_its_entry_and_says_so(fair: Served, look: Open) -> None:
    page = look(fair)
    form_of(page, "standards")
    field(page, "attendance").fill("180")
    by_others(fair, "/api/form/sessions/standards", fields={"title": "王的标题", "attendance": "150"})
    expect(field(page, "title")).to_have_value("王的标题")
    assert field(page, "attendance").input_value() == "180"
    expect(page.locator('[data-field="attendance"] .news')).to_contain_text("150")
    expect(page.locator("form.entry > .news")).to_contain_text("刚刚")
    save(page)
    expect(page.locator("#side dl")).to_contain_text("180人")
    assert shown(page, "standards")["title"] == "王的标题"


def test_an_entry_that_others_remove_leaves_its_form_to_read(fair: Served, look: Open) -> None:
    page = look(fair)
    form_of(page, "opening")
    field(page, "attendance").fill("180")
    by_others(fair, "/api/remove/sessions/opening")
    expect(page.locator("form.entry > .news")).to_contain_text("已被删除")
    assert field(page, "attendance").input_value() == "180"


def test_a_programme_is_put_in_order_by_its_rows(fair: Served, look: Open) -> None:
    page = look(fair)
    form_of(page, "standards")
    rows = page.locator(".programme > li")
    count = rows.count()
    rows.last.locator('[data-part="gone"]').click()
    page.locator("fieldset > div > button").click()
    expect(rows).to_have_count(count)
    page.keyboard.type("闭幕")
    rows.last.locator('[data-part="for"]').fill("10min")
    rows.last.locator(".list input").fill("翟瑞光")
    page.keyboard.press("Enter")
    expect(rows.last.locator(".chips li")).to_contain_text("翟瑞光")
    rows.first.locator('[data-part="down"]').click()
    expect(rows.nth(1).locator('[data-part="down"]')).to_be_focused()
    with page.expect_request("**/api/form/sessions/standards*") as sent:
        save(page)
    told = sent.value.post_data_json
    assert told["fields"] == {}
    assert [row["title"] for row in told["programme"]][:2] == ["领导致辞", "论坛开幕"]
    assert told["programme"][-1] == {"at": "", "for": "10min", "title": "闭幕", "people": "翟瑞光"}
    expect(page.locator("#side h2")).to_have_text(TITLE)
    again = fair.ask("/api/form/sessions/standards")["programme"]
    assert [row["title"] for row in again] == [row["title"] for row in told["programme"]]


def test_a_new_session_waits_in_the_tray_until_it_is_removed(fair: Served, look: Open) -> None:
    before = fair.file.read_bytes()
    page = look(fair)
    page.locator("#new-session").click()
    expect(field(page, "title")).to_be_focused()
    page.keyboard.type("Open Day: AI for All")
    expect(field(page, "id")).to_have_value("open-day-ai-for-all")
    field(page, "title").fill("开放日")
    expect(field(page, "id")).to_have_value("session-1")
    field(page, "duration").fill("1h")
    save(page)
    expect(page.locator('#unplaced [data-id="session-1"]')).to_be_visible()
    expect(page.locator("#side h2")).to_have_text("开放日")
    page.locator("#side .edit").click()
    page.locator("#side .remove").click()
    expect(page.locator(".question")).to_contain_text("开放日")
    page.locator(".question .alarm").click()
    expect(page.locator('#unplaced [data-id="session-1"]')).to_have_count(0)
    expect(page.locator("#side")).to_be_hidden()
    fair.await_file(lambda content: content == before)
    page.locator("#undo").click()
    expect(page.locator('#unplaced [data-id="session-1"]')).to_be_visible()


def test_a_room_is_opened_from_its_name_and_edited(fair: Served, look: Open) -> None:
    page = look(fair)
    page.locator("button.room-name").first.focus()
    for _ in range(2):
        page.keyboard.press("ArrowDown")
    page.keyboard.press("Enter")
    expect(page.locator("#side h2")).to_have_text("4号会议室")
    expect(page.locator("#side a")).to_have_attribute("href", "/now/4")
    standing = [one for one in fair.ask("/api/board")["sessions"] if one["room"] == "4"]
    assert sorted(page.locator("#side .appointments .link").all_inner_texts()) == sorted(
        one["title"] for one in standing
    )
    page.locator("#side .edit").click()
    field(page, "capacity").fill("60")
    save(page)
    expect(page.locator("#side dl")).to_contain_text("60")
    page.locator("#undo").click()
    expect(page.locator("#side dl")).not_to_contain_text("60")
    page.keyboard.press("Escape")
    expect(page.locator("[data-room='4']")).to_be_focused()


def test_a_name_leads_to_where_its_person_is_when(fair: Served, look: Open) -> None:
    page = look(fair)
    session(page, "standards").click()
    page.locator("#side dl .link", has_text="翟瑞光").click()
    expect(page.locator("#side h2")).to_have_text("翟瑞光")
    expect(page.locator("#side .appointments li")).to_have_count(2)
    expect(page.locator("#side .appointments li").first).to_contain_text(TITLE)
    page.locator("#side .edit").click()
    field(page, "name").fill("翟先生")
    save(page)
    expect(page.locator("#side h2")).to_have_text("翟先生")


def test_the_end_of_a_session_is_dragged(fair: Served, look: Open) -> None:
    page = look(fair)
    grip = session(page, "compliance").locator(".grip").bounding_box()
    x, y = grip["x"] + grip["width"] / 2, grip["y"] + 20
    hour = page.evaluate("async () => (await import('/assets/scale.js')).scale() * 60")
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x - hour * 0.9, y, steps=4)
    expect(page.locator("#hint")).to_contain_text("09:00–11:00")
    expect(page.locator("#hint")).to_contain_text("2小时")
    page.mouse.up()
    expect(page.locator("#toasts")).to_contain_text("2小时")
    assert shown(page, "compliance")["length"] == 120
    assert page.locator(".ghost").count() == 0
    page.locator("#undo").click()
    expect(session(page, "compliance")).to_have_attribute("title", re.compile("09:00–12:00"))


def test_turned_the_end_of_a_session_is_dragged_and_moved_by_keyboard(fair: Served, look: Open) -> None:
    page = look(fair)
    page.locator("#turn").click()
    session(page, "compliance").scroll_into_view_if_needed()
    grip = session(page, "compliance").locator(".grip").bounding_box()
    eleven = page.locator(".hour", has_text="11:00").bounding_box()
    x, y = grip["x"] + 20, grip["y"] + grip["height"] / 2
    page.mouse.move(x, y)
    page.mouse.down()
    page.mouse.move(x, eleven["y"] + 3, steps=4)
    expect(page.locator("#hint")).to_contain_text("09:00–11:00")
    page.mouse.up()
    expect(session(page, "compliance")).to_have_attribute("title", re.compile("09:00–11:00"))
    session(page, "compliance").focus()
    page.keyboard.press("Shift+ArrowDown")
    page.keyboard.press("Enter")
    expect(session(page, "compliance")).to_have_attribute("title", re.compile("09:00–11:30"))


def test_the_end_of_a_session_is_moved_by_keyboard(fair: Served, look: Open) -> None:
    page = look(fair)
    session(page, "standards").focus()
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Shift+ArrowRight")
    expect(page.locator("#live")).to_contain_text("13:30–17:30")
    page.keyboard.press("Escape")
    assert fair.ask("/api/board")["undo"] == 0
    page.keyboard.press("Shift+ArrowRight")
    page.keyboard.press("Enter")
    expect(session(page, "standards")).to_have_attribute("title", re.compile("13:30–17:00"))
    expect(session(page, "standards")).to_be_focused()


def test_a_clash_is_accepted_and_the_acceptance_taken_back(fair: Served, look: Open) -> None:
    page = look(fair)
    start = shown(page, "standards")["start"]
    by_others(fair, "/api/moves", moves={"standards": {"room": "4", "start": start}})
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")
    session(page, "standards").click()
    page.locator("#side .clashes > li > .link").click()
    why = page.locator(".waiver [name=why]")
    expect(why).to_be_focused()
    assert page.locator(".waiver [name=who]").input_value() == "Li"
    why.fill("两场合办")
    by_others(fair, "/api/moves", moves={"opening": None})
    expect(page.locator('#unplaced [data-id="opening"]')).to_be_visible()
    expect(why).to_have_value("两场合办")
    page.locator(".waiver [name=until]").fill("2023-07-07")
    page.locator(".waiver [type=submit]").click()
    expect(page.locator("#clash-count")).not_to_contain_text("1处冲突")
    expect(page.locator("#side .clashes")).to_contain_text("两场合办")
    expect(page.locator("#side .clashes")).to_contain_text("7月7日")
    fair.await_file(lambda content: "两场合办".encode() in content)
    page.locator("#side .clashes .link").click()
    expect(page.locator("#clash-count")).to_contain_text("1处冲突")


CONFLICT = {"number": 7, "message": "人数", "mine": "180", "file": "150"}


def test_a_person_decides_between_an_edit_here_and_one_in_the_file(fair: Served, look: Open) -> None:
    page = look(fair)
    conflicts = [CONFLICT]

    def told(route: Any) -> None:
        answer = route.fetch()
        route.fulfill(response=answer, json={**answer.json(), "conflicts": conflicts})

    def decided(route: Any) -> None:
        assert route.request.post_data_json == {"by": "Li", "keep": "file"}
        board = fair.ask("/api/board")
        route.fulfill(json={**board, "conflicts": [], "revision": board["revision"] + 1})

    page.route("**/api/board*", told)
    page.route("**/api/conflicts/7*", decided)
    page.reload()
    page.locator("#banner-conflicts button").click()
    expect(page.locator(".conflicts li")).to_contain_text("150")
    page.locator(".conflicts .version").last.get_by_role("button").click()
    expect(page.locator("#banner-conflicts")).to_have_count(0)
    expect(page.locator("#side")).to_contain_text("已全部选定")


def test_axe_finds_no_serious_barrier_in_forms_and_nothing_sticks_out(fair: Served, look: Open, axe: str) -> None:
    found: list[tuple[str, list[str]]] = []
    for options in ({}, {"viewport": PHONE, "color_scheme": "dark", "language": "en"}):
        page = look(fair, **options)
        form_of(page, "standards")
        page.locator("#side summary").click()
        assert page.evaluate(
            "document.querySelector('#side').scrollWidth <= document.querySelector('#side').clientWidth"
        )
        found += barriers(page, axe)
    assert found == []
