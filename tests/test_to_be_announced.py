"""A session whose room is withdrawn stays, with the room to be announced; and what `plan publish` warns of."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import icalendar
import pytest
from conftest import Plan

from expo_planner.files.read.load import loads
from expo_planner.planner.diff import compare
from expo_planner.publishing.agenda import make_agenda
from expo_planner.publishing.formats import FORMATS, render

FAIR = """
expo: {id: tba, title: Small fair, timezone: Europe/Paris, days: [2027-05-20, 2027-05-21], hours: 09:00-18:00,
  language: en, place: Fair}
categories: [Talks]
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
people: [{id: ann, name: Ann Example}]
sessions:
  - {id: a, title: First, category: Talks, duration: 1h, start: 2027-05-20 10:00, room: A, people: [ann]}
  - {id: b, title: Second, category: Talks, duration: 1h, start: 2027-05-20 12:00, room: B}
"""
WITHDRAWN = FAIR.replace("10:00, room: A", "10:00")
WISH = "rules: [{before: {sessions: [b, a], weight: 3}}]\n"
WAIVER = "waivers: [{rule: room_clash, sessions: [a], by: office, why: agreed, until: 2027-05-20}]\n"


@pytest.fixture
def fair(tmp_path: Path) -> Path:
    return tmp_path / "fair.yaml"


def published(plan: Plan, fair: Path, text: str, *options: object) -> tuple[int, str, str]:
    fair.write_text(text, encoding="utf-8")
    ran = plan("publish", fair, "-o", fair.parent / "public", *options)
    return ran.code, ran.out, ran.err


def feed(fair: Path, name: str) -> dict[str, Any]:
    calendar = icalendar.Calendar.from_ical((fair.parent / "public" / "calendars" / f"{name}.ics").read_bytes())
    return {str(event["UID"]).partition("@")[0]: event for event in calendar.walk("VEVENT")}


@pytest.mark.parametrize("priority", ["must", "5"])
def test_a_withdrawn_room_is_no_cancellation(plan: Plan, fair: Path, priority: str) -> None:
    valued = FAIR.replace("people: [ann]}", f"people: [ann], priority: {priority}}}")
    withdrawn = valued.replace("10:00, room: A", "10:00")
    assert published(plan, fair, valued)[0] == 0
    before = feed(fair, "all")
    code, out, _ = published(plan, fair, withdrawn)
    assert code == 0
    assert "“First”: room to be announced, no longer Hall A; time unchanged: Thu 20 May 10:00–11:00" in out
    for name in ("all", "category-1", "day-2027-05-20"):
        event = feed(fair, name)["a"]
        assert (event["STATUS"], event["SEQUENCE"], event["TRANSP"]) == ("CONFIRMED", 1, "OPAQUE")
        assert "LOCATION" not in event
        assert (event["DTSTART"].dt, event["UID"]) == (before["a"]["DTSTART"].dt, before["a"]["UID"])
        assert feed(fair, name)["b"] == before["b"]
    assert feed(fair, "room-A") == {}
    assert set(feed(fair, "room-B")) == {"b"}
    assert published(plan, fair, withdrawn)[1].startswith(f"{fair}:8:58: warning")
    code, out, _ = published(plan, fair, valued.replace("10:00, room: A", "10:00, room: B"))
    assert "“First”: room announced: Hall B; time unchanged" in out
    event = feed(fair, "room-B")["a"]
    assert (event["SEQUENCE"], event["LOCATION"]) == (2, "Fair Hall B")


def test_everything_published_says_that_the_room_is_to_be_announced(plan: Plan, fair: Path) -> None:
    public = fair.parent / "public"
    for text in (FAIR, WITHDRAWN):
        published(plan, fair, text)
    pages = "index.html categories.html changes.html changes.atom agenda.html agenda.md board.svg ledger.json"
    for name in (*pages.split(), "apps/schedule.xml", "apps/schedule.json"):
        assert "room to be announced" in (public / name).read_text(encoding="utf-8"), name
    assert "场地待定" in (public / "index.html").read_text(encoding="utf-8")
    assert 'href="room-A.html"' not in (public / "index.html").read_text(encoding="utf-8")
    [first, _] = json.loads((public / "schedule.json").read_text(encoding="utf-8"))["sessions"]
    assert first == {
        "id": "a",
        "room": None,
        "start": "2027-05-20T10:00:00+02:00",
        "end": "2027-05-20T11:00:00+02:00",
    }


@pytest.mark.parametrize("format", sorted(FORMATS.keys() - {"png"}))
def test_every_format_takes_a_session_without_a_room(format: str) -> None:
    expo = loads(WITHDRAWN.replace("room: B}", "host: a}")).expo
    assert set(expo.standing.roomless) == {"a", "b"}
    assert not expo.standing
    assert render(make_agenda(expo, expo.standing), format)


def test_a_schedule_file_keeps_what_is_to_be_announced(plan: Plan, fair: Path, tmp_path: Path) -> None:
    published(plan, fair, WITHDRAWN)
    schedule = tmp_path / "public" / "schedule.json"
    ran = plan("publish", fair, "-o", tmp_path / "public", "--schedule", schedule)
    assert "nothing has changed since release 1" in ran.out
    assert plan("diff", tmp_path / "public", fair).out == "Small fair: changes to the programme\nNothing has changed.\n"
    plan("export", fair, "--to", "json", "-o", tmp_path / "exported.json")
    exported = json.loads((tmp_path / "exported.json").read_text(encoding="utf-8"))
    assert [one["room"] for one in exported["sessions"]] == [None, "B"]
    text = schedule.read_text(encoding="utf-8").replace('"room": null,', "")
    (tmp_path / "odd.json").write_text(text, encoding="utf-8")
    ran = plan("check", fair, "--schedule", tmp_path / "odd.json")
    assert (ran.code, "room is missing" in ran.err) == (2, True)


def test_planning_takes_it_for_not_placed(plan: Plan, fair: Path, tmp_path: Path) -> None:
    fair.write_text(WITHDRAWN, encoding="utf-8")
    ran = plan("check", fair)
    assert ran.code == 1
    assert "error: placed: “First” is not placed yet" in ran.out
    assert plan("solve", fair, "-o", tmp_path / "out", "-q").code == 0
    document = json.loads((tmp_path / "out" / "schedule.json").read_text(encoding="utf-8"))
    assert document["sessions"][0]["start"] == "2027-05-20T10:00:00+02:00"
    assert document["sessions"][0]["room"] in ("A", "B")


@pytest.mark.parametrize(
    ("language", "line", "room"),
    [
        ("en", "room to be announced, no longer Hall A", "no longer here, room to be announced"),
        ("zh", "场地待定，不再使用Hall A", "不再在此举行，场地待定"),
    ],
)
def test_a_notice_says_it_to_the_session_the_room_and_the_person(
    plan: Plan, fair: Path, tmp_path: Path, language: str, line: str, room: str
) -> None:
    fair.write_text(FAIR, encoding="utf-8")
    (tmp_path / "new.yaml").write_text(WITHDRAWN, encoding="utf-8")
    said = {
        view: plan("diff", fair, tmp_path / "new.yaml", "--by", view, "--lang", language).out
        for view in ("session", "room", "person")
    }
    assert line in said["session"]
    assert room in said["room"]
    assert "Ann Example" in said["person"] and line in said["person"]
    back = plan("diff", tmp_path / "new.yaml", fair, "--by", "room", "--lang", language).out
    assert {"en": "takes place here", "zh": "确定在此举行"}[language] in back


def test_the_change_is_one_of_the_room(fair: Path) -> None:
    old, new = loads(FAIR).expo, loads(WITHDRAWN).expo
    [change] = compare(old, old.standing, new, new.standing).sessions
    assert (change.id, change.kinds, change.waits) == ("a", ("room",), False)


@pytest.mark.parametrize(
    ("text", "warnings", "early"),
    [(FAIR, 0, 0), (FAIR + WISH, 1, 0), (FAIR + WAIVER, 0, 1), (WITHDRAWN, 1, 0), (WITHDRAWN + WISH + WAIVER, 1, 1)],
)
def test_warnings_and_waivers_that_end_early_are_counted(
    plan: Plan, fair: Path, tmp_path: Path, text: str, warnings: int, early: int
) -> None:
    code, out, err = published(plan, fair, text, "--strict", "--json")
    document = json.loads(out)
    refused = bool(warnings or early)
    assert (code, (tmp_path / "public").exists()) == (int(refused), not refused)
    assert (document["warnings"], document["waivers_ending_early"]) == (warnings, early)
    counted = f"errors: 0, warnings: {warnings}, waivers that end before the expo does: {early}"
    assert (counted in err) is refused
    assert ("because of --strict" in err) is refused
    code, out, err = published(plan, fair, text)
    assert (code, err) == (0, "")
    assert (counted in out) is refused
    assert ("this waiver of room_clash ends on 2027-05-20" in out) is bool(early)
    document = json.loads(published(plan, fair, text, "--json")[1])
    assert (document["warnings"], document["waivers_ending_early"]) == (warnings, early)
    assert document["to_be_announced"] == (["a"] if text.startswith(WITHDRAWN) else [])


def test_a_room_that_is_open_can_be_accepted(plan: Plan, fair: Path) -> None:
    waiver = "waivers: [{rule: placed, sessions: [a], by: office, why: to be rented}]\n"
    code, out, _ = published(plan, fair, WITHDRAWN + waiver, "--strict")
    assert (code, out.startswith("release 1")) == (0, True)


def test_other_errors_still_prevent_a_release(plan: Plan, fair: Path, tmp_path: Path) -> None:
    text = WITHDRAWN + "  - {id: c, title: Third, duration: 1h, start: 2027-05-20 12:30, room: B}\n"
    code, _, err = published(plan, fair, text)
    assert (code, (tmp_path / "public").exists()) == (1, False)
    assert "room_clash" in err and "nothing was published; errors: 1" in err
