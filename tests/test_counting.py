"""Counting before searching: what it says is true, it misses nothing that a flow would show, and it counts what fits.

Each claim is compared with brute force on small random expos around the limit.
"""

from __future__ import annotations

import json
import os
import random
import time
from collections.abc import Collection, Mapping
from dataclasses import replace
from itertools import combinations, pairwise
from typing import Any

import pytest
from benchmarks.generate import generate
from counting import DAYS, BruteForce, expo_around_the_limit
from ortools.graph.python.max_flow import SimpleMaxFlow

from expo_planner.checker import check
from expo_planner.domain.clock import DAY, Window
from expo_planner.domain.plain_text import dump
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.explainer import plain_conflicts
from expo_planner.files.read.load import loads
from expo_planner.planner.solve import solve
from expo_planner.planner.what_fits import what_fits
from expo_planner.rules import Scenario
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.solver.bound.relaxation import Relaxation
from expo_planner.solver.capacity.instance import CountingProblem
from expo_planner.solver.capacity.overload import Overload, find_overloads
from expo_planner.solver.capacity.parallel_limits import parallel_limits
from expo_planner.solver.capacity.room_time import room_time
from expo_planner.solver.capacity.time_indexed import TimeIndexedRelaxation
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem

COUNTING_EXPOS = int(os.environ.get("COUNTING_EXPOS", "60"))
WHAT_FITS_EXPOS = int(os.environ.get("WHAT_FITS_EXPOS", "20"))
START_EXPOS = int(os.environ.get("START_EXPOS", "15"))
FIRST_EXPO = int(os.environ.get("FIRST_EXPO", "0"))
BATCH = 20


@pytest.mark.parametrize("first", range(FIRST_EXPO, FIRST_EXPO + COUNTING_EXPOS, BATCH))
def test_counting_is_right(first: int) -> None:
    for seed in range(first, first + BATCH):
        scenario = loads(expo_around_the_limit(seed), name="counting.json")
        problem, truth = SearchProblem.of(scenario), BruteForce(scenario)
        overloads = list(find_overloads(problem, time.monotonic() + 60))
        for overload in overloads:
            assert_true(problem, truth, overload, seed)
        assert_none_missed(problem, truth, overloads, seed)
        exists = truth.placeable(truth.required)
        assert not (exists and plain_conflicts(problem, seconds=60)), seed
        outcome = solve(scenario, Effort(time_limit=60))
        assert (outcome.status == "infeasible") is not exists and outcome.status != "unknown", seed
        if outcome.fits is not None:
            most = truth.most(truth.required)
            assert outcome.fits.asked == len(truth.required), seed
            assert outcome.fits.placed <= most <= outcome.fits.most < outcome.fits.asked, seed


def assert_true(problem: SearchProblem, truth: BruteForce, overload: Overload, seed: int) -> None:
    """At most `most` of its sessions can be placed, its core is too many, and too many by counting as a whole only."""
    assert overload.sessions and set(overload.core) <= set(overload.sessions), seed
    assert set(overload.sessions) <= truth.required, seed
    assert truth.most(overload.sessions) <= overload.most < len(overload.sessions), seed
    assert not truth.placeable(overload.core), seed
    assert too_many_by_counting(problem, overload, overload.core), seed
    for name in overload.core:
        assert not too_many_by_counting(problem, overload, set(overload.core) - {name}), (seed, name)


def too_many_by_counting(problem: SearchProblem, overload: Overload, names: Collection[str]) -> bool:
    part = _part(_counted(problem, overload), names)
    return TimeIndexedRelaxation(part).solve(time.monotonic() + 60).most < len(names)


def _counted(problem: SearchProblem, overload: Overload) -> CountingProblem:
    """The counting problem that an overload is about."""
    if overload.limit is None:
        return room_time(problem)
    return next(counting for demand, counting in parallel_limits(problem) if demand is overload.limit)


def _part(counting: CountingProblem, names: Collection[str]) -> CountingProblem:
    groups = [replace(one, names=tuple(name for name in one.names if name in names)) for one in counting.groups]
    return counting.of(group for group in groups if group.names)


def assert_none_missed(problem: SearchProblem, truth: BruteForce, overloads: Collection[Overload], seed: int) -> None:
    """Where sessions do not fit even if they could be cut into minutes, an overload is found."""
    if not cut_into_minutes(truth):
        assert any(overload.limit is None for overload in overloads), seed
    for demand in problem.scenario.requirements:
        at_once = demand.at_once
        if demand.weight is not None or at_once is None or any(one.rule == demand.rule for one in demand.expo.waivers):
            continue
        sessions = demand.expo.sessions
        names = [name for name in at_once.loads if name in truth.required and (sessions[name].length or DAY) < DAY]
        places = {
            name: {Placement("", place.start, place.end) for place in truth.placements[name]}
            for name in names
            if truth.placements[name]
        }
        runs = {name: {place: place.window for place in own} for name, own in places.items()}
        if not carried(runs, at_once.loads, at_once.limit):
            assert any(overload.limit is demand for overload in overloads), (seed, demand.demand.say("en"))


def cut_into_minutes(truth: BruteForce) -> bool:
    """Whether the rooms of one cell have the minutes that sessions ask of them, cut anywhere and moved at any time."""
    expo = truth.expo
    cells = [one for one in truth.scenario.requirements if isinstance(one, OneAtATime) and one.weight is None]
    waived = [waiver.sessions for waiver in expo.waivers if waiver.rule == "room_clash"]
    gaps = {one.cell.id: min(one.gap(room, room) for room in one.rooms) for one in cells}
    taken: dict[str, dict[Placement, Window]] = {}
    for name in truth.required if all(waived) else ():
        session, places = expo.sessions[name], truth.placements[name]
        rooms = {place.room for place in places}
        if session.host is None and rooms and rooms <= gaps.keys() and not any(name in one for one in waived):
            windows = {place: expo.taken(session, place) for place in places}
            taken[name] = {
                place: Window(window.start, window.end + gaps[place.room]) for place, window in windows.items()
            }
    return carried(taken, dict.fromkeys(taken, 1), 1)


def carried(taken: Mapping[str, Mapping[Placement, Window]], loads: Mapping[str, int], limit: int) -> bool:
    """Whether a flow carries all minutes of the sessions: from each session to the stretches of time that it may take,
    to the rooms that it may be in then, to what these hold at one time.
    """
    edges = sorted({edge for own in taken.values() for window in own.values() for edge in window})
    flow, numbers = SimpleMaxFlow(), dict[object, int]()

    def arc(tail: object, head: object, capacity: int) -> None:
        ends = [numbers.setdefault(node, len(numbers)) for node in (tail, head)]
        flow.add_arc_with_capacity(*ends, capacity)

    total, sinks = 0, dict[object, int]()
    for name, own in taken.items():
        minutes = min(window.end - window.start for window in own.values()) * loads[name]
        total += minutes
        arc("source", name, minutes)
        for start, end in pairwise(edges):
            rooms = {place.room for place, window in own.items() if window.start <= start and end <= window.end}
            if rooms:
                arc(name, (name, start), (end - start) * loads[name])
            for room in rooms:
                arc((name, start), (room, start, end), (end - start) * loads[name])
                sinks[room, start, end] = (end - start) * limit
    for node, capacity in sinks.items():
        arc(node, "sink", capacity)
    if not total:
        return True
    assert flow.solve(numbers["source"], numbers.setdefault("sink", len(numbers))) == flow.OPTIMAL
    return bool(flow.optimal_flow() == total)


@pytest.mark.exhaustive
def test_the_expos_are_around_the_limit_and_of_every_kind() -> None:
    """Otherwise the comparison above would say little."""
    scenarios = [loads(expo_around_the_limit(seed), name="counting.json") for seed in range(40)]
    problems = [SearchProblem.of(scenario) for scenario in scenarios]
    overloads = [list(find_overloads(problem, time.monotonic() + 60)) for problem in problems]
    rules = {one.limit.rule if one.limit is not None else "room_clash" for own in overloads for one in own}
    assert rules >= {"room_clash", "person_clash", "pool", "apart"}
    assert 10 <= sum(not own for own in overloads) <= 35
    missing = [BruteForce(scenario) for scenario in scenarios]
    assert any(not cut_into_minutes(truth) for truth in missing)
    assert sum(truth.schedule(truth.required) is not None for truth in missing) >= 8


@pytest.mark.parametrize("first", range(FIRST_EXPO, FIRST_EXPO + WHAT_FITS_EXPOS, WHAT_FITS_EXPOS // 5 or 1))
def test_what_fits_leaves_out_as_little_as_brute_force(first: int) -> None:
    for seed in range(first, first + (WHAT_FITS_EXPOS // 5 or 1)):
        assert_fits(loads(expo_around_the_limit(seed, 0.9, 1.4), name="overfull.json"), seed)


def assert_fits(scenario: Scenario, seed: int) -> None:
    truth, effort = BruteForce(scenario), Effort(time_limit=60)
    least = least_left_out(truth)
    outcome = what_fits(scenario, effort)
    if least is None:
        assert outcome.status == "infeasible", seed
        assert outcome.conflicts, seed
        return
    assert outcome.status == "optimal" and outcome.fits is not None, seed
    gone = truth.required - outcome.schedule.keys()
    assert measure(truth, gone) == least, (seed, gone)
    assert outcome.fits.asked == len(truth.required), seed
    assert outcome.fits.placed == outcome.fits.most == len(truth.required) - len(gone), seed
    errors = check(scenario, outcome.schedule).errors
    assert {clash.rule for clash in errors} <= {"placed"} and {clash.sessions[0] for clash in errors} == gone, seed
    missing = scenario.expo.sessions.keys() - outcome.schedule.keys()
    assert missing == outcome.left_out.keys(), seed
    assert all(outcome.left_out[name].say("en") and outcome.left_out[name].say("zh") for name in missing), seed


def least_left_out(truth: BruteForce) -> tuple[int, int, int] | None:
    """The fewest must sessions to leave out, the smallest attendance of so few, the shortest length of these.

    None if what the file fixes clashes.
    """
    free = sorted(truth.required - truth.standing)
    for count in range(len(free) + 1):
        parts = [set(part) for part in combinations(free, count)]
        measures = [measure(truth, part) for part in parts if truth.placeable(truth.required - part)]
        if measures:
            return min(measures)
    return None


def measure(truth: BruteForce, gone: Collection[str]) -> tuple[int, int, int]:
    sessions = [truth.expo.sessions[name] for name in gone]
    return len(gone), sum(one.attendance or 0 for one in sessions), sum(one.length or DAY for one in sessions)


@pytest.mark.parametrize("afresh", [False, True])
def test_going_on_from_a_plan_never_ends_worse(afresh: bool) -> None:
    """With `afresh` the plan is the file's own; else it is given, and what the file fixes stays."""
    tried = 0
    for seed in range(FIRST_EXPO, FIRST_EXPO + START_EXPOS):
        drawn = random.Random(seed)
        scenario = loads(json.dumps(wishful(seed, drawn)), name="start.json")
        plan = some_plan(scenario, drawn)
        if plan is None:
            continue
        tried += 1
        before, effort = check(scenario, plan), Effort(time_limit=drawn.choice([0.02, 0.3, 3]), seed=seed)
        assert not before.errors, seed
        outcome = (
            solve(standing(scenario, plan), effort, afresh=True) if afresh else solve(scenario, effort, start=plan)
        )
        after = check(scenario, outcome.schedule)
        assert outcome.found and not after.errors, seed
        assert (after.cost, outcome.bound <= after.cost) == (outcome.cost, True), seed
        assert after.cost <= before.cost, (seed, effort)
    assert tried >= START_EXPOS // 2


def wishful(seed: int, drawn: random.Random) -> dict[str, Any]:
    """An expo whose sessions may be left out at a price, and that has wishes to trade against each other."""
    document: dict[str, Any] = json.loads(expo_around_the_limit(seed))
    document["goals"] = {"prefer_when": 10, "snug_room": 1, "home_room": 4, "busy_people": 2, "spare_room": 3}
    for session in document["sessions"]:
        session["priority"] = drawn.choice([5, 20, 60])
        session["prefer"] = {"when": [f"2026-10-07 {drawn.choice(['09:00-10:00', '09:30-11:00'])}"], "rooms": ["A"]}
    return document


def some_plan(scenario: Scenario, drawn: random.Random) -> Schedule | None:
    """A random plan without errors, of what the file fixes and as many others as can be added in a random order."""
    truth = BruteForce(scenario)
    names = list(truth.required)
    plan = truth.schedule(names, drawn)
    others = sorted(scenario.expo.sessions.keys() - truth.required)
    for name in drawn.sample(others, len(others)) if plan is not None else ():
        if (more := truth.schedule([*names, name], drawn)) is not None:
            plan, names = more, [*names, name]
    return plan


def standing(scenario: Scenario, plan: Schedule) -> Scenario:
    """The scenario with the placements of a plan as its own."""
    sessions = {
        name: replace(session, start=plan[name].start, room=plan[name].room) if name in plan else session
        for name, session in scenario.expo.sessions.items()
    }
    return replace(scenario, expo=replace(scenario.expo, sessions=sessions))


def test_a_large_plan_is_gone_on_from() -> None:
    """Too large for one model, so it is searched by neighbourhoods."""
    scenario = loads(dump(generate(200, 20, 3, 0.7, 0)), name="large.json")
    plan = solve(scenario, Effort(time_limit=60, rounds=1)).schedule
    cost = check(scenario, plan).cost
    assert plan and not check(scenario, plan).errors
    for seconds in (0.02, 0.3):
        given = solve(scenario, Effort(time_limit=seconds, seed=1), start=plan)
        own = solve(standing(scenario, plan), Effort(time_limit=seconds, seed=1), afresh=True)
        for outcome in (given, own):
            assert outcome.found and not check(scenario, outcome.schedule).errors
            assert check(scenario, outcome.schedule).cost == outcome.cost <= cost


def test_a_person_is_free_before_the_hours_of_a_session_over_several_days() -> None:
    """A bound on the cost must not count the person as busy all the time."""
    expo = {"id": "nights", "title": "Nights", "timezone": "Europe/Berlin", "days": DAYS, "hours": "09:00-11:00"}
    show = {
        "id": "show",
        "title": "Show",
        "start": f"{DAYS[0]} 10:00 .. {DAYS[1]} 11:00",
        "room": "A",
        "people": ["zoe"],
    }
    talks = [
        {"id": name, "title": name, "duration": "1h", "people": ["zoe"], "rooms": ["B"], "priority": 9} for name in "bc"
    ]
    document = {
        "expo": {**expo, "step": "60min"},
        "rooms": [{"id": name} for name in "AB"],
        "sessions": [show, *talks],
        "goals": {"busy_people": 0},
    }
    relaxation = Relaxation(SearchProblem.of(loads(json.dumps(document))))
    while not relaxation.finished:
        relaxation.step()
    assert relaxation.bound == 0
