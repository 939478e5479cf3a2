"""What a repair has to do: who stands where, who may move at what price, and what is broken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

from expo_planner.checker import Report, check
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Perturbation, PerturbationLimit
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.replan.disruption import Disrupted


@dataclass(frozen=True)
class ReplanProblem:
    """A disrupted scenario as the repair sees it."""

    disrupted: Disrupted

    @property
    def scenario(self) -> Scenario:
        return self.disrupted.scenario

    @property
    def expo(self) -> Expo:
        return self.disrupted.scenario.expo

    @cached_property
    def kept(self) -> Mapping[str, Perturbation]:
        """Of each session that people have been told of, and that still happens, the demand to leave it alone."""
        sessions = self.expo.sessions
        return {
            name: Perturbation.of(self.expo, sessions[name], place)
            for name, place in self.disrupted.before.items()
            if name not in self.disrupted.absent
        }

    @cached_property
    def few(self) -> PerturbationLimit | None:
        """The demand that few sessions change."""
        most = self.disrupted.most
        if most is None:
            return None
        return PerturbationLimit.of(self.expo, self.kept, most)

    @cached_property
    def initial(self) -> InitialDomains:
        """Where each may stand; those that may move may also stay."""
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
        """The scenario as a search over single sessions sees it."""
        return SearchProblem(self.scenario, self.initial)

    @cached_property
    def base(self) -> Schedule:
        """Where all would stand if nobody moved: pinned sessions where the file says, all others where they stood."""
        places: dict[str, Placement] = {}
        for name, session in self.expo.sessions.items():
            if self.initial.fixed(session) and session.room is not None and session.start is not None:
                places[name] = self.expo.place_session(session, session.room, session.start)
            elif name in self._movable:
                places[name] = self._movable[name]
        return Schedule(places)

    @cached_property
    def broken(self) -> Report:
        """What is broken where nobody moves."""
        return check(self.scenario, self.base)

    def may_move(self, name: str) -> bool:
        """Whether a session is free to stand elsewhere."""
        return name in self.problem.movable_set and name not in self.disrupted.absent

    def droppable(self, name: str) -> bool:
        """Whether a session may go without a place."""
        return self.problem.left_out[name] is not None

    def price(self, schedule: Mapping[str, Placement]) -> int:
        """What the changes to a schedule count, by the people told."""
        return sum(kept.price(schedule.get(name)) for name, kept in self.kept.items())
