"""A schedule in the making: who stands where, what is free, and what each place would cost as things stand."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping

import numpy as np

from expo_planner.domain.schedule import Placement, Schedule, hours
from expo_planner.rules.requirements import Extra
from expo_planner.solver.domains.grid import Truths
from expo_planner.solver.domains.priced import NEVER, Numbers, PricedDomain, Prices
from expo_planner.solver.occupancy import Occupancy
from expo_planner.solver.problem import SearchProblem


class PartialSchedule:
    """Begins with the sessions that stand already and stay."""

    def __init__(self, problem: SearchProblem) -> None:
        self.problem, self.expo = problem, problem.scenario.expo
        self.placed: dict[str, Placement] = {}
        self.inside: dict[str, set[str]] = defaultdict(set)
        self.running: dict[int, set[str]] = defaultdict(set)
        self.standing = Schedule(self.placed)
        """The schedule as it stands at any moment; its sessions by room and by hour are kept up to date as well."""
        self.standing.__dict__.update(by_room=self.inside, by_hour=self.running)
        self.occupancy = Occupancy(self.expo, problem.gaps, problem.axes)
        for name, placement in self.expo.standing.items():
            if name not in problem.domains:
                self.put(name, placement)

    @property
    def schedule(self) -> Schedule:
        """The schedule as it stands, in the order of the file."""
        return Schedule({name: self.placed[name] for name in self.expo.sessions if name in self.placed})

    @property
    def missing(self) -> list[str]:
        """Must sessions that have no place."""
        left_out = self.problem.left_out
        return [name for name in self.problem.domains if left_out[name] is None and name not in self.placed]

    def put(self, name: str, placement: Placement) -> None:
        """Gives a session without a place this one."""
        self.placed[name] = placement
        self.inside[placement.room].add(name)
        for hour in hours(placement.window):
            self.running[hour].add(name)
        self.occupancy.change(self.expo.sessions[name], placement, 1)

    def remove(self, name: str) -> Placement:
        """Takes a session's place away."""
        placement = self.placed.pop(name)
        self.inside[placement.room].remove(name)
        for hour in hours(placement.window):
            self.running[hour].remove(name)
        self.occupancy.change(self.expo.sessions[name], placement, -1)
        return placement

    def move(self, changes: Mapping[str, Placement | None]) -> None:
        """Gives sessions other places; None takes it away."""
        for name in changes:
            if name in self.placed:
                self.remove(name)
        for name, placement in changes.items():
            if placement is not None:
                self.put(name, placement)

    def placement(self, name: str, row: int, column: int) -> Placement:
        """One of a session's options as a placement."""
        domain = self.problem.domains[name]
        return self.expo.place_session(self.expo.sessions[name], domain.room(row), domain.start(column))

    def free(self, name: str, rows: Numbers | slice = slice(None)) -> Truths:
        """Which of a session's options are free."""
        return self.occupancy.free(self.expo.sessions[name], self.problem.domains[name], rows)

    def admitted(self, name: str, placement: Placement) -> bool:
        """Whether every relation of the session that must hold does, among those that have a place."""
        return all(demand.admits(self.standing, name, placement) for demand in self.problem.musts[name])

    def extras(self, name: str) -> list[Extra]:
        """What its wishes make places cost beside the others."""
        return [extra for demand in self.problem.wishes[name] for extra in demand.beside(self.placed, name)]

    def prices(self, name: str, extras: Iterable[Extra], rows: Numbers | slice = slice(None)) -> Prices:
        """What each option of a session costs as things stand."""
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
    """The prices where a place is free, and NEVER elsewhere."""
    return np.where(free, prices, NEVER)
