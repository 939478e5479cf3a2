"""Who is in one place at one time: the search finds what looking at every two finds, however it is done."""

from __future__ import annotations

import json
import random
from collections.abc import Iterable
from itertools import combinations
from pathlib import Path
from typing import Any

import pytest
from benchmarks.placed import full_house
from hypothesis import given
from hypothesis import strategies as some

from expo_planner.checker import check
from expo_planner.domain.clock import Window
from expo_planner.files.read.load import load, loads
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import AllPairs, overlaps
from expo_planner.rules.requirements.overlaps import packed, swept

ticks = some.integers(-3, 12)
groups = some.lists(some.lists(some.builds(lambda start, length: Window(start, start + length), ticks, ticks)))


def every_two(group: list[Window]) -> list[tuple[int, int]]:
    """The pairs of a group by definition: two windows, neither empty, that share time."""
    lasting = [place for place, window in enumerate(group) if window.start < window.end]
    return [(one, other) for one, other in combinations(lasting, 2) if group[one].meets(group[other])]


@given(groups)
def test_both_ways_find_every_two_that_share_time(groups: list[list[Window]]) -> None:
    asked = [every_two(group) for group in groups]
    assert [sorted(pairs) for pairs in packed(groups)] == asked
    assert [sorted(swept(group)) for group in groups] == asked


@pytest.mark.parametrize("find", [packed, lambda groups: [swept(group) for group in groups]])
def test_a_booking_of_a_whole_week_is_found_beside_each_that_it_covers(find: Any) -> None:
    short = [Window(10 * place, 10 * place + 10) for place in range(overlaps.MANY)]
    first, week, last = find([short, [*short, Window(0, 10 * len(short))], short])
    assert not first and not last
    assert sorted(week) == [(place, len(short)) for place in range(len(short))]


def crowded(seed: int) -> Scenario:
    """Sessions thrown into rooms that share cells, with people who cannot be everywhere."""
    drawn = random.Random(seed)
    rooms: list[dict[str, Any]] = [{"id": name} for name in "ABC"]
    rooms[0]["turnover"] = "5min"
    rooms += [
        {"id": "AB", "cells": ["A", "B"]},
        {"id": "ABC", "cells": ["C", "A", "B"]},
        {"id": "BC", "cells": [*"BC"]},
    ]
    rooms += [{"id": "D", "site": "Hotel"}, {"id": "E", "kind": "open"}, {"id": "F", "kind": "online"}]
    sessions: list[dict[str, Any]] = []
    for number in range(25):
        start = f"2026-05-1{drawn.randrange(3)} {drawn.randrange(9, 17):02}:{drawn.choice(['00', '10', '30'])}"
        whole = drawn.random() < 0.1
        sessions.append(
            {
                "id": f"s{number}",
                "title": f"s{number}",
                "room": drawn.choice(rooms)["id"],
                "people": drawn.sample("xyz", drawn.choice([0, 1, 2])),
            }
            | ({"start": "2026-05-10 09:00 .. 2026-05-12 18:00"} if whole else {"start": start, "duration": "40min"})
            | {"setup": drawn.choice(["0min", "10min"]), "teardown": drawn.choice(["0min", "5min"]), "tags": ["t"]}
        )
        if not whole and drawn.random() < 0.3:
            item = {"for": "10min", "title": "Words"}
            sessions[-1]["programme"] = [item, item | {"people": [drawn.choice("xyz")]}]
        if number and drawn.random() < 0.1:
            sessions[-1]["host"] = f"s{drawn.randrange(number)}"
    expo = {"id": "crowded", "title": "Crowded", "timezone": "Europe/Berlin", "days": "2026-05-10..2026-05-12"}
    clash = {"turnover": f"{drawn.choice([0, 15])}min", "wall_move": f"{drawn.choice([0, 20])}min"}
    scenario = {
        "expo": expo | {"hours": "09:00-18:00", "place": "Fair", "language": "en"},
        "sites": {"travel": {"Fair - Hotel": f"{drawn.choice([0, 30])}min"}},
        "rooms": rooms,
        "sessions": sessions,
        "rules": [{"room_clash": clash}, {"apart": {"sessions": {"tag": "t"}}}],
    }
    return loads(json.dumps(scenario), name="crowded.json")


def found(scenario: Scenario) -> list[tuple[str, tuple[str, ...], tuple[str, ...], Window | None]]:
    """The clashes of every two, as the checker lists them."""
    clashes = check(scenario, scenario.expo.standing).clashes
    kinds = {one.rule for one in scenario.requirements if isinstance(one, AllPairs)}
    return [(clash.rule, clash.sessions, clash.people, clash.window) for clash in clashes if clash.rule in kinds]


def unordered(clashes: Iterable[tuple[str, tuple[str, ...], tuple[str, ...], Window | None]]) -> list[Any]:
    return sorted((rule, sorted(sessions), people, window) for rule, sessions, people, window in clashes)


@pytest.mark.parametrize("seed", range(30))
def test_the_checker_finds_every_clash_of_two(seed: int, monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = crowded(seed)
    asked = [
        (clash.rule, clash.sessions, clash.people, clash.window)
        for one in scenario.requirements
        if isinstance(one, AllPairs)
        for pair in one.pairs()
        for clash in pair.broken_by(scenario.expo.standing)
    ]
    few = found(scenario)
    assert {rule for rule, *_ in few} == {"room_clash", "person_clash", "apart"}
    assert unordered(few) == unordered(asked)
    monkeypatch.setattr(overlaps, "MANY", 0)
    assert found(scenario) == few


def test_rooms_name_the_earlier_session_first_and_people_the_one_first_in_the_file() -> None:
    expo = (scenario := crowded(0)).expo
    order = list(expo.sessions)
    for rule, sessions, _, _ in found(scenario):
        begins = [expo.taken(expo.sessions[name], expo.standing[name]).start for name in sessions]
        if rule == "person_clash":
            assert order.index(sessions[0]) < order.index(sessions[1])
        elif rule == "room_clash":
            assert begins == sorted(begins)


def test_rooms_that_share_cells_are_known_in_the_order_of_the_file() -> None:
    expo = crowded(0).expo
    assert expo.joins["B"] == ("B", "AB", "ABC", "BC")
    assert expo.joins["AB"] == ("AB", "A", "B", "ABC", "BC")
    assert expo.joins["D"] == ("D",)
    assert [room.id for room in expo.shared_cells("ABC", "AB")] == ["A", "B"]
    assert expo.shared_cells("A", "BC") == []


@pytest.mark.parametrize("least", [0, overlaps.MANY])
def test_a_full_house_has_the_clashes_that_were_planted(
    tmp_path: Path, least: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(overlaps, "MANY", least)
    for name, text in full_house(2500, 400).items():
        (tmp_path / name).write_bytes(text.encode())
    scenario = load(tmp_path / "scenario.yaml")
    assert len(scenario.expo.standing) == 2500
    assert [clash.rule for clash in check(scenario, scenario.expo.standing).clashes] == ["room_clash"] * 400
