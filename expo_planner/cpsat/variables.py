"""A piece: the variables of one session on the board, and what they say of its place.

It has two forms. A listed piece has a literal for each of its candidates; a ranged one, for a session with many, has a
start that ranges over ticks and a literal for each room. Requirements need not know which.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Collection, Mapping
from typing import TypeAlias

from ortools.sat.python import cp_model

from expo_planner.cpsat.literals import Expression, Literal, Logic
from expo_planner.cpsat.vocabulary import Domain, RoomStart, Stay
from expo_planner.domain.schedule import Placement

Solution: TypeAlias = cp_model.CpSolver | cp_model.CpSolverSolutionCallback
"""Whatever tells the values of variables."""


class SessionVariables(ABC):
    """One session on the board: if `placed` is true it stands at one of its candidates, else nowhere.

    `ends` gives the end of each start, in ascending order. The logic is handed in where it is needed, not kept, so
    that nothing on a board refers back to it and its memory is free as soon as it is done with.
    """

    def __init__(self, candidates: Domain, ends: Mapping[int, int], placed: Literal) -> None:
        self.candidates, self.ends, self.placed = candidates, ends, placed
        self.starts = tuple(ends)

    @property
    @abstractmethod
    def start(self) -> Expression:
        """The tick at which it starts; meaningless where it has no place."""

    @property
    @abstractmethod
    def end(self) -> Expression:
        """The tick at which it ends; meaningless where it has no place."""

    @abstractmethod
    def moments(self, logic: Logic) -> tuple[Expression, Expression]:
        """Its start and end, each of one variable at most, as intervals need them."""

    def in_rooms(self, logic: Logic, rooms: Collection[str]) -> Literal:
        """Whether it is placed in one of these rooms."""
        inside = [room for room in self.candidates if room in rooms]
        return self.placed if len(inside) == len(self.candidates) else self._in_some(logic, inside)

    @abstractmethod
    def _in_some(self, logic: Logic, rooms: Collection[str]) -> Literal:
        """The same, for some of its rooms but not all."""

    def start_among(self, logic: Logic, starts: Collection[int]) -> Literal:
        """Whether it is placed and starts at one of these ticks."""
        chosen = tuple(start for start in self.starts if start in starts)
        if not chosen:
            return logic.false
        return self.placed if len(chosen) == len(self.starts) else self._at_some(logic, chosen)

    @abstractmethod
    def _at_some(self, logic: Logic, starts: tuple[int, ...]) -> Literal:
        """The same, for some of its starts but not all."""

    @abstractmethod
    def at(self, logic: Logic, rooms: Collection[str], starts: Collection[int]) -> Literal:
        """Whether it is placed in one of these rooms, at one of these starts."""

    @abstractmethod
    def only_at(self, logic: Logic, room: str, starts: Collection[int], when: Literal) -> None:
        """Where `when` holds and it is in this room, it starts at one of these ticks."""

    def interval(self, logic: Logic, stay: Stay) -> cp_model.IntervalVar:
        """The time of a stay of its session."""
        presence = self.placed if stay.rooms is None else self.in_rooms(logic, stay.rooms)
        start, end = self.moments(logic)
        if stay.from_end:
            return logic.model.new_optional_fixed_size_interval_var(end, stay.after, presence, "")
        sizes = {end - start for start, end in self.ends.items()}
        longer = stay.before + stay.after
        size: Expression
        if len(sizes) == 1:
            size = sizes.pop() + longer
        else:
            size = logic.model.new_int_var(min(sizes) + longer, max(sizes) + longer, "")
        return logic.model.new_optional_interval_var(start - stay.before, size, end + stay.after, presence, "")

    @abstractmethod
    def hint(self, logic: Logic, placement: Placement | None) -> None:
        """Tells the solver to look first where the session stands there, or nowhere."""

    @abstractmethod
    def read(self, solution: Solution) -> RoomStart:
        """Where a solution places it."""
