"""`plan where`: the possible placements of a session, best first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.checker import beyond, check
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.result import Offer, SolverDisagrees, Whereabouts
from expo_planner.rules import Scenario

if TYPE_CHECKING:
    from expo_planner.solver.placements.move_search import MoveSearch, RankedPlacement


def where(scenario: Scenario, schedule: Schedule, name: str, *, top: int = 5) -> Whereabouts:
    """The `top` placements of a session by disturbance, then cost, then nearness, each verified by the checker.

    Other sessions stay, or up to two of them move to their best placements; only the most promising such placements
    are examined. Raises SolverDisagrees if a placement does not pass the checker.
    """
    from expo_planner.solver.index import DemandIndex
    from expo_planner.solver.placements.diagnosis import why_nowhere
    from expo_planner.solver.placements.move_search import MoveSearch

    search = MoveSearch(DemandIndex(scenario), schedule, name, top)
    staying = search.staying()
    places = sorted([*staying, *search.moving(staying, top)], key=lambda place: place.rank)
    evaluation = search.evaluation
    return Whereabouts(
        session=name,
        now=search.own,
        offers=tuple(_offer(search, place) for place in places[:top]),
        staying=int((evaluation.fits & ~evaluation.kept).sum()),
        nowhere=None if places else why_nowhere(search),
    )


def _offer(search: MoveSearch, place: RankedPlacement) -> Offer:
    """The placement as an offer, verified by the checker."""
    from expo_planner.solver.index import placed

    taken = placed(search.schedule, place.changes(search.name))
    before, after = search.index.compare(search.schedule, taken)
    if any(search.name in clash.sessions for clash in after.errors) or beyond(after.errors, before.errors):
        known = check(search.index.scenario, search.others).errors
        if new := beyond(check(search.index.scenario, taken).errors, known):
            raise SolverDisagrees("; ".join(clash.message.say("en") for clash in new))
    if after.cost - before.cost != place.cost:
        raise SolverDisagrees(f"the search's cost is {place.cost}, the checker's {after.cost - before.cost}")
    own = 0 if search.own is None else search.expo.sessions[search.name].told
    return Offer(
        placement=place.placement,
        cost=place.cost,
        costs=beyond(after.costs, before.costs),
        saves=beyond(before.costs, after.costs),
        waived=beyond(after.waived, before.waived),
        told=own + sum(move.told for move in place.moves),
        price=place.price,
        moves=place.moves,
    )
