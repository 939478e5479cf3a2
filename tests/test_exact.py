"""Small means exact: repairs equal brute force, and a conflict that is told cannot hold by itself."""

from __future__ import annotations

import json
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from differential.compare import read
from differential.conflicts import ToldAlone, wrong_conflict
from differential.exact import main, try_conflicts, try_repair
from differential.facts import Made
from differential.run import Tally

from expo_planner.explainer import explain
from expo_planner.files.read.disruptions import read_disruption
from expo_planner.files.read.load import loads
from expo_planner.planner.repair import repair
from expo_planner.solver.limits import Effort
from expo_planner.solver.params import ReplanParams
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.replan.iterative_budget import IterativeBudget

REPAIRS = int(os.environ.get("EXACT_REPAIRS", "6"))
CONFLICTS = int(os.environ.get("EXACT_CONFLICTS", "5"))
"""How many random expos are tried here; 1,000 of each are for a run of their own."""


@pytest.mark.parametrize("seed", range(REPAIRS))
def test_a_repair_equals_brute_force_judged_by_the_reference(seed: int) -> None:
    tally = Tally()
    try_repair(seed, tally)
    assert tally.found == []


@pytest.mark.parametrize("seed", range(CONFLICTS))
def test_a_conflict_cannot_hold_by_itself_and_is_minimal(seed: int) -> None:
    tally = Tally()
    try_conflicts(seed, tally)
    assert tally.found == []


def test_the_command_counts_what_it_tried(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--repairs", "1", "--conflicts", "1", "--seed", "9"]) == 0
    out = capsys.readouterr().out
    assert "1 repairs compared with brute force" in out and "1 expos without a schedule" in out and "0 wrong" in out


def tiny(**more: Any) -> Made:
    """One day, two halls at two sites, sessions of an hour."""
    made: Made = {
        "expo": {
            "id": "tiny",
            "title": "Tiny",
            "timezone": "Asia/Shanghai",
            "days": ["2023-07-06"],
            "hours": "09:00-12:00",
            "place": "Fair",
            "language": "en",
        },
        "sites": {"travel": {}},
        "rooms": [{"id": "A", "name": "Hall A"}, {"id": "B", "name": "Hall B"}],
        "sessions": [{"id": f"s{number}", "title": f"S{number}", "duration": "1h"} for number in range(5)],
        "rules": [],
    }
    return made | more


def two_slots() -> Made:
    made = tiny()
    made["expo"]["slots"] = [{"at": "09:00-10:00"}, {"at": "11:00-12:00"}]
    return made


def far_apart() -> Made:
    """Two talks of one person at two sites, an hour and a half in all, and half an hour of travel is too much."""
    made = tiny(rooms=[{"id": "A", "name": "Hall A"}, {"id": "H", "name": "Hotel", "site": "Hotel"}])
    made["sites"]["travel"] = {"Fair - Hotel": "1h"}
    made["expo"]["hours"] = "09:00-11:30"
    made["sessions"] = [
        {"id": name, "title": name, "duration": "1h", "people": ["zoe"], "rooms": [room]}
        for name, room in (("a", "A"), ("b", "H"))
    ]
    return made


def long_turnover() -> Made:
    made = tiny(rooms=[{"id": "A", "name": "Hall A", "turnover": "45min"}])
    made["sessions"] = made["sessions"][:3]
    made["expo"]["hours"] = "09:00-12:30"
    return made


def coarse_step() -> Made:
    made = tiny(rooms=[{"id": "A", "name": "Hall A"}])
    made["expo"] |= {"hours": "09:30-11:30", "step": "1h"}
    made["sessions"] = made["sessions"][:2]
    return made


@pytest.mark.parametrize(
    ("make", "told"),
    [
        (two_slots, {"with a slot", "the expo is on Thu 6 Jul"}),
        (far_apart, {"1 h from Fair, Hotel", "the expo is open", "the expo is on"}),
        (long_turnover, {"Hall A needs 45 min", "the expo is open", "the expo is on"}),
        (coarse_step, {"on a grid of 1 h", "the expo is open", "the expo is on"}),
    ],
)
def test_what_the_expo_itself_contributes_is_told_with_its_place(make: Callable[[], Made], told: set[str]) -> None:
    made = make()
    [conflict] = explain(SearchProblem.of(read(made)), seconds=60).conflicts
    said = [premise.message.say("en") for premise in conflict.premises]
    assert len(said) == len(told) and all(any(words in one for one in said) for words in told), said
    assert all(premise.sources[0].place and premise.message.say("zh") for premise in conflict.premises)
    assert conflict.minimal and [*wrong_conflict(made, conflict)] == []


def test_a_conflict_that_left_the_slots_out_would_be_noticed() -> None:
    """So it was once: the slots were taken for granted, and what was told could hold."""
    made = two_slots()
    [conflict] = explain(SearchProblem.of(read(made)), seconds=60).conflicts
    assert ToldAlone(conflict.requirements, conflict.premises).holds(made) is False
    rest = tuple(one for one in conflict.premises if "slot" not in one.message.say("en"))
    [wrong] = wrong_conflict(made, replace(conflict, premises=rest))
    assert wrong.startswith("can hold")


def test_another_slot_is_a_way_out_that_cannot_be_written(plan: Plan, tmp_path: Path) -> None:
    path = tmp_path / "slots.yaml"
    path.write_text(json.dumps(two_slots(), indent=1))
    line = next(number for number, text in enumerate(path.read_text().splitlines(), 1) if '"slots"' in text)
    document = json.loads(plan("explain", path, "--json").out)
    assert any(where.startswith(f"slots.yaml:{line}:") for one in document["conflict"] for where in one["where"])
    said = [way["message"] for way in document["repairs"]]
    number = 1 + next(place for place, one in enumerate(said) if "another slot, Thu 6 Jul 10:00–11:00" in one)
    assert plan("explain", path, "--apply", number, "-q").code != 0


SMALL = """
expo: {id: small, title: Small, timezone: Europe/Berlin, days: [2024-11-03, 2024-11-04], hours: 09:00-12:00}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
sessions:
  - {id: a, title: Panel, duration: 1h, start: 2024-11-03 10:00, room: A}
  - {id: b, title: Talk, duration: 1h, prefer: {rooms: [B]}, start: 2024-11-03 10:00, room: B}
"""


@pytest.mark.parametrize(
    ("params", "status", "too_large"),
    [
        ({"largest_wishing": 0}, "optimal", False),
        ({"largest_known": 0, "largest_unknown": 0}, "optimal", False),
        ({"largest_wishing": 0, "largest_whole": 0}, "feasible", True),
        ({"largest_known": 0, "largest_unknown": 0, "largest_whole": 0}, "unknown", True),
    ],
)
def test_the_whole_model_proves_what_reach_leaves_open(
    monkeypatch: pytest.MonkeyPatch, params: dict[str, int], status: str, too_large: bool
) -> None:
    """And where it cannot hold the expo either, its size is the reason, not the time."""
    monkeypatch.setattr(IterativeBudget.__init__, "__kwdefaults__", {"params": ReplanParams(**params)})
    scenario = loads(SMALL)
    disruption = read_disruption(scenario.expo, close=["A 2024-11-03"])
    mended = repair(scenario, scenario.expo.standing, disruption, Effort(time_limit=60))
    assert (mended.status, mended.too_large) == (status, too_large)
