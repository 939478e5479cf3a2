"""The problem of a repair: the base schedule, the movable sessions with their prices, and the broken rules."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from expo_planner.checker import Report, check
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Nearness, Perturbation, PerturbationLimit
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.replan.disruption import Disrupted


@dataclass(frozen=True)
class ReplanProblem:
    """A disrupted scenario, prepared for repair."""

    disrupted: Disrupted

    @property
    def scenario(self) -> Scenario:
        return self.disrupted.scenario

    @property
    def expo(self) -> Expo:
        return self.disrupted.scenario.expo

    @cached_property
    def kept(self) -> Mapping[str, Perturbation]:
        """For each placed session that still takes place, the demand to keep its placement."""
        sessions = self.expo.sessions
        return {
            name: Perturbation.of(self.expo, sessions[name], place)
            for name, place in self.disrupted.before.items()
            if name not in self.disrupted.absent
        }

    @cached_property
    def near(self) -> Mapping[str, Nearness]:
        """For each of those sessions, the demand to move no farther than it has to."""
        return {name: Nearness.of(self.expo, kept.session, kept.before) for name, kept in self.kept.items()}

    @cached_property
    def few(self) -> PerturbationLimit | None:
        """The demand that limits the number of changed sessions; None without a limit."""
        most = self.disrupted.most
        if most is None:
            return None
        own = {name: kept for name, kept in self.kept.items() if name in self.expo.own_sessions}
        return PerturbationLimit.of(self.expo, own, most)

    @cached_property
    def initial(self) -> InitialDomains:
        """The initial domains, in which movable sessions keep their old placements."""
        return InitialDomains(self.expo, kept=self._movable, absent=self.disrupted.absent)

    @cached_property
    def _movable(self) -> Mapping[str, Placement]:
        sessions = self.expo.sessions
        return {
            name: kept.before
            for name, kept in self.kept.items()
            if not (sessions[name].pinned and sessions[name].room is not None and sessions[name].start is not None)
        }

    @cached_property
    def problem(self) -> SearchProblem:
        """The scenario prepared for search."""
        return SearchProblem(self.scenario, self.initial)

    @cached_property
    def base(self) -> Schedule:
        """The schedule without any move: fixed sessions where the file places them, all others where they were."""
        places: dict[str, Placement] = {}
        for name, session in self.expo.sessions.items():
            if self.initial.fixed(session) and session.room is not None and session.start is not None:
                places[name] = self.expo.place_session(session, session.room, session.start)
            elif name in self._movable:
                places[name] = self._movable[name]
        return Schedule(places)

    @cached_property
    def broken(self) -> Report:
        """The checker's report on the base schedule."""
        return check(self.scenario, self.base)

    def may_move(self, name: str) -> bool:
        """Whether a session may move."""
        return name in self.problem.movable_set and name not in self.disrupted.absent

    def droppable(self, name: str) -> bool:
        """Whether a session may be dropped."""
        return self.problem.left_out[name] is not None

    def price(self, schedule: Mapping[str, Placement]) -> int:
        """The disturbance of a schedule, by people to notify."""
        return sum(kept.price(schedule.get(name)) for name, kept in self.kept.items())
