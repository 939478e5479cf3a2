"""A plan is improved by few moves: as much as brute force finds, and with as few people disturbed."""

from __future__ import annotations

import json
import os
import random
from pathlib import Path

import pytest
from conftest import Plan
from expos import random_expo
from schedules import every_schedule

from expo_planner.checker import check
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import load, loads
from expo_planner.planner.improve import PlanHasErrors, improve
from expo_planner.rules import Scenario
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.limits import Effort
from expo_planner.solver.local_branching import LocalBranching

EXPOS = int(os.environ.get("IMPROVE_EXPOS", "30"))
EFFORT = Effort(time_limit=30)


def plans(seed: int) -> tuple[Scenario, list[Schedule]]:
    """A random expo of which every schedule can be looked at, and those without errors: at least two."""
    for again in range(100):
        scenario, good = _plans(seed + 1000 * again)
        if len(good) > 1:
            return scenario, good
    raise AssertionError("none of 100 random expos has two schedules")


def _plans(seed: int) -> tuple[Scenario, list[Schedule]]:
    """A random expo, without placements in its file, and its schedules without errors; none if there are too many."""
    text = json.loads(random_expo(seed))
    for session in text["sessions"]:
        for field in ("start", "room", "pinned"):
            session.pop(field, None)
    scenario = loads(json.dumps(text), name="random.json")
    return scenario, _enumerated(scenario)


def _enumerated(scenario: Scenario) -> list[Schedule]:
    candidates = InitialDomains(scenario.expo).holding(())
    size = 1
    for own in candidates.values():
        size *= 1 + sum(len(starts) for starts in own.values())
    if size > 4_000:
        return []
    schedules = every_schedule(scenario.expo, candidates)
    return [schedule for schedule in schedules if not check(scenario, schedule).errors]


@pytest.mark.parametrize("seed", range(EXPOS))
def test_the_best_improvement_equals_brute_force(seed: int) -> None:
    scenario, good = plans(seed)
    drawn = random.Random(seed)
    before = drawn.choice(good)
    same = [schedule for schedule in good if schedule.keys() == before.keys()]
    for improved in improve(scenario, before, range(3), EFFORT):
        task = LocalBranching(scenario, before, improved.most)
        within = [one for one in same if sum(one[name] != before[name] for name in before) <= improved.most]
        best = min((check(scenario, one).cost, *task.disturbance(one)) for one in within)
        assert (improved.cost, *task.disturbance(improved.schedule)) == best, improved.most
        assert improved.bound <= best[0] and len(improved.moves) <= improved.most
        assert improved.cost_before == check(scenario, before).cost


@pytest.mark.exhaustive
def test_no_further_move_makes_it_worse_and_none_is_needed_where_nothing_is_gained(scenarios: Path) -> None:
    scenario = load(scenarios / "dicc-2023.yaml")
    none, one, more = improve(scenario, scenario.expo.standing, [0, 1, 3], Effort(time_limit=300))
    assert none.schedule == scenario.expo.standing and not none.moves
    assert one.cost < none.cost and more.cost <= one.cost
    assert [len(none.moves), len(one.moves)] == [0, 1] and more.told == one.told


CLASHING = """
expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, language: en}
rooms: [{id: A, name: Hall A, capacity: 200}, {id: B, name: Hall B, capacity: 60}]
sessions:
  - {id: one, title: One, duration: 1h, attendance: 50, start: 2023-07-06 09:00, room: A}
  - {id: two, title: Two, duration: 1h, attendance: 150, start: 2023-07-06 10:00, room: A}
"""


def test_a_plan_with_errors_is_to_be_repaired_first(tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(CLASHING.replace("10:00", "09:30"), encoding="utf-8")
    scenario = load(path)
    with pytest.raises(PlanHasErrors):
        improve(scenario, scenario.expo.standing, [1], EFFORT)
    result = plan("improve", str(path), "--moves", "1", "-o", str(tmp_path / "out"))
    assert result.code == 1 and "plan repair" in result.err


def test_the_command_writes_the_schedule_and_the_curve(tmp_path: Path, plan: Plan) -> None:
    path, out = tmp_path / "tiny.yaml", tmp_path / "out"
    path.write_text(CLASHING, encoding="utf-8")
    single = plan("improve", str(path), "--moves", "1", "-o", str(out), "--json")
    assert single.code == 0
    document = json.loads(single.out)
    assert [move["session"] for move in document["moves"]] == ["one"] and document["told"] == 51
    assert document["cost_before"] == 20 and document["cost"] == 6 and document["bound"] == 6
    curve = plan("improve", str(path), "--moves", "0-2", "-o", str(out), "--json")
    assert [point["cost"] for point in json.loads(curve.out)["curve"]] == [20, 6, 6]
    assert (out / "curve.svg").read_text(encoding="utf-8").count("<circle") == 4
    assert (out / "schedule-2.json").exists()
    shown = plan("improve", str(path), "--moves", "1", "-o", str(out))
    assert "cost 20 → 6" in shown.out and "plan take" in shown.out
    taken = plan("take", str(out / "schedule.json"), "-o", str(path))
    assert taken.code == 0
    again = plan("improve", str(path), "--moves", "2", "-o", str(out))
    assert "does not lower the cost" in again.out


@pytest.mark.parametrize("given", ["x", "3-1", "-2", "1,,2", "1-999"])
def test_moves_are_whole_numbers(given: str, tmp_path: Path, plan: Plan) -> None:
    path = tmp_path / "tiny.yaml"
    path.write_text(CLASHING, encoding="utf-8")
    result = plan("improve", str(path), f"--moves={given}", "-o", str(tmp_path / "out"))
    assert result.code == 2 and not (tmp_path / "out").exists()
