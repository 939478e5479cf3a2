"""The variables of one session on the board (its piece), and the literals that describe its placement.

There are two encodings: a literal for each candidate, or, for a session with many candidates, an integer start and a
literal for each room. Requirements do not depend on the choice.
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
"""An object that gives the values of variables."""


class SessionVariables(ABC):
    """The variables of one session: it is placed at one of its candidates exactly if `placed` is true.

    `ends` gives the end of each start, in ascending order. The logic is passed to each method rather than stored, so
    that a board has no reference cycles and its memory is freed at once.
    """

    def __init__(self, candidates: Domain, ends: Mapping[int, int], placed: Literal) -> None:
        self.candidates, self.ends, self.placed = candidates, ends, placed
        self.starts = tuple(ends)

    @property
    @abstractmethod
    def start(self) -> Expression:
        """The tick at which the session starts; meaningless if it is not placed."""

    @property
    @abstractmethod
    def end(self) -> Expression:
        """The tick at which the session ends; meaningless if it is not placed."""

    @abstractmethod
    def moments(self, logic: Logic) -> tuple[Expression, Expression]:
        """The start and end as expressions of at most one variable each, as intervals require."""

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
        """Posts that the session, if it is in this room and `when` holds, starts at one of these ticks."""

    def interval(self, logic: Logic, stay: Stay) -> cp_model.IntervalVar:
        """The interval of a stay of its session."""
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
        """Hints a placement to the solver; None: not placed."""

    @abstractmethod
    def read(self, solution: Solution) -> RoomStart:
        """The session's room and start in a solution."""
