"""pinned: a session that is pinned stays where the file says."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo, Room
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Rule

MOVED = Text(
    "{session} is pinned to {pinned}, but stands at {found}; move it back, or unpin it",
    "{session}已固定在{pinned}，现排在{found}，请移回原处或取消固定",
)


@requirement
class StaysPut(Unary):
    """The session stands where the file says: its start, its room, or both."""

    @property
    def whole(self) -> bool:
        """Whether it says both room and start."""
        return self.session.room is not None and self.session.start is not None

    def breach(self, placement: Placement) -> Breach | None:
        session = self.session
        if session.start in (None, placement.start) and session.room in (None, placement.room):
            return None
        facts = {"session": session, "pinned": self.spot(session.room, session.start)}
        found = self.spot(placement.room, placement.start)
        return Breach(MOVED.fill(**facts, found=found), rooms=(placement.room,))

    def spot(self, room: str | None, start: int | None) -> list[object]:
        """A room and a time as people read them."""
        spot: list[object] = [] if start is None else [self.expo.clock.moment(start)]
        return spot if room is None else [*spot, self.expo.rooms[room].name]

    def room_key(self, room: Room) -> Hashable:
        return room.id == self.session.room

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.session.at("start" if self.session.start is not None else "room"),)


@dataclass(frozen=True, kw_only=True)
class Pinned(Rule):
    """A session with `pinned: true` never leaves the start and room that the file gives it."""

    always = True
    title = Text("pinned sessions stay", "固定不动")
    about = Text(
        "A session with `pinned: true` stands where the file says, whatever happens; not even a repair moves it.",
        "标有 pinned: true 的活动始终保持文件所写的时间和场地，应急调整也不会移动它。",
    )
    usage = "pinned"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:30, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: opening, title: Opening, duration: 30min, start: 2023-07-06 09:30, room: A, pinned: true}
                """,
            accepts="opening A 09:30",
            rejects="opening B 09:30",
            says="“Opening” is pinned to Thu 6 Jul 09:30, Hall A, but stands at Thu 6 Jul 09:30, Hall B; move it back, or unpin it",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[StaysPut]:
        demand = Text("{session} is pinned to {spot}", "{session}固定在{spot}")
        for session in expo.sessions.values():
            if session.pinned:
                bare = StaysPut(**self.terms(expo), demand=demand.fill(), session=session)
                spot = bare.spot(session.room, session.start)
                filled = demand.fill(session=session, spot=spot)
                yield StaysPut(**self.terms(expo), demand=filled, session=session)
