"""The sessions whose placements change from one schedule of an expo to another, and whom to tell."""

from __future__ import annotations

from dataclasses import dataclass

from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import people_filling
from expo_planner.planner.diff.placement import placement_changes


@dataclass(frozen=True)
class Move:
    """The change of one session's placement, or of who fills its roles.

    `before` or `after` is None if it was not or is no longer placed. `told` is the number of people to notify; `people`
    are the ids of the session's participants among them. `joined` and `left` are those who fill a role now, or no
    longer.
    """

    session: str
    before: Placement | None
    after: Placement | None
    told: int
    people: tuple[str, ...]
    joined: tuple[str, ...] = ()
    left: tuple[str, ...] = ()


def moves_between(expo: Expo, before: Schedule, after: Schedule) -> tuple[Move, ...]:
    """The changed placements, in the order of the file; for sessions that were not placed, nobody must be notified."""
    return tuple(
        _move(session, before, after)
        for name, session in expo.own_sessions.items()
        if placement_changes(before.get(name), after.get(name))
        or (session.to_fill and {*people_filling(session, before)} != {*people_filling(session, after)})
    )


def _move(session: Session, before: Schedule, after: Schedule) -> Move:
    old, new = before.get(session.id), after.get(session.id)
    if not session.to_fill:
        return Move(session.id, old, new, 0 if old is None else session.told, session.named)
    were, are = people_filling(session, before), people_filling(session, after)
    joined, left = (tuple(one for one in some if one not in others) for some, others in ((are, were), (were, are)))
    if old == new:
        return Move(session.id, old, new, len(joined) + len(left), (*joined, *left), joined, left)
    people = tuple(dict.fromkeys((*session.named, *were, *are)))
    told = 0 if old is None else session.told + len({*were, *are} - {*session.named})
    return Move(session.id, old, new, told, people, joined, left)
