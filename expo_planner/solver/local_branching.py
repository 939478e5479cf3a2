"""Improves a schedule by few changes: the best one with at most so many sessions that move, then the least disturbance.

The limit on changes is a demand like others, so that exact search and large neighbourhood search both heed it (local
branching: Fischetti and Lodi 2003).
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property

from expo_planner.checker import check
from expo_planner.cpsat.board import Board
from expo_planner.domain.expo import Expo
from expo_planner.domain.nearness import distance
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import NEARNESS, TOLD, WISH, Perturbation, PerturbationLimit
from expo_planner.rules.requirements.perturbation import Nearness
from expo_planner.solver import search_clock
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.exact import Run, assemble
from expo_planner.solver.limits import Effort, SearchResult, Watch
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.search import large, search

SEARCH_SHARE = 0.7
"""The share of the time for lowering the cost; the rest is for disturbing fewer people at that cost."""


@dataclass(frozen=True)
class LocalBranching:
    """The schedules in which at most `most` sessions are elsewhere than in `before`.

    Every session placed before stays placed, every other one stays out. Pinned ones do not move.
    """

    scenario: Scenario
    before: Schedule
    most: int

    @cached_property
    def problem(self) -> SearchProblem:
        """The problem with the limit on changes as a demand."""
        expo = self._expo
        kept = {name: Perturbation.of(expo, expo.sessions[name], place) for name, place in self.before.items()}
        own = {name: one for name, one in kept.items() if name in expo.own_sessions}  # who fills a role moves along
        limit = PerturbationLimit.of(expo, own, self.most)
        movable = {name: place for name, place in self.before.items() if not self._pinned(name)}
        initial = InitialDomains(expo, kept=movable, absent=expo.sessions.keys() - self.before.keys())
        return SearchProblem(replace(self.scenario, expo=expo, extra=(*self.scenario.extra, limit)), initial)

    @cached_property
    def _expo(self) -> Expo:
        """The expo in which placed sessions are musts, and all others are of no account."""
        sessions = self.scenario.expo.sessions
        return replace(
            self.scenario.expo,
            sessions={
                name: replace(session, priority=None if name in self.before else 0)
                for name, session in sessions.items()
            },
        )

    def _pinned(self, name: str) -> bool:
        session = self.scenario.expo.sessions[name]
        return session.pinned and session.start is not None and session.room is not None

    def improve(self, effort: Effort, start: Schedule, watch: Watch | None = None) -> SearchResult:
        """The best schedule found, from one that is within the limit; of equally good ones the least disturbing."""
        began = search_clock.now()
        found = search(self.problem, replace(effort, time_limit=effort.time_limit * SEARCH_SHARE), watch, start=start)
        cost = check(self.problem.scenario, start).cost
        if found.schedule is None or found.claimed > cost:
            found = SearchResult("feasible", start, found.bound, cost, found.interrupted)
        if found.interrupted or found.schedule is None:
            return found
        best, deadline = found.schedule, began + effort.time_limit
        if found.claimed == cost and self.disturbance(start) <= self.disturbance(best):
            best = start
        if large(self.problem):
            return replace(found, schedule=self._reverted(best, deadline))
        return replace(found, schedule=self._least_disturbing(best, found.claimed, effort, deadline))

    def disturbance(self, schedule: Schedule) -> tuple[int, int]:
        """The disturbance of a schedule, and how far its sessions have moved."""
        expo, before = self.scenario.expo, self.before
        prices = [expo.disturbance(expo.sessions[name], place, schedule.get(name)) for name, place in before.items()]
        return sum(prices), sum(distance(expo, place, schedule.get(name)) for name, place in before.items())

    def _least_disturbing(self, best: Schedule, cost: int, effort: Effort, deadline: float) -> Schedule:
        """The schedule of the same cost that disturbs least, and is nearest among these, as far as time allows."""
        board = assemble(self.problem.scenario, self.problem.initial)
        _at_most(board, WISH, cost)
        expo = self.problem.scenario.expo
        for kind in (Perturbation, Nearness):
            for name in self.problem.movable:
                if name in self.before:
                    kind.of(expo, expo.sessions[name], self.before[name]).put_on(board, ())
        for tier in (TOLD, NEARNESS):
            board.hint(best)
            board.model.minimize(sum(price * count for price, count in board.costs.get(tier, [])))
            run = Run(board, effort, deadline, None)
            status = run.solve()
            if run.schedule is None:
                return best
            best = run.schedule
            if status != "optimal":
                return best
            _at_most(board, tier, run.best)
        return best

    def _reverted(self, best: Schedule, deadline: float) -> Schedule:
        """The schedule with every session moved back that may be without costing more, the most people first."""
        sessions, scenario = self.problem.scenario.expo.sessions, self.problem.scenario
        moved = sorted(
            (name for name in best if best[name] != self.before[name]), key=lambda name: -sessions[name].told
        )
        cost = check(scenario, best).cost
        for name in moved:
            if search_clock.now() > deadline:
                break
            back = Schedule({**best, name: self.before[name]})
            report = check(scenario, back)
            if not report.errors and report.cost <= cost:
                best, cost = back, report.cost
        return best


def _at_most(board: Board, tier: int, cost: int) -> None:
    """Limits the cost of a tier."""
    total = sum(price * count for price, count in board.costs.get(tier, []))
    if not isinstance(total, int):
        board.model.add(total <= cost)
