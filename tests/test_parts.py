"""Search part by part: what single sessions and parts see of the demands is what the whole schedule says."""

from __future__ import annotations

import functools
import math
import random
from dataclasses import replace
from itertools import pairwise, product
from textwrap import dedent
from typing import Any

import numpy as np
import pytest
from benchmarks.generate import generate
from expos import random_expo
from schedules import every_placement, every_schedule
from test_rules import EXAMPLES, only

from expo_planner.checker import check
from expo_planner.domain.plain_text import dump
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.load import loads
from expo_planner.planner.solve import solve
from expo_planner.rules import Example, Rule, Scenario
from expo_planner.rules.requirements import Unary
from expo_planner.solver import search
from expo_planner.solver.bound.relaxation import Relaxation
from expo_planner.solver.construct import Construction
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.domains.priced import NEVER
from expo_planner.solver.limits import Effort, Progress, SearchResult
from expo_planner.solver.lns.reoptimise import Reoptimiser
from expo_planner.solver.lns.search import LargeNeighbourhoodSearch
from expo_planner.solver.params import ConstructionParams, SearchParams
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.reduced_costs import ReducedCosts


@pytest.fixture
def by_parts(monkeypatch: pytest.MonkeyPatch) -> None:
    """However small, a scenario is solved part by part."""
    monkeypatch.setattr(search, "search", functools.partial(search.search, params=SearchParams(largest_whole_model=-1)))


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
                admits = requirement.admits(Schedule(others), name, schedule[name])
                assert admits == (name not in named) or (admits and requirement.pending), (name, schedule)


@pytest.mark.parametrize(("rule", "example"), EXAMPLES)
def test_a_part_costs_what_the_whole_does_but_for_what_stays(rule: type[Rule], example: Example) -> None:
    """Between two schedules that differ in the free sessions alone, restricted demands see the whole difference.

    So do wishes that are reduced to what both placements of each free session can reach.
    """
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
        reach = {name: [one[name] for one in (before, after) if name in one] for name in free}
        standing = Schedule(moved)
        near = [part.within_reach(standing, reach) if part.weight is not None else part for part in parts]
        for kept in (parts, near):
            change = [sum(clash.cost for part in kept for clash in part.broken_by(one)) for one in (before, after)]
            assert change[1] - change[0] == check(scenario, after).cost - check(scenario, before).cost


@pytest.mark.parametrize("seed", range(30))
def test_windows_find_what_every_single_placement_says(seed: int) -> None:
    scenario = loads(random_expo(seed), name="random.json")
    candidates = InitialDomains(scenario.expo).holding(())
    for demand in scenario.requirements:
        if isinstance(demand, Unary):
            for room, starts in candidates[demand.session.id].items():
                assert demand.holding(room, starts) == Unary.holding(demand, room, starts)
                assert demand.amounts(room, starts) == Unary.amounts(demand, room, starts)


@pytest.mark.parametrize("seed", range(30))
def test_options_are_the_placements_that_every_single_demand_allows_at_their_price(seed: int) -> None:
    scenario = loads(random_expo(seed), name="random.json")
    problem = SearchProblem(scenario, InitialDomains(scenario.expo))
    tied = {name for name, ties in problem.ties.items() if ties}
    for name, domain in problem.domains.items():
        session = scenario.expo.sessions[name]
        demands = [
            demand
            for demand in scenario.requirements
            if isinstance(demand, Unary) and demand.sessions == (name,) and not demand.waivers
        ]
        for room in problem.initial.rooms(session):
            for start in problem.initial.starts(session):
                place = scenario.expo.place_session(session, room, start)
                clashes = [clash for demand in demands for clash in demand.broken_by(Schedule({name: place}))]
                found = domain.find(place)
                if any(clash.weight is None for clash in clashes):
                    assert found is None
                elif name not in tied:
                    assert found is not None
                    assert domain.price(*found) == sum(clash.cost for clash in clashes)
                    assert domain.prices()[found] == domain.price(*found)


@pytest.mark.parametrize("seed", range(20))
def test_free_places_clash_with_nobody(seed: int) -> None:
    scenario = made(30, 6, 2, 0.8, seed)
    problem = SearchProblem(scenario, InitialDomains(scenario.expo))
    partial = PartialSchedule(problem)
    drawn = random.Random(seed)
    for name in problem.domains:
        domain, free = problem.domains[name], partial.free(name)
        choices = []
        for row, column in product(range(len(domain.rooms)), range(len(domain.starts))):
            place = partial.placement(name, row, column)
            later = Schedule({**partial.placed, name: place})
            alone = not any(list(demand.broken_by(later)) for demand in problem.cells)
            assert free[row, column] == partial.occupancy.admits(scenario.expo.sessions[name], place) == alone
            choices += [place] if alone else []
        if choices:
            partial.put(name, drawn.choice(choices))
        if len(partial.placed) > 8:
            break
    for name in list(partial.placed):
        partial.remove(name)
    assert not partial.occupancy.taken.any()
    assert not any(partial.standing.by_room.values())


@pytest.mark.parametrize("seed", range(6))
def test_what_rounds_gain_is_what_the_checker_counts(seed: int) -> None:
    scenario = made(40, 6, 2, 0.75, seed)
    partial = PartialSchedule(SearchProblem(scenario, InitialDomains(scenario.expo)))
    Construction(partial, seed).build(math.inf)
    improvement = LargeNeighbourhoodSearch(partial, seed)
    for _ in range(15):
        before, missing = check(scenario, partial.schedule), partial.missing
        placed = dict(partial.placed)
        step = improvement.round(math.inf)
        after = check(scenario, partial.schedule)
        if partial.missing == missing:
            assert before.cost - after.cost == step.gain
        partial.move(step.before)
        assert partial.placed == placed
        if partial.missing == missing:
            assert improvement.gain(step.changes) == step.gain
        assert partial.placed == placed
        improvement.adopt(step.changes)


def test_a_place_that_is_taken_brings_no_gain() -> None:
    scenario = made(40, 6, 2, 0.6)
    partial = PartialSchedule(SearchProblem(scenario, InitialDomains(scenario.expo)))
    Construction(partial, 0).build(math.inf)
    improvement = LargeNeighbourhoodSearch(partial, 0)
    ordinary = [
        name for name in partial.placed if name in partial.problem.domains and not scenario.expo.sessions[name].host
    ]
    for one, other in pairwise(ordinary):
        if partial.placed[one].room != partial.placed[other].room:
            place = scenario.expo.place_session(
                scenario.expo.sessions[one], partial.placed[other].room, partial.placed[other].start
            )
            if scenario.expo.rooms[place.room].kind == "room":
                assert improvement.gain({one: place}) < 0


def test_a_session_without_a_free_placement_keeps_no_other_from_its_own() -> None:
    problem = SearchProblem.of(made(60, 8, 3, 0.9))
    partial = PartialSchedule(problem)
    Construction(partial, 0, ConstructionParams(ejections=0, ejections_by_session=0)).build(math.inf)
    out = [name for name in problem.domains if name not in partial.placed]
    assert out
    for name in out:
        rows, columns = np.nonzero(problem.domains[name].prices() < NEVER)
        places = (partial.placement(name, int(row), int(column)) for row, column in zip(rows, columns, strict=True))
        assert problem.ties[name] or not any(partial.open_to(name, place) for place in places), name


def test_prices_of_room_time_raise_the_bound_where_room_time_is_short() -> None:
    problem = SearchProblem.of(made(60, 8, 3, 0.9))
    relaxation = Relaxation(problem)
    while relaxation.leading:
        relaxation.step()
    assert relaxation.bound > problem.least


def test_no_placement_is_better_by_reduced_cost_than_the_least_of_all() -> None:
    problem = SearchProblem.of(made(20, 4, 2, 0.9))
    relaxation, costs = Relaxation(problem), ReducedCosts(problem)
    for prices in ((), tuple(np.full_like(family.limits, 0.5) for family in relaxation.rows.families)):
        costs.follow(prices)
        for name, domain in problem.domains.items():
            rows, columns = np.nonzero(domain.prices() < NEVER)
            excesses = [costs.excess(name, int(row), int(column)) for row, column in zip(rows, columns, strict=True)]
            assert min(excesses) == pytest.approx(0, abs=1e-3), name


@pytest.mark.parametrize("seed", range(40))
def test_no_bound_is_above_the_optimum(seed: int) -> None:
    """At whatever prices: every step of the ascent, on expos with all rules, weights, waivers, fixed sessions."""
    scenario = loads(random_expo(seed), name="random.json")
    best = solve(scenario, Effort(time_limit=20))
    if best.status != "optimal":
        return
    problem = SearchProblem(scenario, InitialDomains(scenario.expo))
    if not problem.rooms_are_musts or problem.impossible:
        return
    relaxation = Relaxation(problem)
    while not relaxation.finished:
        relaxation.step()
    assert relaxation.bound <= best.cost


@pytest.mark.usefixtures("by_parts")
@pytest.mark.parametrize("first", range(0, 120, 20))
def test_parts_never_claim_too_much(first: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """No clash, no cost below the optimum, no bound above it, and never a wrong word on what is impossible."""
    for seed in range(first, first + 20):
        scenario = loads(random_expo(seed), name="random.json")
        found = solve(scenario, Effort(time_limit=20, rounds=6))
        with monkeypatch.context() as whole:
            whole.setattr(
                search, "search", functools.partial(search.search, params=SearchParams(largest_whole_model=10**9))
            )
            best = solve(scenario, Effort(time_limit=20))
        if best.status == "infeasible":
            assert found.status in ("infeasible", "unknown"), seed
        else:
            assert found.status != "infeasible", seed
            assert found.bound <= best.cost, seed
            if found.found:
                assert found.cost >= best.cost, seed
                assert not found.report.errors, seed


@pytest.mark.exhaustive
@pytest.mark.usefixtures("by_parts")
def test_parts_find_a_good_schedule_where_one_was_planted() -> None:
    scenario = made(60, 8, 3, 0.9)
    found = solve(scenario, Effort(time_limit=120, rounds=120))
    assert found.status in ("feasible", "optimal")
    assert len(found.schedule) == len(scenario.expo.sessions)
    assert not found.report.errors
    assert found.bound <= found.cost


@pytest.mark.exhaustive
@pytest.mark.usefixtures("by_parts")
def test_the_same_seed_and_rounds_give_the_same_schedule() -> None:
    scenario = made(40, 6, 2, 0.8)
    effort = Effort(time_limit=120, rounds=15, seed=3)
    assert dict(solve(scenario, effort).schedule) == dict(solve(scenario, effort).schedule)
    assert dict(solve(scenario, effort).schedule) != dict(solve(scenario, replace(effort, seed=4)).schedule)


@pytest.mark.usefixtures("by_parts")
def test_progress_is_told_and_ctrl_c_keeps_the_best() -> None:
    scenario = made(40, 6, 2, 0.6)
    told = []

    def watch(progress: object) -> None:
        told.append(progress)
        if len(told) > 5:
            raise KeyboardInterrupt

    found = solve(scenario, Effort(time_limit=120), watch=watch)
    assert found.interrupted
    assert found.status == "feasible"
    assert len(told) == 6


@pytest.mark.usefixtures("by_parts")
def test_ctrl_c_while_a_part_is_planned_again_keeps_what_was_gained(monkeypatch: pytest.MonkeyPatch) -> None:
    """Then some sessions are out of the schedule that is being improved."""
    told: list[Progress] = []
    place = Reoptimiser._solve

    def interrupted(self: Reoptimiser, *given: Any) -> Any:
        if len(told) > 8:
            raise KeyboardInterrupt
        return place(self, *given)

    monkeypatch.setattr(Reoptimiser, "_solve", interrupted)
    found = solve(made(40, 6, 2, 0.6), Effort(time_limit=120), watch=told.append)
    assert found.interrupted
    assert found.status == "feasible"
    assert found.cost == told[-1].cost
    assert found.cost < (told[0].cost or 0)


@pytest.mark.usefixtures("by_parts")
def test_companions_share_one_schedule_and_find_the_bound() -> None:
    scenario = made(80, 8, 3, 0.7)
    found = solve(scenario, Effort(time_limit=12, workers=3))
    assert found.status in ("feasible", "optimal")
    assert not found.report.errors
    least = SearchProblem(scenario, InitialDomains(scenario.expo)).least
    assert least < found.bound <= found.cost


def test_what_is_left_out_is_told_with_what_stands_in_its_way() -> None:
    text = """
        expo: {id: full, title: Full, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
        rooms: [{id: A, name: Hall A, capacity: 50, cost_per_hour: 9}]
        people: [{id: zoe, name: Zoe, available: ["2023-07-06 09:00-10:00"]}]
        sessions:
          - {id: opening, title: Opening, duration: 1h, when: ["2023-07-06 09:00-10:00"], rooms: [A]}
          - {id: crowd, title: Crowd, duration: 1h, attendance: 90, priority: 5}
          - {id: early, title: Early, duration: 1h, people: [zoe], priority: 5}
          - {id: dear, title: Dear, duration: 1h, priority: 5}
        goals: {hire: 1}
        """
    scenario = loads(dedent(text))
    found = solve(scenario, Effort(time_limit=20))
    assert {name: why.say("en") for name, why in found.left_out.items()} == {
        "crowd": "no room and time suits it",
        "early": "all 1 of its placements are taken, the cheapest one by “Opening”",
        "dear": "a placement is free, but costs more than leaving the session out",
    }


def test_a_session_that_fits_nowhere_is_found_at_once() -> None:
    text = generate(200, 12, 3, 0.7)
    text["sessions"][5]["attendance"] = 100_000
    found = solve(loads(dump(text), name="made.json"), Effort(time_limit=60))
    assert found.status == "infeasible"
    assert found.conflict is not None
    assert "room_fit" in {demand.rule for demand in found.conflict.demands}


def test_a_first_schedule_is_kept_where_the_whole_model_finds_none_in_time(monkeypatch: pytest.MonkeyPatch) -> None:
    problem = SearchProblem.of(made(20, 6, 2, 0.6, seed=1), afresh=True)
    first = search.construct(problem, Effort(time_limit=60))
    assert not first.missing
    monkeypatch.setattr(search, "solve_whole", lambda *_, **__: SearchResult("unknown", None, 3, 0))
    found = search.search(problem, Effort(time_limit=2), start=first.schedule)
    assert (found.status, found.schedule, found.bound) == ("feasible", first.schedule, 3)
