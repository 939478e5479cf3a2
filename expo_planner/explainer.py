"""Says why no schedule exists, in the demands of the organiser's own file."""

from __future__ import annotations

import time
from collections.abc import Sequence
from dataclasses import dataclass

from ortools.sat.python import cp_model

from expo_planner.checker import check
from expo_planner.language import Message
from expo_planner.problems import Source
from expo_planner.requirements import OfOne, Requirement
from expo_planner.rules import Scenario
from expo_planner.solver.board import Board, Candidates
from expo_planner.solver.effort import Effort
from expo_planner.solver.table import Table, fold


@dataclass(frozen=True)
class Demand:
    """One member of a conflict: a sentence, the rule it comes from, and its places in the file."""

    rule: str
    message: Message
    sources: tuple[Source, ...]


@dataclass(frozen=True)
class Conflict:
    """Demands that cannot all hold. `minimal`: it is proven that none of them can be left out."""

    demands: tuple[Demand, ...]
    minimal: bool


def explain(
    scenario: Scenario, effort: Effort, *, afresh: bool = False, seconds: float = 10.0, table: Table | None = None
) -> Conflict:
    """Why a scenario without a schedule has none.

    What is certain and cheap comes first: clashes among the sessions that stand already, then a session that no
    placement is left for. Otherwise the solver's core is confirmed by solving again, and shrunk while time lasts.
    """
    table = Table(scenario.expo, afresh) if table is None else table
    return _standing(scenario, table) or _nowhere(scenario, table) or _core(scenario, table, effort, seconds)


def _demand(requirement: Requirement) -> Demand:
    return Demand(requirement.rule, requirement.demand, requirement.sources)


def _standing(scenario: Scenario, table: Table) -> Conflict | None:
    expo = scenario.expo
    fixed = {name for name, session in expo.sessions.items() if table.fixed(session)}
    errors = [
        clash for clash in check(scenario, expo.standing).errors if clash.sessions and fixed.issuperset(clash.sessions)
    ]
    errors = [clash for clash in errors if clash.rule != "placed"]
    return (
        Conflict(tuple(Demand(clash.rule, clash.message, clash.sources) for clash in errors), False) if errors else None
    )


def musts(scenario: Scenario) -> list[Requirement]:
    """The demands that must hold and that no waiver touches."""
    waived = {waiver.rule for waiver in scenario.expo.waivers}
    return [demand for demand in scenario.requirements if demand.weight is None and demand.rule not in waived]


def _nowhere(scenario: Scenario, table: Table) -> Conflict | None:
    demands = musts(scenario)
    alone: dict[str, list[OfOne]] = {}
    for demand in demands:
        if isinstance(demand, OfOne):
            alone.setdefault(demand.session.id, []).append(demand)
    placed = {demand.sessions[0]: demand for demand in demands if demand.rule == "placed"}
    everything = table.all()
    for session, own in alone.items():
        if session not in placed:
            continue
        needed = list(own)
        if _fits(needed, everything[session]):
            continue
        for demand in own:
            fewer = [other for other in needed if other is not demand]
            if not _fits(fewer, everything[session]):
                needed = fewer
        return Conflict(tuple(map(_demand, [placed[session], *needed])), True)
    return None


def _fits(demands: Sequence[OfOne], candidates: Candidates) -> bool:
    for demand in demands:
        candidates = fold(demand, candidates)
    return bool(candidates)


def _core(scenario: Scenario, table: Table, effort: Effort, seconds: float) -> Conflict:
    """The solver's core is only a hint: it is solved again, then every member that can be left out is left out."""
    deadline = time.monotonic() + seconds
    everything = musts(scenario)
    core = everything
    for _ in range(2):
        smaller, _certain = _clashing(scenario, table, core, effort, deadline)
        core = smaller or core
    if _clashing(scenario, table, core, effort, deadline)[0] is None:
        return Conflict(tuple(map(_demand, everything)), False)
    minimal = True
    for demand in tuple(core):
        if demand in core:
            rest = [other for other in core if other is not demand]
            smaller, certain = _clashing(scenario, table, rest, effort, deadline)
            minimal = minimal and certain
            core = smaller or core
    return Conflict(tuple(map(_demand, core)), minimal)


def _clashing(
    scenario: Scenario, table: Table, demands: Sequence[Requirement], effort: Effort, deadline: float
) -> tuple[list[Requirement] | None, bool]:
    """Those of the demands that the solver needs to show that they cannot all hold; None where they can.

    The second value is false where time ran out before either was known.
    """
    expo = scenario.expo
    must = {session.id for session in expo.sessions.values() if table.fixed(session)}
    board = Board(expo, table.all(), must)
    assumed = {}
    for demand in demands:
        holds = board.literal()
        demand.post(board, holds)
        assumed[holds.index] = demand
        board.model.add_assumption(holds)
    solver = cp_model.CpSolver()
    solver.parameters.num_workers = 1
    solver.parameters.random_seed = effort.seed
    solver.parameters.max_time_in_seconds = max(deadline - time.monotonic(), 0.01)
    code = solver.solve(board.model)
    if code != cp_model.INFEASIBLE:
        return None, code in (cp_model.OPTIMAL, cp_model.FEASIBLE)
    named = solver.sufficient_assumptions_for_infeasibility()
    return [assumed[index] for index in named if index in assumed] or list(demands), True
