"""CP-SAT models of some sessions while all others stay fixed, for large neighbourhood search and for repairs."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass

from expo_planner.cpsat.board import LITERAL_EACH, Board
from expo_planner.cpsat.vocabulary import Domain, RoomStart
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import WISH, OneAtATime, Requirement, Unary
from expo_planner.solver.domains.initial import filtered
from expo_planner.solver.problem import SearchProblem


@dataclass(frozen=True)
class Submodel:
    """A board of the free sessions, and the demands posted on it rather than folded into domains."""

    board: Board
    posted: tuple[Requirement, ...]


def build_submodel(
    problem: SearchProblem,
    domains: Mapping[str, Domain],
    demands: Iterable[Requirement],
    standing: Mapping[str, Placement],
    must: Collection[str],
    prices: Mapping[str, Mapping[RoomStart, int]],
    *,
    unplaced: int = 0,
) -> Submodel:
    """A submodel of the free sessions, which are the keys of `domains`; all others keep their placements in `standing`.

    Sessions in `must` are placed in every solution; any other session that must be placed costs `unplaced` if it is
    not. `prices` are the costs of placements on their own. The demands of cells among the free sessions are added; the
    domains already exclude what fixed sessions occupy.
    """
    free = dict(domains)
    posted: list[Requirement] = []
    for demand in demands:
        if demand.weight is None and isinstance(demand, Unary) and not demand.waivers:
            free[demand.session.id] = filtered(demand, free[demand.session.id])
        else:
            posted.append(demand)
    beside = sorted({name for demand in posted for name in demand.sessions} - free.keys())
    fixed: dict[str, Domain] = {
        name: {standing[name].room: (standing[name].start,)} if name in standing else {} for name in beside
    }
    placed = {name for name in beside if name in standing}
    board = Board(
        problem.scenario.expo,
        {**free, **fixed},
        placed.union(must),
        listed=LITERAL_EACH,
        one_at_a_time=problem.rooms_are_musts,
    )
    for name, own in free.items():
        known = prices.get(name, {})
        board.charge(name, {(room, start): known.get((room, start), 0) for room in own for start in own[room]}, WISH)
    for demand in posted:
        if demand.gives_place and demand.weight is None and (unplaced or not demand.waivers):
            board.pay(board.negation(board.placed(demand.sessions[0])), unplaced, WISH)
        else:
            demand.put_on(board, demand.waivers)
    for cell in _cells(problem, free):
        cell.put_on(board, ())
    return Submodel(board, tuple(posted))


def _cells(problem: SearchProblem, free: Mapping[str, Domain]) -> Iterable[Requirement]:
    """The demands of cells among the free sessions; none if some sessions may share a cell."""
    if not problem.rooms_are_musts:
        return
    rooms = sorted({room for own in free.values() for room in own})
    cells: dict[int, OneAtATime] = {id(cell): cell for room in rooms for cell in problem.cells_of[room]}
    for cell in cells.values():
        yield from cell.restricted(Schedule(), free.keys())
