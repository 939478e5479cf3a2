"""`plan where`: the possible placements of a session, best first."""

from __future__ import annotations

from dataclasses import replace
from itertools import islice
from typing import TYPE_CHECKING

from expo_planner.checker import beyond, check
from expo_planner.domain.schedule import Schedule
from expo_planner.domain.staffing import assignments_of
from expo_planner.planner.result import Offer, SolverDisagrees, Whereabouts
from expo_planner.planner.unstaffed import unstaffed
from expo_planner.rules import Scenario

if TYPE_CHECKING:
    from expo_planner.solver.index import DemandIndex
    from expo_planner.solver.placements.move_search import MoveSearch, RankedPlacement

TRIED = 4
"""For each placement that is asked for, so many are tried with those who fill the roles of the session."""


def where(scenario: Scenario, schedule: Schedule, name: str, *, top: int = 5) -> Whereabouts:
    """The `top` placements of a session by disturbance, then cost, then nearness, each verified by the checker.

    Other sessions stay, or up to two of them move to their best placements; only the most promising such placements
    are examined. Those who fill the roles of the session go along; roles that nobody fills are left open. Raises
    SolverDisagrees if a placement does not pass the checker.
    """
    from expo_planner.solver.index import DemandIndex
    from expo_planner.solver.placements.diagnosis import why_nowhere
    from expo_planner.solver.placements.move_search import MoveSearch

    index, team = DemandIndex(unstaffed(scenario)), assignments_of(scenario.expo, name, schedule)
    alone = Schedule({other: place for other, place in schedule.items() if other not in team}, schedule.roomless)
    most = top * TRIED if team else top
    search = MoveSearch(index, alone, name, most)
    staying = search.staying()
    places = sorted([*staying, *search.moving(staying, most)], key=lambda place: place.rank)
    evaluation = search.evaluation
    offers = (_offer(search, place) for place in places[:most])
    if team:
        offers = (offer for one in offers if (offer := _with_team(index, schedule, search, team, one)) is not None)
    return Whereabouts(
        session=name,
        now=search.own,
        offers=tuple(islice(offers, top)),
        staying=int((evaluation.fits & ~evaluation.kept).sum()),
        nowhere=None if places else why_nowhere(search),
    )


def _with_team(
    index: DemandIndex, schedule: Schedule, search: MoveSearch, team: tuple[str, ...], offer: Offer
) -> Offer | None:
    """The offer if those who fill the roles of the session can go along; else None."""
    from expo_planner.solver.index import placed

    expo, place = search.expo, offer.placement
    along = {name: expo.place_session(expo.sessions[name], place.room, place.start) for name in team}
    moved = {move.session: move.after for move in offer.moves}
    before, after = index.compare(schedule, placed(schedule, {search.name: place, **moved, **along}))
    if beyond(after.errors, before.errors):
        return None
    return replace(
        offer,
        cost=after.cost - before.cost,
        costs=beyond(after.costs, before.costs),
        saves=beyond(before.costs, after.costs),
        waived=beyond(after.waived, before.waived),
        told=offer.told + len(team),
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
