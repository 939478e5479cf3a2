"""A schedule under construction: the placed sessions, the free room time, and the prices of placements."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Self

import numpy as np

from expo_planner.domain.schedule import Placement, Schedule, hours
from expo_planner.rules.requirements import Extra
from expo_planner.solver.domains.grid import Truths
from expo_planner.solver.domains.priced import NEVER, Numbers, PricedDomain, Prices
from expo_planner.solver.occupancy import Occupancy
from expo_planner.solver.problem import SearchProblem


class PartialSchedule:
    """A schedule under construction. It starts with the fixed sessions of the file."""

    def __init__(self, problem: SearchProblem) -> None:
        self.problem, self.expo = problem, problem.scenario.expo
        self.placed: dict[str, Placement] = {}
        self.inside: dict[str, set[str]] = defaultdict(set)
        self.running: dict[int, set[str]] = defaultdict(set)
        self.standing = Schedule(self.placed)
        """A live view of the schedule; its indexes by room and by hour are kept up to date as well."""
        self.standing.__dict__.update(by_room=self.inside, by_hour=self.running)
        self.occupancy = Occupancy(self.expo, problem.gaps, problem.axes)
        for name, placement in self.expo.standing.items():
            if name not in problem.domains:
                self.put(name, placement)

    @classmethod
    def of(cls, problem: SearchProblem, schedule: Schedule) -> Self:
        """What holds of a schedule: the placements that are possible beside those before them."""
        partial = cls(problem)
        for name, placement in schedule.items():
            if partial.open_to(name, placement):
                partial.put(name, placement)
        return partial

    @property
    def schedule(self) -> Schedule:
        """A copy of the current schedule, in the order of the file."""
        return Schedule({name: self.placed[name] for name in self.expo.sessions if name in self.placed})

    @property
    def missing(self) -> list[str]:
        """The must sessions that are not placed, and the sessions that lack others, such as those that fill a role."""
        left_out = self.problem.left_out
        unplaced = [name for name in self.problem.domains if left_out[name] is None and name not in self.placed]
        lacking = (demand.sessions[0] for demand in self.problem.pending if any(demand.broken_by(self.standing)))
        return [*unplaced, *lacking]

    def put(self, name: str, placement: Placement) -> None:
        """Places an unplaced session."""
        self.placed[name] = placement
        self.inside[placement.room].add(name)
        for hour in hours(placement.window):
            self.running[hour].add(name)
        self.occupancy.change(self.expo.sessions[name], placement, 1)

    def remove(self, name: str) -> Placement:
        """Removes a placed session and returns its placement."""
        placement = self.placed.pop(name)
        self.inside[placement.room].remove(name)
        for hour in hours(placement.window):
            self.running[hour].remove(name)
        self.occupancy.change(self.expo.sessions[name], placement, -1)
        return placement

    def move(self, changes: Mapping[str, Placement | None]) -> None:
        """Changes the placements of sessions; None removes a session."""
        for name in changes:
            if name in self.placed:
                self.remove(name)
        for name, placement in changes.items():
            if placement is not None:
                self.put(name, placement)

    def placement(self, name: str, row: int, column: int) -> Placement:
        """The placement in a row and column of the session's domain."""
        domain = self.problem.domains[name]
        return self.expo.place_session(self.expo.sessions[name], domain.room(row), domain.start(column))

    def free(self, name: str, rows: Numbers | slice = slice(None)) -> Truths:
        """A mask of the free placements in the session's domain."""
        return self.occupancy.free(self.expo.sessions[name], self.problem.domains[name], rows)

    def open_to(self, name: str, placement: Placement) -> bool:
        """Whether a movable, unplaced session may be placed there beside the placed ones."""
        if name not in self.problem.domains or name in self.placed:
            return False
        place = self.problem.domains[name].find(placement)
        if place is None:
            return False
        row, column = place
        free = self.free(name, np.array([row]))
        return bool(free[0, column]) and self.admitted(name, placement)

    def admitted(self, name: str, placement: Placement) -> bool:
        """Whether the placement satisfies all must relations to the placed sessions."""
        return all(demand.admits(self.standing, name, placement) for demand in self.problem.musts[name])

    def extras(self, name: str) -> list[Extra]:
        """The penalties that the session's wishes add to placements, given the placed sessions."""
        return [extra for demand in self.problem.wishes[name] for extra in demand.beside(self.placed, name)]

    def prices(self, name: str, extras: Iterable[Extra], rows: Numbers | slice = slice(None)) -> Prices:
        """The prices of the session's placements, given the placed sessions; `rows` selects rooms."""
        domain, session = self.problem.domains[name], self.expo.sessions[name]
        by_start, spots = domain.by_start.copy(), []
        for extra in extras:
            columns = self._columns(domain, extra, session.length)
            if extra.room is None:
                by_start[columns] += extra.amount
            else:
                spots.append((domain.rooms[rows] == domain.axes.row[extra.room], columns, extra.amount))
        matrix = domain.prices(by_start, rows)
        for row, columns, amount in spots:
            for number in np.flatnonzero(row):
                matrix[number, columns] += amount
        return matrix

    def _columns(self, domain: PricedDomain, extra: Extra, length: int | None) -> slice | Truths:
        if extra.day is not None:
            on_day: Truths = domain.axes.days[domain.starts] == self.expo.days.index(extra.day)
            return on_day
        if extra.window is not None and length is not None:
            ticks = domain.axes.ticks[domain.starts]
            meeting: Truths = (ticks < extra.window.end) & (ticks + length > extra.window.start)
            return meeting
        return slice(None)


def open_places(prices: Prices, free: Truths) -> Prices:
    """The prices of free placements, and NEVER for the others."""
    return np.where(free, prices, NEVER)
