"""waking_hours: who joins online is not needed in the night of where they are."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Self

from expo_planner.domain.clock import DAY, Clock, Window
from expo_planner.domain.entities import Person, Room
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Rule

IN_THE_NIGHT = Text(
    "{person} joins {session} online at {when} in {zone}; they are awake from {from} to {to}",
    "{person}线上参加{session}时，{zone}当地时间为{when}，本人可参会时间为{from}至{to}",
)
JOIN_ANYWAY = Text("ask {person} to join {session} in their night, {when}", "请{person}仍在当地夜间{when}参加{session}")


@requirement
class Awake(Unary):
    """One person is awake where they are while an online session needs them.

    The amount of a breach is how deep in their night it is, in hours begun: the longest time from one of its minutes to
    the nearest one at which they are awake.
    """

    person: Person

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        broken = (one for one in alike if one.breach(schedule[one.session.id]) is not None)
        one = next(broken, alike[0])
        when = one.there.span(schedule[one.session.id].window)
        return JOIN_ANYWAY.fill(person=one.person.name, session=one.session, when=when)

    def breach(self, placement: Placement) -> Breach | None:
        if self.expo.rooms[placement.room].kind != "online":
            return None
        there = self.there
        worst, when = 0, placement.window
        for present in self.expo.presences(self.session, placement).get(self.person.id, ()):
            depth = max((self._depth(there, tick) for tick in self._moments(there, present)), default=0)
            if depth > worst:
                worst, when = depth, present
        if not worst:
            return None
        first, last = self.person.waking
        facts = {
            "person": self.person.name,
            "session": self.session,
            "when": there.span(when),
            "zone": self.person.timezone,
            "from": f"{first // 60:02}:{first % 60:02}",
            "to": f"{last // 60:02}:{last % 60:02}",
        }
        return Breach(IN_THE_NIGHT.fill(**facts), amount=-(-worst // 60), people=(self.person.id,))

    @cached_property
    def there(self) -> Clock:
        """The clock where the person is."""
        return self.expo.clock.elsewhere(self.person.timezone or self.expo.clock.zone)

    def _depth(self, there: Clock, tick: int) -> int:
        """Minutes from a tick to the nearest minute at which the person is awake."""
        (first, last), minute = self.person.waking, there.day_and_minute(tick)[1]
        return 0 if first <= minute < last else min((first - minute) % DAY, (minute - last) % DAY + 1)

    @staticmethod
    def _moments(there: Clock, present: Window) -> Iterator[int]:
        """The minutes of a presence; of one of more than a day, those of its first day."""
        return iter(range(present.start, min(present.end, present.start + DAY)))

    def room_key(self, room: Room) -> Hashable:
        return room.kind == "online"

    @property
    def asked(self) -> tuple[Source, ...]:
        return (self.person.source, self.source)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.person.source, self.session.source)


@dataclass(frozen=True, kw_only=True)
class WakingHours(Rule):
    """A person with a `timezone` is needed in online rooms only while they are awake there.

    One clash for each person and session. As a wish it costs the weight for each hour, begun, by which it lies in their
    night.
    """

    always = True
    title = Text("waking hours of people online", "线上人员当地作息")
    about = Text(
        "A person with a `timezone` is needed in rooms of kind online only within their `waking` hours there (07:00 to "
        "23:00 if not given). With a weight, it costs that for each hour by which a presence reaches into their night: "
        "from its worst minute to the nearest waking one, rounded up.",
        "写有 timezone 的人员，只在其当地 waking 时间内（不写则为 07:00 至 23:00）参加线上场地的活动。写 weight 则作为愿望："
        "按其最深入夜间的一分钟距最近可参会时间的小时数（向上取整）乘以权重计。",
    )
    usage = "waking_hours: {weight: 5}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-18:00, step: 1h, language: en}
                rooms: [{id: net, name: Online, kind: online}, {id: A, name: Hall A}]
                people: [{id: zoe, name: Zoe, timezone: Europe/Berlin, waking: 08:00-22:00}]
                sessions: [{id: panel, title: Panel, duration: 1h, people: [zoe], rooms: [net]}]
                rules: [waking_hours: {weight: 2}]
                """,
            accepts="panel net 14:00",
            rejects="panel net 10:00",
            says="Zoe joins “Panel” online at Thu 6 Jul 04:00–05:00 in Europe/Berlin; they are awake from 08:00 to 22:00",
            cost=8,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Awake]:
        if not any(room.kind == "online" for room in expo.rooms.values()):
            return
        demand = Text("{person} is awake during {session}", "{session}在{person}当地的可参会时间")
        for person, sessions in expo.everyone.items():
            known = expo.people[person]
            for name in sessions if known.timezone is not None else ():
                session = expo.sessions[name]
                filled = demand.fill(person=known.name, session=session)
                yield Awake(**self.terms(expo), demand=filled, person=known, session=session)
