"""`plan where` and `plan why` on the command line: what people type, what they get, and how it ends."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan

SMALL = """
expo: {id: small, title: Small fair, timezone: Europe/Berlin, days: 2024-10-26..2024-10-27, hours: 09:00-12:00,
  language: en}
rooms: [{id: A, name: Hall A, capacity: 100}, {id: B, name: Hall B, capacity: 80}, {id: stage, name: Stage, kind: open}]
people: [{id: zoe, name: Zoe}]
sessions:
  - {id: opening, title: Opening, duration: 3h, attendance: 70, start: 2024-10-26 09:00, room: A, people: [zoe]}
  - {id: panel, title: Panel, duration: 3h, attendance: 30, when: [2024-10-26], start: 2024-10-26 09:00, room: B}
  - {id: debate, title: Debate, duration: 90min, when: [2024-10-26], attendance: 60, priority: 4}
  - {id: wide, title: Wide, duration: 1h, attendance: 400}
  - {id: contest, title: Contest, start: 2024-10-26 09:00 .. 2024-10-27 11:00, room: stage}
  - {id: fixed, title: Fixed, duration: 1h, start: 2024-10-27 09:00, room: A, pinned: true}
rules: [apart: {sessions: [panel, debate], weight: 2}]
goals: {snug_room: 1}
"""


@pytest.fixture
def small(tmp_path: Path) -> Path:
    path = tmp_path / "small.yaml"
    path.write_text(SMALL, encoding="utf-8")
    return path


def pinned(path: Path, *names: str) -> Path:
    """The same file with these sessions pinned."""
    text = path.read_text(encoding="utf-8")
    for name in names:
        text = text.replace(f"id: {name},", f"id: {name}, pinned: true,")
    path.write_text(text, encoding="utf-8")
    return path


def places(plan: Plan, *arguments: object) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(plan("where", *arguments, "--json").out)["places"]
    return found


def test_places_come_with_what_they_cost_and_who_is_told(plan: Plan, small: Path) -> None:
    ran = plan("where", small, "opening", "--json", "--top", 50)
    document = json.loads(ran.out)
    assert ran.code == 0
    assert document["session"] == "opening"
    assert document["now"] == {"room": "A", "start": "2024-10-26T09:00:00+02:00", "end": "2024-10-26T12:00:00+02:00"}
    swap, sunday = document["places"]
    assert (swap["room"], swap["start"]) == ("B", document["now"]["start"])
    assert swap["told"] == 72 + 31
    assert [(move["session"], move["to"]["room"], move["told"]) for move in swap["moves"]] == [("panel", "A", 31)]
    assert (sunday["room"], sunday["start"], sunday["told"]) == ("B", "2024-10-27T09:00:00+01:00", 72)
    assert (sunday["disturbance"], sunday["moves"]) == (144, [])
    assert sunday["cost"] == 1 - 3
    assert [(cost["rule"], cost["cost"]) for cost in sunday["costs"]] == [("snug_room", 1)]
    assert [(cost["rule"], cost["cost"]) for cost in sunday["saves"]] == [("snug_room", 3)]


def test_a_session_without_a_place_tells_nobody_of_its_own(plan: Plan, small: Path) -> None:
    text = small.read_text(encoding="utf-8")
    small.write_text(text.replace(", start: 2024-10-26 09:00, room: A, people", ", people"), encoding="utf-8")
    document = json.loads(plan("where", small, "opening", "--json", "--top", 2).out)
    assert document["now"] is None
    assert [place["told"] for place in document["places"]] == [0, 0]


@pytest.mark.parametrize(
    ("language", "expected"),
    [
        (
            "en",
            [
                "“Opening” is on Sat 26 Oct 09:00–12:00, Hall A",
                "“Panel” moves to Hall A (from Hall B); notify 31",
            ],
        ),
        ("zh", ["“Opening”现排在10月26日（周六）09:00–12:00、Hall A，可改到：", "需通知31人"]),
    ],
)
def test_places_are_told_as_a_table(
    plan: Plan, small: Path, language: str, expected: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "140")
    ran = plan("where", small, "opening", "--lang", language)
    assert ran.code == 0
    assert all(words in ran.out for words in expected), ran.out
    assert f"{small}:7:5" in ran.out


def test_top_says_how_many(plan: Plan, small: Path) -> None:
    assert len(places(plan, small, "opening", "--top", 1)) == 1
    assert plan("where", small, "opening", "--top", 0).code == 2


@pytest.mark.parametrize(
    ("language", "expected"),
    [("en", "by moving one or two other sessions"), ("zh", "移动一两场其他活动即可腾出的安排")],
)
def test_where_all_is_taken_by_pinned_ones_the_clash_is_told(
    plan: Plan, small: Path, language: str, expected: str
) -> None:
    pinned(small, "opening", "panel")
    ran = plan("where", small, "debate", "--lang", language)
    assert ran.code == 1
    assert expected in ran.out
    assert f"{small}:9:5: {'error' if language == 'en' else '错误'}: room_clash" in ran.out
    assert "--afresh" in ran.out
    document = json.loads(plan("where", small, "debate", "--json").out)
    assert document["places"] == []
    assert document["nearest"]
    assert [clash["rule"] for clash in document["clashes"]] == ["room_clash"]


def test_a_pinned_neighbour_never_moves(plan: Plan, small: Path) -> None:
    pinned(small, "panel")
    assert all(not place["moves"] for place in places(plan, small, "opening", "--top", 50))
    (place,) = places(plan, small, "debate", "--top", 1)
    assert [move["session"] for move in place["moves"]] == ["opening"]


def test_a_pinned_session_has_no_other_place(plan: Plan, small: Path) -> None:
    ran = plan("where", small, "fixed")
    assert ran.code == 1
    assert "it is pinned" in ran.out
    assert "取消 pinned" in plan("where", small, "fixed", "--lang", "zh").out


def test_where_no_room_suits_the_demands_are_told(plan: Plan, small: Path) -> None:
    ran = plan("where", small, "wide")
    assert ran.code == 1
    assert "no room and time suits it" in ran.out
    assert f"{small}:10:43: room_fit: “Wide” needs 400 seats" in ran.out
    (demand,) = json.loads(plan("where", small, "wide", "--json", "--lang", "zh").out)["demands"]
    assert demand["rule"] == "room_fit"
    assert demand["where"] == ["small.yaml:10:43"]


def test_an_expo_without_rooms_offers_nothing(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "open.yaml"
    text = (
        "expo: {id: open, title: Open, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, language: en}\n"
    )
    path.write_text(text + "rooms: [{id: hall, name: Hall, kind: open}]\nsessions: [{id: a, title: A, duration: 1h}]\n")
    ran = plan("where", path, "a")
    assert ran.code == 1
    assert "no room and time suits it" in ran.out


def test_a_solved_schedule_is_looked_at_instead_of_the_scenario(plan: Plan, small: Path, tmp_path: Path) -> None:
    text = small.read_text(encoding="utf-8")
    small.write_text("\n".join(line for line in text.splitlines() if "id: wide" not in line), encoding="utf-8")
    plan("solve", small, "-q", "-o", tmp_path / "out")
    schedule = tmp_path / "out" / "schedule.json"
    placed = {session["id"]: session for session in json.loads(schedule.read_text(encoding="utf-8"))["sessions"]}
    document = json.loads(plan("where", small, "opening", "--schedule", schedule, "--json").out)
    assert document["now"]["room"] == placed["opening"]["room"]
    assert str(schedule) in plan("where", small, "opening", "--schedule", schedule).out
    assert plan("why", small, "opening", "--schedule", schedule).code == 0


@pytest.mark.parametrize("command", ["where", "why"])
@pytest.mark.parametrize(
    ("session", "language", "expected"),
    [
        ("opning", "en", "SESSION: there is no session 'opning' (did you mean 'opening'?)"),
        ("opning", "zh", "SESSION: 没有名为“opning”的活动（是不是“opening”？）"),
        ("…", "en", "known: opening, panel"),
    ],
)
def test_an_unknown_session_ends_with_a_hint(
    plan: Plan, small: Path, command: str, session: str, language: str, expected: str
) -> None:
    ran = plan(command, small, session, "--lang", language, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert expected in ran.err


def test_a_session_and_a_room_may_be_named_by_what_they_are_called(plan: Plan, small: Path) -> None:
    by_name = plan("why", small, "Panel", "--room", "Hall A", "--json")
    assert by_name == plan("why", small, "panel", "--room", "A", "--json")
    small.write_text(SMALL.replace("name: Hall B", "name: Hall A").replace("Debate", "Panel"), encoding="utf-8")
    several = plan("why", small, "panel", "--room", "Hall A")
    assert several.code == 2
    assert "--room: more than one is called 'Hall A' (give an id instead: A, B)" in several.err
    assert "panel, debate" in plan("where", small, "Panel").err


@pytest.mark.parametrize("language", ["en", "zh"])
def test_why_tells_what_a_place_would_break(plan: Plan, small: Path, language: str) -> None:
    ran = plan("why", small, "debate", "--start", "2024-10-26 09:30", "--room", "B", "--lang", language)
    assert ran.code == 1
    error, warning, *_ = ran.out.splitlines()
    assert error.startswith(f"{small}:8:5: {'error' if language == 'en' else '错误'}: room_clash: ")
    assert f"({small}:9:5)" in error
    assert "apart" in warning
    assert f"plan where {small} debate" in ran.out
    document = json.loads(plan("why", small, "debate", "--start", "2024-10-26 09:30", "--room", "B", "--json").out)
    assert (document["errors"], document["warnings"], document["waived"]) == (1, 1, 0)
    assert {clash["rule"] for clash in document["clashes"]} == {"room_clash", "apart"}
    assert document["cost"] == 2 + 2 - 4
    assert document["told"] == 0


def test_why_says_that_a_place_fits_and_what_it_costs(plan: Plan, small: Path) -> None:
    arguments = ["why", small, "opening", "--start", "2024-10-27 9:00", "--room", "B"]
    ran = plan(*arguments)
    assert ran.code == 0
    assert "“Opening” fits on Sun 27 Oct 09:00–12:00, Hall B" in ran.out
    assert "cost compared with now: −2; people to notify: 72" in ran.out
    assert "“Opening”可以排在10月27日（周日）09:00–12:00、Hall B" in plan(*arguments, "--lang", "zh").out
    assert "“Opening” is on Sat 26 Oct 09:00–12:00, Hall A already" in plan("why", small, "opening").out


def test_why_of_a_session_over_several_days(plan: Plan, small: Path) -> None:
    fits = plan("why", small, "contest", "--start", "2024-10-26 09:00 .. 2024-10-27 11:00", "--json")
    assert (fits.code, json.loads(fits.out)["clashes"]) == (0, [])
    late = plan("why", small, "contest", "--start", "2024-10-27 09:00", "--json")
    assert late.code == 1
    assert {clash["rule"] for clash in json.loads(late.out)["clashes"]} == {"room_open", "time_window"}
    wrong = plan("why", small, "contest", "--start", "2024-10-26 09:00 .. 2024-10-27 10:00")
    assert wrong.code == 2
    assert "omit the end" in wrong.err


@pytest.mark.parametrize(
    ("arguments", "expected"),
    [
        (["--start", "tomorrow"], ["--start: expected a date and a clock time, found 'tomorrow'", "2023-07-06 13:30"]),
        (["--start", " ", "--room", "A"], ["--start: the value is empty"]),
        (["--start", "2024-10-27 02:30", "--room", "A"], ["--start: 2024-10-27 02:30 occurs twice"]),
        (["--start", "9999-01-01 09:00", "--room", "A"], ["--start: there is no day"]),
        (["--start", "x", "--room", "Hall Z"], ["--start: ", "--room: there is no room 'Hall Z' (did you mean"]),
        (["--room", "A"], ["--start: “Debate” has no start yet"]),
        (["--start", "2024-10-26 09:00"], ["--room: “Debate” has no room yet", "A, B, stage"]),
    ],
)
def test_what_cannot_be_read_is_told_at_once(
    plan: Plan, small: Path, arguments: list[str], expected: list[str]
) -> None:
    ran = plan("why", small, "debate", *arguments, "--json")
    assert (ran.code, ran.out) == (2, "")
    assert all(words in ran.err for words in expected), ran.err
    assert plan("why", small, "debate", *arguments, "--lang", "zh").err != ran.err


def test_what_is_far_outside_the_expo_is_a_clash(plan: Plan, small: Path) -> None:
    for start in ("1990-01-01 00:00", "2090-12-31 23:59"):
        ran = plan("why", small, "debate", "--start", start, "--room", "A", "--json")
        assert ran.code == 1
        assert "time_window" in {clash["rule"] for clash in json.loads(ran.out)["clashes"]}


def test_many_costs_of_one_rule_are_summed_up(plan: Plan, small: Path) -> None:
    small.write_text(SMALL.replace("snug_room: 1", "spare_room: 2, snug_room: 0"), encoding="utf-8")
    ran = plan("why", small, "debate", "--start", "2024-10-27 09:00", "--room", "B")
    assert "+4: no room is free Sun 27 Oct 09:00–09:30 (and 1 more)" in ran.out


def test_a_report_goes_with_its_forum(plan: Plan, scenarios: Path) -> None:
    """At the real fair: the forum's report, which a host shelters, moves along and is told of."""
    document = json.loads(plan("where", scenarios / "dicc-2023.yaml", "standards", "--json").out)
    first = document["places"][0]
    assert (first["room"], first["start"], first["told"]) == ("12", document["now"]["start"], 111)
    assert [(move["session"], move["to"]["room"]) for move in first["moves"]] == [("offshore-trade-guide", "12")]
    ran = plan("why", scenarios / "dicc-2023.yaml", "standards", "--room", "7B")
    assert ran.code == 1
    assert "room_clash" in ran.out
    assert "host" in ran.out


def test_what_is_waived_at_a_place_is_told(plan: Plan, scenarios: Path) -> None:
    first, *_ = places(plan, scenarios / "dicc-2023.yaml", "ccf-1")
    assert [clash["rule"] for clash in first["waived"]] == ["host"]
    assert "已豁免：《大连市大数据产业发展白皮" in plan("where", scenarios / "dicc-2023.yaml", "ccf-1").out


def test_a_report_keeps_its_time_within_its_forum(plan: Plan, small: Path) -> None:
    report = (
        '  - {id: report, title: Report, duration: 10min, host: opening, start: "2024-10-26 09:50", room: A}\nrules:'
    )
    small.write_text(pinned(small, "panel").read_text(encoding="utf-8").replace("rules:", report), encoding="utf-8")
    (place,) = places(plan, small, "opening", "--top", 1)
    assert (place["start"], place["room"]) == ("2024-10-27T09:00:00+01:00", "B")
    (move,) = place["moves"]
    assert (move["session"], move["to"]["start"], move["to"]["room"]) == ("report", "2024-10-27T09:50:00+01:00", "B")
