"""`plan move`: several moves and swaps of sessions, judged as one."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from expo_planner.checker import beyond, check
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.planner.diff import Move, moves_between
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash


@dataclass(frozen=True, kw_only=True)
class Moved:
    """The schedule after some moves, compared with the one before.

    `moves` are all that change, hosted sessions that move along with their host included. `clashes` are those that
    arise and `mended` those that disappear; a clash that only moves along with its sessions is neither. `cost` is the
    change in the schedule's cost, `costs` and `saves` are its parts.
    """

    schedule: Schedule
    moves: tuple[Move, ...]
    clashes: tuple[Clash, ...]
    mended: tuple[Clash, ...]
    cost: int
    costs: tuple[Clash, ...]
    saves: tuple[Clash, ...]

    @property
    def errors(self) -> tuple[Clash, ...]:
        """The musts that the moves break and no waiver covers; with any of them, the moves are refused."""
        return tuple(clash for clash in self.clashes if clash.error)

    @property
    def told(self) -> int:
        """The number of people to notify."""
        return sum(move.told for move in self.moves)


def move(scenario: Scenario, schedule: Schedule, placements: Mapping[str, Placement]) -> Moved:
    """Judges new placements of some sessions, by id, all at once; the schedule itself stays as it is.

    Hosted sessions go along, as in `moved_schedule`.
    """
    moved = moved_schedule(scenario.expo, schedule, placements)
    before, after = check(scenario, schedule), check(scenario, moved)
    arising, gone = beyond(after.clashes, before.clashes), beyond(before.clashes, after.clashes)
    return Moved(
        schedule=moved,
        moves=moves_between(scenario.expo, schedule, moved),
        clashes=beyond(arising, gone, wherever=True),
        mended=beyond(gone, arising, wherever=True),
        cost=after.cost - before.cost,
        costs=beyond(after.costs, before.costs),
        saves=beyond(before.costs, after.costs),
    )


def moved_schedule(expo: Expo, schedule: Schedule, placements: Mapping[str, Placement | None]) -> Schedule:
    """The schedule after new placements of some sessions, by id; None takes a session out.

    Sessions hosted by one that moves keep their time after its start and stay in its room, or go out with it, unless
    they are given a placement themselves.
    """
    moved = {**schedule, **_hosted(expo, schedule, placements), **placements}
    return Schedule({name: place for name, place in moved.items() if place is not None})


def _hosted(expo: Expo, schedule: Schedule, placements: Mapping[str, Placement | None]) -> dict[str, Placement | None]:
    """The placements of the sessions that stand in the room of a host that moves, and of those hosted by them."""
    along: dict[str, Placement | None] = {}
    hosts = dict(placements)
    while hosts:
        following: dict[str, Placement | None] = {}
        for session in expo.sessions.values():
            host, own = session.host, schedule.get(session.id)
            if host not in hosts or own is None or session.id in placements:
                continue
            old, new = schedule.get(host), hosts[host]
            if old is not None and own.room == old.room:
                following[session.id] = (
                    None if new is None else expo.place_session(session, new.room, own.start + new.start - old.start)
                )
        along |= following
        hosts = following
    return along
