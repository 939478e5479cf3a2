"""hire: the cost of hired rooms."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from expo_planner.domain.entities import Room
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Goal

HOUR = 60


@requirement
class Hired(Unary):
    """The session's room costs nothing."""

    def breach(self, placement: Placement) -> Breach | None:
        room, taken = self.expo.rooms[placement.room], self.expo.taken(self.session, placement)
        hours = -((taken.start - taken.end) // HOUR)
        price = hours * room.cost_per_hour
        if not price:
            return None
        text = Text(
            "{session} uses {room} for {hours} h, which costs {price}",
            "{session}使用{room}{hours}小时，费用{price}",
        )
        facts = {"session": self.session, "room": room.name, "hours": hours, "price": price}
        return Breach(text.fill(**facts), amount=price, rooms=(room.id,))

    @property
    def likeness(self) -> Hashable:
        return self.session.shape

    def room_key(self, room: Room) -> Hashable:
        return room.cost_per_hour


@dataclass(frozen=True, kw_only=True)
class Hire(Goal):
    """Costs the weight times the hire of the rooms used: hours taken, rounded up per session, times `cost_per_hour`."""

    default = 0
    title = Text("room hire", "场租")
    about = Text(
        "Costs the weight times the hire: for each session, the hours its room is taken, rounded up, times "
        "cost_per_hour. Hosted sessions are not counted.",
        "按场租计：每场占用时间（含布场、撤场）向上取整到小时，乘以 cost_per_hour，再乘以权重；附属活动不计。",
    )
    usage = "hire: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A, cost_per_hour: 50}, {id: B, name: Hall B}, {id: AB, name: Hall A+B, cells: [A, B]}]
                sessions: [{id: panel, title: Panel, duration: 1h, setup: 10min}]
                goals: {hire: 2}
                """,
            accepts="panel B 09:30",
            rejects="panel AB 09:30",
            says="“Panel” uses Hall A+B for 2 h, which costs 100",
            cost=200,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Hired]:
        demand = Text("{session} uses a cheap room", "{session}的场租低")
        for session in expo.sessions.values():
            if session.host is None:
                filled = demand.fill(session=session)
                timed = session.length is None
                yield Hired(**self.terms(expo), demand=filled, session=session, goal=True, timed=timed)
