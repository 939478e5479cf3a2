"""The initial domains of sessions, and the domains that remain once demands on single sessions are folded in."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING

from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Unary

if TYPE_CHECKING:
    from expo_planner.cpsat.vocabulary import Domain, RoomStart


@dataclass(frozen=True)
class InitialDomains:
    """The candidate placements of every session before and after demands are applied.

    With `wide`, the domain includes every placement that a demand could require or give up, such as rooms outside those
    that the session names.

    In a repair, `kept` holds the old placements of the movable sessions; their rooms and starts are added to the
    domains. Sessions in `absent` have an empty domain.
    """

    expo: Expo
    afresh: bool = False
    wide: bool = False
    kept: Mapping[str, Placement] = field(default_factory=dict)
    absent: Set[str] = frozenset()

    def stands(self, session: Session) -> bool:
        """Whether the session keeps the start and room that the file gives; who fills a role may always change."""
        return session.pinned or (session.filling is None and not (self.afresh or session.id in self.kept))

    def rooms(self, session: Session) -> tuple[str, ...]:
        """The candidate rooms: the session's own, its host's, those it names, or any of kind room."""
        if self.wide:
            own = (session.room,) if session.room is not None else ()
            hosts = self.rooms(self.expo.sessions[session.host]) if session.host is not None else ()
            several = self._several if session.rooms_needed > 1 else ()
            return tuple(dict.fromkeys((*own, *session.rooms, *several, *hosts, *self._halls)))
        if session.id in self.absent:
            return ()
        if session.room is not None and self.stands(session):
            return (session.room,)
        if session.host is not None:
            rooms = self.rooms(self.expo.sessions[session.host])
        else:
            rooms = self.expo.rooms_for(session) if session.rooms_needed > 1 else session.rooms or self._halls
        kept = self.kept.get(session.id)
        return rooms if kept is None or kept.room in rooms else (kept.room, *rooms)

    @cached_property
    def _several(self) -> tuple[str, ...]:
        return tuple(room.id for room in self.expo.rooms.values() if room.parts)

    @cached_property
    def _halls(self) -> tuple[str, ...]:
        return tuple(room.id for room in self.expo.rooms.values() if room.kind == "room" and not room.parts)

    def starts(self, session: Session) -> tuple[int, ...]:
        """The candidate starts: the session's own, of an assignment its host's, the slots', or the expo's grid."""
        kept = self.kept.get(session.id)
        if session.start is not None and self.stands(session) and not self.wide:
            return (session.start,)
        if session.filling is not None and session.host is not None:
            starts = self.starts(self.expo.sessions[session.host])
            return self._with(None if kept is None else kept.start, starts)
        if self.wide:
            return self._with(session.start)
        return self._with(None if kept is None else kept.start)

    def _with(self, start: int | None, starts: tuple[int, ...] | None = None) -> tuple[int, ...]:
        if starts is None:
            starts = self.expo.starts if self.expo.slots is None else self._slots
        return starts if start is None or start in starts else tuple(sorted((*starts, start)))

    @cached_property
    def _slots(self) -> tuple[int, ...]:
        return tuple(sorted({slot.window.start for slot in self.expo.slots or ()}))

    def fixed(self, session: Session) -> bool:
        """Whether the session's placement is fixed."""
        return self.stands(session) and session.room is not None and session.start is not None

    def of(self, session: Session) -> Domain:
        """The domain of a session before any demand."""
        return dict.fromkeys(self.rooms(session), self.starts(session))

    def holding(self, demands: Iterable[Unary]) -> dict[str, Domain]:
        """The domains of all sessions, restricted to placements at which these demands hold."""
        left = {session.id: self.of(session) for session in self.expo.sessions.values()}
        for demand in demands:
            session = demand.session.id
            left[session] = filtered(demand, left[session])
        return left


def filtered(demand: Unary, candidates: Domain) -> Mapping[str, tuple[int, ...]]:
    """The candidate placements at which the demand holds."""
    held = {
        room: starts
        for rooms, ticks in demand.alike(candidates)
        if (starts := demand.holding(rooms[0], ticks))
        for room in rooms
    }
    return {room: held[room] for room in candidates if room in held}


def prices_of(demand: Unary, domain: Domain) -> Mapping[RoomStart, int]:
    """The cost of a wish at those placements of a domain at which it does not hold."""
    prices: dict[RoomStart, int] = {}
    for alike, starts in demand.alike(domain):
        amounts = demand.amounts(alike[0], starts)
        amounts = amounts if len(amounts) == len(starts) else amounts * len(starts)
        broken = [(start, own * (demand.weight or 0)) for start, own in zip(starts, amounts, strict=True) if own]
        prices |= {(room, start): price for room in alike for start, price in broken}
    return prices
