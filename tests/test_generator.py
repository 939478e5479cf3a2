"""The expos that benchmarks are made of have a schedule, fill the rooms as asked, and are the same every time."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from benchmarks.generate import GOALS, generate, planted

from expo_planner.checker import check
from expo_planner.domain.plain_text import dump
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import load_schedule, loads
from expo_planner.rules import RULES, Scenario

SMALL = [(30, 6, 2, 0.7), (50, 12, 4, 0.75), (50, 12, 4, 0.9), (60, 8, 3, 0.9)]
LARGER = [(200, 12, 3, 0.7), (200, 20, 4, 0.75), (200, 20, 4, 0.9), (1000, 50, 5, 0.9)]
Size = tuple[int, int, int, float]


def made(size: Size, seed: int, folder: Path) -> tuple[Scenario, Schedule]:
    """The scenario and the planted schedule, both as read from files."""
    scenario = loads(dump(generate(*size, seed)), name="made.json")
    path = folder / "planted.json"
    path.write_text(dump(planted(*size, seed)), encoding="utf-8")
    return scenario, load_schedule(path, scenario)


def share_taken(scenario: Scenario, schedule: Schedule) -> float:
    """How much of the time in which cells can be used is taken, set-up and tear-down included."""
    expo = scenario.expo
    usable = sum(
        window.end - window.start for room in expo.rooms.values() if not room.joined for window in expo.usable(room)
    )
    taken = 0
    for name, placement in schedule.items():
        session = expo.sessions[name]
        if session.host is None:
            window = expo.taken(session, placement)
            taken += (window.end - window.start) * len(expo.rooms[placement.room].cells)
    return taken / usable


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("size", [*SMALL, *LARGER])
def test_the_planted_schedule_places_all_and_breaks_nothing(size: Size, seed: int, tmp_path: Path) -> None:
    scenario, schedule = made(size, seed, tmp_path)
    assert len(scenario.expo.sessions) == size[0]
    assert set(schedule) == set(scenario.expo.sessions)
    assert [clash.message.say("en") for clash in check(scenario, schedule).errors] == []
    assert share_taken(scenario, schedule) == pytest.approx(size[3], abs=0.01)


@pytest.mark.parametrize("size", [SMALL[0], LARGER[0]])
def test_the_same_arguments_give_the_same_bytes(size: Size) -> None:
    """In another process too, where sets have another order."""
    arguments = [*map(str, size), "7"]
    texts = {
        subprocess.run(
            [sys.executable, "-m", "benchmarks.generate", *arguments],
            cwd=Path(__file__).parent,
            env={**os.environ, "PYTHONHASHSEED": order},
            capture_output=True,
            check=True,
        ).stdout
        for order in ("1", "2")
    }
    assert len(texts) == 1
    assert loads(texts.pop().decode(), name="made.json").expo.id.endswith("-7")
    assert generate(*size, 7) != generate(*size, 8)


@pytest.mark.parametrize("rooms", [1, 2, 3])
def test_a_few_rooms_are_enough(rooms: int, tmp_path: Path) -> None:
    scenario, schedule = made((2 * rooms + 2, rooms, 1, 0.8), 0, tmp_path)
    assert len(schedule) == 2 * rooms + 2
    assert check(scenario, schedule).errors == ()


NOT_GENERATED = {
    *("pinned", "occupancy", "preference", "preference_table", "at_once", "avoid", "breaks", "workload", "night_rest"),
    *("waking_hours", "length_of_stay", "even_workload", "repeats", "staffing", "fair_shares"),
}
"""Rules that instances of the benchmarks do not have, so that figures stay comparable."""


def test_every_relation_and_goal_is_asked_for() -> None:
    scenario = loads(dump(generate(*LARGER[1])), name="made.json")
    asked = {demand.rule for demand in scenario.requirements}
    assert asked | NOT_GENERATED == set(RULES)
    assert all(GOALS.values())


def test_too_many_sessions_are_refused() -> None:
    with pytest.raises(ValueError, match="fit"):
        generate(500, 6, 2, 0.9)
