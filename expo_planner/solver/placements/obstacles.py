"""The clashes that a session would cause at one placement, found without checking the whole schedule."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping

from expo_planner.checker import beyond
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash, Requirement
from expo_planner.solver.placements.placement_evaluation import PlacementEvaluation


def errors_at(evaluation: PlacementEvaluation, placement: Placement, others: Schedule | None = None) -> list[Clash]:
    """The broken musts that the evaluated session would add at a placement, beside all others or some of them."""
    others = evaluation.others if others is None else others
    found, name = [*_in_room(evaluation, placement, others)], evaluation.session.id
    for demand in evaluation.musts:
        waived = bool(evaluation.index.waivers(demand.rule))
        if waived or not demand.admits(others, name, placement):
            beside = {other: others[other] for other in demand.sessions if other in others}
            found += beyond(
                _errors(evaluation, demand, {**beside, name: placement}), _errors(evaluation, demand, beside)
            )
    return found


def _in_room(evaluation: PlacementEvaluation, placement: Placement, others: Schedule) -> Iterator[Clash]:
    """The errors with sessions in the same room, or in a room that shares a cell with it."""
    room, name = evaluation.expo.rooms[placement.room], evaluation.session.id
    for other in evaluation.expo.joins[room.id] if evaluation.session.host is None else ():
        cell = evaluation.index.cell(room, other)
        if cell is None or cell.weight is not None:
            continue
        for near in sorted(others.by_room.get(other, ())):
            if evaluation.expo.sessions[near].host is None:
                yield from _errors(evaluation, cell.pair(name, near), {near: others[near], name: placement})


def _errors(evaluation: PlacementEvaluation, demand: Requirement, placed: Mapping[str, Placement]) -> Iterable[Clash]:
    waivers = evaluation.index.waivers(demand.rule)
    judged = (clash.judged(evaluation.expo, waivers) for clash in demand.broken_by(Schedule(placed)))
    return (clash for clash in judged if clash.error)
