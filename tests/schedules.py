"""Schedules for tests: written by hand, every one of a tiny expo, and judged with the solver."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime
from itertools import product

from ortools.sat.python import cp_model

from expo_planner.cpsat.board import Board
from expo_planner.cpsat.vocabulary import Domain
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Requirement


def written(expo: Expo, text: str) -> Schedule:
    """`session room HH:MM, session room YYYY-MM-DD HH:MM` as a schedule; without a date on the expo's first day."""
    placements = {}
    for part in filter(None, (part.strip() for part in text.split(","))):
        name, room, *moment = part.split()
        day = moment[0] if len(moment) == 2 else str(expo.days[0])
        start = expo.clock.tick(datetime.fromisoformat(f"{day} {moment[-1]}"))
        placements[name] = expo.place_session(expo.sessions[name], room, start)
    return Schedule(placements)


def every_placement(expo: Expo) -> dict[str, Domain]:
    """Every room, at every start of the grid within the expo's hours: sensible or not."""
    starts = tuple(tick for tick in expo.starts if any(window.start <= tick < window.end for window in expo.hours))
    return {name: dict.fromkeys(expo.rooms, starts) for name in expo.sessions}


def every_schedule(expo: Expo, candidates: Mapping[str, Domain]) -> Iterator[Schedule]:
    """Every schedule of these placements, with any of the sessions left without a place."""
    options: list[list[Placement | None]] = [
        [None, *(expo.place_session(expo.sessions[name], room, start) for room in own for start in own[room])]
        for name, own in candidates.items()
    ]
    for chosen in product(*options):
        yield Schedule({name: place for name, place in zip(candidates, chosen, strict=True) if place is not None})


class Judge:
    """The solver's word on whole schedules: are these requirements feasible there, and what do they cost?"""

    def __init__(
        self, expo: Expo, requirements: Iterable[Requirement], candidates: dict[str, Domain], tier: int = 2
    ) -> None:
        self.board = Board(expo, candidates, must=())
        waivers = expo.waivers
        for requirement in requirements:
            own = tuple(waiver for waiver in waivers if waiver.rule == requirement.rule)
            requirement.put_on(self.board, own)
        self.board.model.minimize(sum(cost * count for cost, count in self.board.costs.get(tier, [])))
        self.solver = cp_model.CpSolver()
        self.solver.parameters.num_workers = 1
        self.solver.parameters.cp_model_presolve = False
        self.solver.parameters.fix_variables_to_their_hinted_value = True

    def cost(self, schedule: Schedule) -> int | None:
        """The cost of a schedule; None where it is infeasible."""
        self.board.hint(schedule)
        code = self.solver.solve(self.board.model)
        if code == cp_model.INFEASIBLE:
            return None
        assert code == cp_model.OPTIMAL, self.solver.status_name(code)
        return round(self.solver.objective_value)
