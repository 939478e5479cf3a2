"""What stands in the way of a session in one place, found without looking at the whole schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from expo_planner.checker import beyond
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash, Requirement
from expo_planner.solver.placements.placement_evaluation import Survey


def errors_at(survey: Survey, placement: Placement) -> list[Clash]:
    """The musts that the session of a survey would break in a place, beyond those that are broken without it."""
    found, name = [*_in_room(survey, placement)], survey.session.id
    for demand in survey.musts:
        waived = bool(survey.relations.waivers(demand.rule))
        if waived or not demand.admits(survey.others, name, placement):
            beside = {other: survey.others[other] for other in demand.sessions if other in survey.others}
            found += beyond(_errors(survey, demand, {**beside, name: placement}), _errors(survey, demand, beside))
    return found


def _in_room(survey: Survey, placement: Placement) -> Iterator[Clash]:
    """Those that arise with who stands in the room, or in a room that shares a cell with it."""
    room, name, others = survey.expo.rooms[placement.room], survey.session.id, survey.others
    for other in survey.expo.joins[room.id] if survey.session.host is None else ():
        cell = survey.relations.cell(room, other)
        if cell is None or cell.weight is not None:
            continue
        for near in sorted(others.by_room.get(other, ())):
            if survey.expo.sessions[near].host is None:
                yield from _errors(survey, cell.pair(name, near), {near: others[near], name: placement})


def _errors(survey: Survey, demand: Requirement, placed: Mapping[str, Placement]) -> Iterable[Clash]:
    waivers = survey.relations.waivers(demand.rule)
    judged = (clash.judged(survey.expo, waivers) for clash in demand.broken_by(Schedule(placed)))
    return (clash for clash in judged if clash.error)
