"""The encoding of a session with many candidates: an integer start, and a literal for each room."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping

from ortools.sat.python import cp_model

from expo_planner.cpsat.literals import Expression, Literal, Logic
from expo_planner.cpsat.variables import SessionVariables, Solution
from expo_planner.cpsat.vocabulary import Domain, RoomStart
from expo_planner.domain.schedule import Placement


class IntervalEncoding(SessionVariables):
    """A session with a start, an end and a literal for each room, in `rooms`.

    If the session is not placed, its start is fixed to the first one, to exclude equivalent solutions.
    """

    def __init__(self, logic: Logic, name: str, candidates: Domain, ends: Mapping[int, int], placed: Literal) -> None:
        super().__init__(candidates, ends, placed)
        self._start, self._end = self._range(logic, name)
        if len(candidates) == 1:
            self.rooms = dict.fromkeys(candidates, placed)
        else:
            self.rooms = {room: logic.model.new_bool_var(f"{name} in {room}") for room in candidates}
            logic.choose(self.rooms.values(), placed)
        for room, own in candidates.items():
            if len(own) < len(self.starts):
                self._restrict(logic, own, self.rooms[room])
        self._among: dict[tuple[int, ...], Literal] = {}

    def _range(self, logic: Logic, name: str) -> tuple[Expression, Expression]:
        """New variables for start and end, unless they are constant."""
        first = self.starts[0]
        if len(self.starts) == 1:
            return first, self.ends[first]
        start = logic.model.new_int_var_from_domain(cp_model.Domain.from_values(list(self.starts)), name)
        if self.placed is not logic.true:
            logic.model.add(start == first).only_enforce_if(~self.placed)
        if len({end - start for start, end in self.ends.items()}) == 1:
            return start, start + (self.ends[first] - first)
        domain = cp_model.Domain.from_values(sorted(set(self.ends.values())))
        end = logic.model.new_int_var_from_domain(domain, f"{name} ends")
        logic.model.add_allowed_assignments([start, end], list(self.ends.items()))
        return start, end

    def _restrict(self, logic: Logic, starts: Iterable[int], *when: Literal) -> None:
        domain = cp_model.Domain.from_values(list(starts))
        logic.enforce(logic.model.add_linear_expression_in_domain(self._start, domain), *when)

    @property
    def start(self) -> Expression:
        return self._start

    @property
    def end(self) -> Expression:
        return self._end

    def moments(self, logic: Logic) -> tuple[Expression, Expression]:
        return self._start, self._end

    def _in_some(self, logic: Logic, rooms: Collection[str]) -> Literal:
        return logic.any_of(*(self.rooms[room] for room in rooms))

    def _at_some(self, logic: Logic, starts: tuple[int, ...]) -> Literal:
        if starts not in self._among:
            among = self._among[starts] = logic.literal()
            self._restrict(logic, starts, among)
            self._restrict(logic, sorted(set(self.starts) - set(starts)), ~among, self.placed)
            logic.imply(among, self.placed)
        return self._among[starts]

    def at(self, logic: Logic, rooms: Collection[str], starts: Collection[int]) -> Literal:
        inside = [room for room in self.rooms if room in rooms]
        if all(set(self.candidates[room]) <= set(starts) for room in inside):
            return self.in_rooms(logic, inside)
        return logic.all_of(self.in_rooms(logic, inside), self.start_among(logic, starts))

    def only_at(self, logic: Logic, room: str, starts: Collection[int], when: Literal) -> None:
        if starts:
            self._restrict(logic, starts, when, self.rooms[room])
        else:
            logic.exclude(when, self.rooms[room])

    def hint(self, logic: Logic, placement: Placement | None) -> None:
        if isinstance(self._start, cp_model.IntVar) and placement and placement.start in self.ends:
            logic.model.add_hint(self._start, placement.start)
        in_room = placement.room if placement else None
        for room, literal in self.rooms.items():
            logic.suggest(literal, room == in_room)

    def read(self, solution: Solution) -> RoomStart:
        room = next(room for room, literal in self.rooms.items() if solution.boolean_value(literal))
        return room, solution.value(self._start)
