"""Search part by part: what single sessions and parts see of the demands is what the whole schedule says."""

from __future__ import annotations

import random
from dataclasses import replace

import pytest
from benchmarks.generate import generate
from expos import random_expo
from schedules import every_placement, every_schedule
from test_rules import EXAMPLES, only

from expo_planner.checker import check
from expo_planner.documents import dump
from expo_planner.planner import solve
from expo_planner.requirements import OfOne
from expo_planner.rules import Example, Rule, Scenario
from expo_planner.rules.room_clash import OneAtATime
from expo_planner.scenario import loads
from expo_planner.schedule import Placement, Schedule
from expo_planner.solver import search
from expo_planner.solver.effort import Effort
from expo_planner.solver.occupancy import Occupancy
from expo_planner.solver.problem import Problem
from expo_planner.solver.table import Table


@pytest.fixture
def by_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small, a scenario is solved part by part."""
    monkeypatch.setattr(search, "WHOLE", -1)


def made(sessions: int, rooms: int, days: int, use: float, seed: int = 0) -> Scenario:
    return loads(dump(generate(sessions, rooms, days, use, seed)), name="made.json")


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_session_is_admitted_where_it_is_in_no_clash(rule: type[Rule], example: Example) -> None:
    scenario = only(loads(example.scenario), rule)
    for schedule in every_schedule(scenario.expo, every_placement(scenario.expo)):
        for requirement in scenario.requirements:
            if requirement.rule == "placed":
                continue
            named = {name for clash in requirement.broken_by(schedule) for name in clash.sessions}
            for name in set(requirement.sessions) & schedule.keys():
                others = {other: place for other, place in schedule.items() if other != name}
                if requirement.rule == "host" and scenario.expo.sessions[name].host not in schedule:
                    continue
                assert requirement.admits(others, name, schedule[name]) == (name not in named), (name, schedule)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_part_costs_what_the_whole_does_but_for_what_stays(rule: type[Rule], example: Example) -> None:
    """Between two schedules that differ in the free sessions alone, restricted demands see the whole difference."""
    asked = loads(example.scenario)
    scenario = only(asked, rule, weight=None if example.cost else 7)
    schedules = list(every_schedule(asked.expo, every_placement(asked.expo)))
    drawn = random.Random(1)
    for _ in range(60):
        before = drawn.choice(schedules)
        free = frozenset(drawn.sample(sorted(asked.expo.sessions), 1 + drawn.randrange(len(asked.expo.sessions))))
        other = drawn.choice(schedules)
        moved = {name: place for name, place in before.items() if name not in free}
        after = Schedule({**moved, **{name: place for name, place in other.items() if name in free}})
        if rule.name == "room_clash" and len(free) < len(asked.expo.sessions):
            continue  # what stays is kept out of the candidates by occupancy, tested below
        parts = [part for demand in scenario.requirements for part in demand.restricted(before, free)]
        change = [sum(clash.cost for part in parts for clash in part.broken_by(one)) for one in (before, after)]
        assert change[1] - change[0] == check(scenario, after).cost - check(scenario, before).cost


@pytest.mark.parametrize("seed", range(30))
def test_windows_find_what_every_single_placement_says(seed: int) -> None:
    scenario = loads(random_expo(seed), name="random.json")
    candidates = Table(scenario.expo).all()
    for demand in scenario.requirements:
        if isinstance(demand, OfOne):
            for room, starts in candidates[demand.session.id].items():
                assert demand.holding(room, starts) == OfOne.holding(demand, room, starts)
                assert demand.amounts(room, starts) == OfOne.amounts(demand, room, starts)


@pytest.mark.parametrize("seed", range(20))
def test_free_places_clash_with_nobody(seed: int) -> None:
    scenario = made(30, 6, 2, 0.8, seed)
    problem = Problem(scenario, Table(scenario.expo))
    cells = [demand for demand in scenario.requirements if isinstance(demand, OneAtATime)]
    starts = {start for session in scenario.expo.sessions.values() for start in problem.table.starts(session)}
    occupancy = Occupancy(scenario.expo, problem.gaps, starts)
    placed: dict[str, Placement] = {}
    drawn = random.Random(seed)
    for name, session in scenario.expo.sessions.items():
        candidates = problem.candidates(name)
        free = {room: occupancy.free(session, [room], own)[0] for room, own in candidates.items()}
        for room, own in candidates.items():
            for start, open_ in zip(own, free[room].tolist(), strict=True):
                place = scenario.expo.place_session(session, room, start)
                alone = all(not list(demand.broken_by(Schedule({**placed, name: place}))) for demand in cells if placed)
                assert open_ == alone
        options = [(room, start) for room, own in candidates.items() for start in own]
        choices = [(room, start) for room, start in options if free[room][candidates[room].index(start)]]
        if choices:
            room, start = drawn.choice(choices)
            placed[name] = scenario.expo.place_session(session, room, start)
            occupancy.change(session, placed[name], 1)
        if len(placed) > 8:
            break
    for name, place in placed.items():
        occupancy.change(scenario.expo.sessions[name], place, -1)
    assert not occupancy.sums.any()


@pytest.mark.usefixtures("by_parts")
@pytest.mark.parametrize("first", range(0, 120, 20))
def test_parts_never_claim_too_much(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clash, no cost below the optimum, no bound above it, and never a wrong word on what is impossible."""
    for seed in range(first, first + 20):
        scenario = loads(random_expo(seed), name="random.json")
        found = solve(scenario, Effort(time_limit=20, rounds=6))
        monkeypatch.setattr(search, "WHOLE", 150)
        best = solve(scenario, Effort(time_limit=20))
        monkeypatch.setattr(search, "WHOLE", -1)
        if best.status == "infeasible":
            assert found.status in ("infeasible", "unknown"), seed
        else:
            assert found.status != "infeasible", seed
            assert found.bound <= best.cost, seed
            if found.found:
                assert found.cost >= best.cost, seed
                assert not found.report.errors, seed


@pytest.mark.usefixtures("by_parts")
def test_parts_find_a_good_schedule_where_one_was_planted() -> None:
    scenario = made(60, 8, 3, 0.9)
    found = solve(scenario, Effort(time_limit=120, rounds=40))
    assert found.status in ("feasible", "optimal")
    assert len(found.schedule) == len(scenario.expo.sessions)
    begun = solve(scenario, Effort(time_limit=120, rounds=0))
    assert found.cost < begun.cost


@pytest.mark.usefixtures("by_parts")
def test_the_same_seed_and_rounds_give_the_same_schedule() -> None:
    scenario = made(40, 6, 2, 0.8)
    effort = Effort(time_limit=120, rounds=15, seed=3)
    assert dict(solve(scenario, effort).schedule) == dict(solve(scenario, effort).schedule)
    assert dict(solve(scenario, effort).schedule) != dict(solve(scenario, replace(effort, seed=4)).schedule)


@pytest.mark.usefixtures("by_parts")
def test_progress_is_told_and_ctrl_c_keeps_the_best() -> None:
    scenario = made(40, 6, 2, 0.8)
    told = []

    def watch(progress: object) -> None:
        told.append(progress)
        if len(told) > 5:
            raise KeyboardInterrupt

    found = solve(scenario, Effort(time_limit=120), watch=watch)
    assert found.interrupted
    assert found.status == "feasible"
    assert len(told) == 6


def test_a_session_that_fits_nowhere_is_found_at_once() -> None:
    text = generate(200, 12, 3, 0.7)
    text["sessions"][5]["attendance"] = 100_000
    found = solve(loads(dump(text), name="made.json"), Effort(time_limit=60))
    assert found.status == "infeasible"
    assert found.conflict is not None
    assert "room_fit" in {demand.rule for demand in found.conflict.demands}
