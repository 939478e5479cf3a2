"""Conflicts: they are there, none can be left out, and none is told where a schedule exists."""

from __future__ import annotations

import json
import os
from collections.abc import Sequence
from itertools import combinations

import pytest
from expos import random_expo

from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.explainer import explain
from expo_planner.explainer.oracle import with_place
from expo_planner.files.read.load import loads
from expo_planner.planner.solve import solve
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Requirement, Unary
from expo_planner.rules.requirements.room_cell import OneAtATime
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.limits import Effort
from expo_planner.solver.problem import SearchProblem

SEEDS = range(int(os.environ.get("EXPLAIN_SEEDS", "40")))
"""Random expos, half of them without a schedule; many more are for a run of their own."""


def tight_expo(seed: int) -> str:
    """A random expo in which all sessions must have a place, so that about half have no schedule."""
    scenario = json.loads(random_expo(seed))
    for session in scenario["sessions"]:
        session.pop("priority", None)
    scenario["expo"]["hours"] = "09:00-10:30"
    return json.dumps(scenario)


def satisfiable(scenario: Scenario, demands: Sequence[Requirement]) -> bool:
    """Whether demands can all hold, by trying every placement of the sessions that they give a place."""
    expo, table = scenario.expo, InitialDomains(scenario.expo, wide=True)
    placed = {one.sessions[0] for one in demands if one.rule in ("placed", "pinned", "keep")}
    names = sorted(with_place(demands))
    own: dict[str, list[Placement]] = {}
    for name in names:
        session = expo.sessions[name]
        places = (
            expo.place_session(session, room, start) for room in table.rooms(session) for start in table.starts(session)
        )
        alone = [one for one in demands if isinstance(one, Unary) and one.session.id == name]
        own[name] = [place for place in places if not _broken(scenario, alone, {name: place})]
    return _extends(scenario, demands, own, names, placed, {})


def _extends(
    scenario: Scenario,
    demands: Sequence[Requirement],
    own: dict[str, list[Placement]],
    left: list[str],
    placed: set[str],
    chosen: dict[str, Placement],
) -> bool:
    if not left:
        return not _broken(scenario, [one for one in demands if one.rule != "placed"], chosen)
    name, *others = left
    for place in [*own[name], *([] if name in placed else [None])]:
        tried = chosen if place is None else {**chosen, name: place}
        so_far = [one for one in demands if not isinstance(one, Unary) and set(one.sessions) <= set(tried)]
        if not _broken(scenario, so_far, tried) and _extends(scenario, demands, own, others, placed, tried):
            return True
    return False


def _broken(scenario: Scenario, demands: Sequence[Requirement], places: dict[str, Placement]) -> bool:
    schedule = Schedule(places)
    for cell in demands:
        if isinstance(cell, OneAtATime) and _shared(cell, schedule):
            return True
    return any(
        clash.judged(scenario.expo, scenario.expo.waivers).error for one in demands for clash in one.broken_by(schedule)
    )


def _shared(cell: OneAtATime, schedule: Schedule) -> bool:
    """Whether two sessions share the cell: it reports only the clashes that no other cell does."""
    sessions = cell.expo.sessions
    inside = [name for name, place in schedule.items() if place.room in cell.rooms and sessions[name].host is None]
    for one, other in combinations(inside, 2):
        first, second = (cell.expo.taken(sessions[name], schedule[name]) for name in (one, other))
        left = max(first.start, second.start) - min(first.end, second.end)
        if left < cell.gap(schedule[one].room, schedule[other].room):
            return True
    return False


@pytest.mark.parametrize("seed", SEEDS)
def test_a_conflict_is_one_and_minimal(seed: int) -> None:
    scenario = loads(tight_expo(seed))
    found = explain(SearchProblem.of(scenario), seconds=60)
    exists = solve(scenario, Effort(time_limit=60)).status == "optimal"
    assert found.possible is exists
    if exists:
        assert found.conflict is None
        return
    assert found.conflict is not None and found.conflict.minimal
    members = found.conflict.requirements
    assert set(map(id, members)) <= set(map(id, members))
    assert not satisfiable(scenario, members)
    for member in members:
        assert satisfiable(scenario, [one for one in members if one is not member]), member.demand.say("en")
