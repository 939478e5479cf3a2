"""The encoding of a session with few candidates: a literal for each of them."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby
from operator import itemgetter
from typing import TypeAlias

from ortools.sat.python import cp_model

from expo_planner.cpsat.literals import Expression, Literal, Logic
from expo_planner.cpsat.variables import SessionVariables, Solution
from expo_planner.cpsat.vocabulary import Domain, RoomStart, Stay
from expo_planner.domain.schedule import Placement

LiteralSpan: TypeAlias = tuple[int, int, Literal, int]
"""A half-open span of ticks, the literal under which it is occupied, and its load."""


class BooleanEncoding(SessionVariables):
    """A session with a literal for each candidate, in `places`, from which start and end are derived on demand."""

    def __init__(self, logic: Logic, candidates: Domain, ends: Mapping[int, int], placed: Literal) -> None:
        super().__init__(candidates, ends, placed)
        places = [(room, start) for room, starts in candidates.items() for start in starts]
        if len(places) < 2:
            self.places = dict.fromkeys(places, placed)
        else:
            self.places = {place: logic.literal() for place in places}
            logic.choose(self.places.values(), placed)
        self._moments: tuple[Expression, Expression] | None = None

    @property
    def start(self) -> Expression:
        return self._total({start: start for start in self.starts})

    @property
    def end(self) -> Expression:
        return self._total(self.ends)

    def _total(self, ticks: Mapping[int, int]) -> Expression:
        if len(self.starts) < 2:
            return ticks[self.starts[0]] if self.starts else 0
        return sum(ticks[start] * literal for (_, start), literal in self.places.items())

    def moments(self, logic: Logic) -> tuple[Expression, Expression]:
        if len(self.starts) < 2:
            return self.start, self.end
        if self._moments is None:
            self._moments = (
                self._variable(logic, self.start, self.starts),
                self._variable(logic, self.end, self.ends.values()),
            )
        return self._moments

    def _variable(self, logic: Logic, total: Expression, ticks: Iterable[int]) -> cp_model.IntVar:
        domain = cp_model.Domain.from_values(sorted({0, *ticks}))
        variable = logic.model.new_int_var_from_domain(domain, "")
        logic.model.add(variable == total)
        return variable

    def _in_some(self, logic: Logic, rooms: Collection[str]) -> Literal:
        return logic.one_of([literal for (room, _), literal in self.places.items() if room in rooms])

    def _at_some(self, logic: Logic, starts: tuple[int, ...]) -> Literal:
        chosen = set(starts)
        return logic.one_of([literal for (_, start), literal in self.places.items() if start in chosen])

    def at(self, logic: Logic, rooms: Collection[str], starts: Collection[int]) -> Literal:
        return logic.one_of(
            [literal for (room, start), literal in self.places.items() if room in rooms and start in starts]
        )

    def only_at(self, logic: Logic, room: str, starts: Collection[int], when: Literal) -> None:
        for (other, start), literal in self.places.items():
            if other == room and start not in starts:
                logic.imply(when, logic.negation(literal))

    def spans(self, stay: Stay, load: int = 1) -> Iterator[LiteralSpan]:
        """The spans of a stay of its session, one for each candidate."""
        for (room, start), literal in self.places.items():
            if stay.rooms is None or room in stay.rooms:
                end = self.ends[start]
                yield end if stay.from_end else start - stay.before, end + stay.after, literal, load

    def hint(self, logic: Logic, placement: Placement | None) -> None:
        here = (placement.room, placement.start) if placement else None
        for place, literal in self.places.items():
            logic.suggest(literal, place == here)

    def read(self, solution: Solution) -> RoomStart:
        return next(place for place, literal in self.places.items() if solution.boolean_value(literal))


def crossings(spans: Iterable[LiteralSpan]) -> Iterator[list[tuple[Literal, int]]]:
    """The sets of half-open spans that share a tick, including all maximal ones, as literals and loads."""
    running: list[LiteralSpan] = []
    for tick, begun in groupby(sorted(spans, key=itemgetter(0)), key=itemgetter(0)):
        running = [*(span for span in running if span[1] > tick), *begun]
        yield [(literal, load) for _, _, literal, load in running]
