"""person_clash: nobody is in two places at once, and everyone has time to move on and to rest."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING, NamedTuple

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import DAY, Window
from expo_planner.domain.entities import Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import AllPresences, AtOnce, Breach, Shortage, TwoPresences, between, requirement
from expo_planner.rules.rule import Example, Minutes, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

TWICE = Text(
    "{person} is in both {first} and {second}, {when}; move one or send someone else",
    "{person}在{when}要同时出席{first}和{second}，请调整其中一场或改派他人",
)
TOO_FAR = Text(
    "{person} has {left} to get from {first} to {second}, {when}; the journey takes {need}",
    "{person}在{first}与{second}之间（{when}）只有{left}，路程需要{need}",
)
NO_PAUSE = Text(
    "{person} has {left} between {first} and {second}, {when}; a pause of {need} is due",
    "{person}在{first}与{second}之间（{when}）只有{left}，应有{need}的间歇",
)
ONE_PLACE = Text("{person} cannot be in two places at once", "{person}不能同时出席两处")
ONE_PLACE_AND_PAUSE = Text(
    "{person} cannot be in two places at once and needs {pause} between sessions",
    "{person}不能同时出席两处，两场之间须有{pause}间歇",
)

TOO_BUSY = Text("{person} is asked for {asked} and has {there}, {when}", "{person}须出席{asked}，{when}只有{there}")
TOO_MANY_SESSIONS = Text(
    "{person} is asked for {count} sessions, {when}; at most {most} can be placed",
    "{person}须出席{when}的{count}场活动，最多排下{most}场",
)


class Gaps(NamedTuple):
    """The minutes that one person has between two sessions: a pause wherever they are, and a walk between rooms."""

    pause: int = 0
    walk: int = 0

    def way(self, expo: Expo, one: str, other: str) -> int:
        """Minutes from one room to another: the journey between sites, or the walk within one."""
        if self.walk:
            here, there = expo.rooms[one], expo.rooms[other]
            if here.site is not None and here.site == there.site:
                return self.walk if set(here.cells).isdisjoint(there.cells) else 0
        return expo.travel_time(one, other)

    def longest(self, expo: Expo) -> int:
        """The longest gap that two sessions may have to leave."""
        return max(self.pause, self.walk, *expo.travel.values())


@requirement
class NotBoth(TwoPresences):
    """One person's presences in two sessions do not overlap and leave time for the way and for a pause."""

    gaps: Gaps
    concession = None  # nobody can be in two places

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        gap = self.gap(first.room, second.room)
        for one in self.presences(self.first, first):
            for other in self.presences(self.second, second):
                left = max(one.start, other.start) - min(one.end, other.end)
                if left < gap or left < 0:
                    return self._breach(first, second, between(one, other), left)
        return None

    def gap(self, one: str, other: str) -> int:
        """The minutes between sessions in two rooms: the way or the pause, whichever is longer."""
        way, pause = self.gaps.way(self.expo, one, other), self.gaps.pause
        return way if way > pause else pause  # of a search, millions

    @property
    def reach(self) -> int:
        return self.gaps.longest(self.expo)

    def _breach(self, first: Placement, second: Placement, when: Window, left: int) -> Breach:
        way = self.gaps.way(self.expo, first.room, second.room)
        earlier, later = (self.first, self.second) if first.start <= second.start else (self.second, self.first)
        facts = {
            "person": self.person.name,
            "first": earlier,
            "second": later,
            "when": self.expo.clock.span(when),
            "left": Duration(max(left, 0)),
            "need": Duration(way if left < way else self.gaps.pause),
        }
        text = TWICE if left < 0 else TOO_FAR if left < way else NO_PAUSE
        return Breach(text.fill(**facts), rooms=(first.room, second.room), people=(self.person.id,))

    def room_key(self, room: Room) -> Hashable:
        return (room.site, room.cells) if self.gaps.walk else room.site

    def shape(self, board: Board, session: Session) -> set[tuple[tuple[int, int], ...]]:
        """The presences, relative to the session's start and end; several where they depend on when it starts."""
        return {
            tuple((one - start, other - end) for one, other in self.presences(session, Placement("", start, end)))
            for start, end in board.ends(session.id).items()
        }

    def post(self, board: Board, when: Literal) -> None:
        always = self.gaps.pause
        ways: dict[int, list[Literal]] = {always: []}
        for one in self._alike(board, self.first):
            for other in self._alike(board, self.second):
                if (gap := self.gap(one[0], other[0])) > always:
                    both = board.in_rooms(self.first.id, one), board.in_rooms(self.second.id, other)
                    ways.setdefault(gap, []).append(board.all_of(*both))
        for gap, travelling in sorted(ways.items()):
            self._keep_apart(board, gap, when, board.any_of(*travelling) if gap > always else board.true)

    def _alike(self, board: Board, session: Session) -> list[list[str]]:
        """The rooms that one of the two may be in, those together that are equally far from all others."""
        places: dict[Hashable, list[str]] = {}
        for room in board.placements(session.id):
            places.setdefault(self.room_key(self.expo.rooms[room]), []).append(room)
        return list(places.values())

    def _keep_apart(self, board: Board, gap: int, when: Literal, travelling: Literal) -> None:
        shapes = self.shape(board, self.first), self.shape(board, self.second)
        if any(len(shape) > 1 for shape in shapes):
            self.forbid(board, lambda a, b: max(a.start, b.start) - min(a.end, b.end) < gap, when, travelling)
            return
        for one in shapes[0]:
            for other in shapes[1]:
                for pair in product(one, other):
                    shifts = (*pair[0], *pair[1])
                    board.separate(self.first.id, self.second.id, gap, when, travelling, shifts=shifts)


@requirement
class OnePlaceAtATime(AllPresences):
    """One person is in one place at a time, with time for the way and for a pause."""

    gaps: Gaps

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.person.source,) if self.person.source.file else super().sources

    @property
    def reach(self) -> int:
        return self.gaps.longest(self.expo)

    @property
    def at_once(self) -> AtOnce:
        """Of the sessions that need the person from start to end; one inside another counts once.

        Sessions that are open on several days are left out: between two days they do not need the person. Continuous
        ones need the person at night too.
        """
        sessions = [self.expo.sessions[name] for name in self.members]
        own = [one for one in sessions if self.person.id in one.people]
        whole = {one.id: one for one in own if one.continuous or (one.length or DAY) < DAY}
        around = {*whole, *map(self.expo.owner, whole)}
        hosted = {one.id for one in whole.values() if one.host in (around if one.filling is None else whole)}
        return AtOnce({name: 1 for name in whole if name not in hosted}, 1)

    def too_little(self, shortage: Shortage) -> Message:
        if shortage.asked <= shortage.there:
            facts = {"person": self.person.name, "when": shortage.when}
            return TOO_MANY_SESSIONS.fill(**facts, count=shortage.count, most=shortage.most)
        asked, there = Duration(shortage.asked), Duration(shortage.there)
        return TOO_BUSY.fill(person=self.person.name, asked=asked, there=there, when=shortage.when)

    def post(self, board: Board, when: Literal) -> None:
        """Posts the pairs, and that all sessions that need the person throughout take turns, which says more at once."""
        stays = [Stay(name, after=self.gaps.pause) for name in self.at_once.loads if board.starts(name)]
        board.take_turns(stays, when)
        super().post(board, when)

    def _inside(self, hosted: str, host: str) -> bool:
        """Whether one session is hosted by the other, or by the session to which the other is an assignment."""
        own = self.expo.sessions[hosted]
        return own.host == host or (own.filling is None and own.host == self.expo.owner(host))

    def pair(self, first: str, second: str) -> NotBoth | None:
        one, other = self.expo.sessions[first], self.expo.sessions[second]
        if self._inside(first, second) or self._inside(second, first):
            return None
        return NotBoth(**self.terms, demand=self.demand, first=one, second=other, person=self.person, gaps=self.gaps)


@dataclass(frozen=True, kw_only=True)
class PersonClash(Rule):
    """Nobody is in two places at once, and there is time to travel between sites.

    `pause` is the least time between two sessions of a person, unless the person has one of their own; `walk` is the way
    between two rooms of one site that share no cell. Of the way and the pause, the longer one counts: people walk in
    their pause.

    People of a session are present all the time, of one that is open on several days in its hours of each day, of a
    continuous one in the nights too; people of a programme item for that item. One clash for each person
    and pair of sessions; within one session, or between a session and its host, none.
    """

    pause: Minutes = 0
    walk: Minutes = 0

    always = True
    title = Text("nobody in two places at once", "一人不同时出席两场")
    about = Text(
        "Nobody is needed in two sessions at once, and between sessions at different sites there is at least the "
        "travel time. Online rooms need no travel. `pause` is the least time between two sessions of a person, unless "
        "the person has a `pause` of their own; `walk` is the time between two rooms of one site. The longer of way and "
        "pause counts. Between the days of a session people are free, unless it is continuous.",
        "同一人的出席时间不重叠；在不同地点之间须留出路程时间，线上场地无须路程。pause 为同一人两场之间至少的间歇（人员"
        "自己写有 pause 的从其所写），walk 为同一地点两个场地之间的步行时间；间歇与路程取其长者。跨多日的活动，闭场后人员"
        "不受约束；昼夜连续的活动则须全程到场。",
    )
    usage = "person_clash: {pause: 15min, walk: 5min}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-12:00, place: Fair, language: en}
                sites: {travel: {"Fair - Hotel": 30min}}
                rooms: [{id: A, name: Hall A}, {id: H, name: Hotel, site: Hotel}, {id: net, name: Online, kind: online}]
                sessions:
                  - {id: opening, title: Opening, duration: 1h, rooms: [A, H], people: [Zoe]}
                  - id: panel
                    title: Panel
                    duration: 1h
                    programme: [{for: 30min, title: Welcome}, {for: 30min, title: Reply, people: [Zoe]}]
                """,
            accepts="opening A 09:00, panel H 10:00",
            rejects="opening H 10:30, panel A 09:30",
            says="Zoe has 0 min to get from “Panel” to “Opening”, Thu 6 Jul 10:30; the journey takes 30 min",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 09:00-10:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B, open: [2023-07-06]}]
                sessions:
                  - {id: watch, title: Watch, duration: 24h30min, continuous: true, people: [Zoe]}
                  - {id: panel, title: Panel, duration: 30min, people: [Zoe]}
                """,
            accepts="watch A 09:30, panel B 09:00",
            rejects="watch A 09:00, panel B 09:30",
            says="Zoe is in both “Watch” and “Panel”, Thu 6 Jul 09:30–10:00; move one or send someone else",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:30, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                people: [{id: max, name: Max, pause: 90min}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, people: [Zoe, Max, Li], rooms: [A], start: 2023-07-06 09:00}
                  - {id: two, title: Part two, duration: 30min, people: [Zoe], priority: 3}
                  - {id: three, title: Part three, duration: 30min, people: [Max], rooms: [A]}
                rules: [person_clash: {pause: 15min, walk: 30min}]
                """,
            accepts="one A 09:00, two B 10:00, three A 11:00",
            rejects="one A 09:00, two B 09:30, three A 10:30",
            says="Max has 1 h between “Part one” and “Part three”, Thu 6 Jul 09:30–10:30; a pause of 1 h 30 min is due",
            clashes=2,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[OnePlaceAtATime]:
        for person, sessions in expo.everyone.items():
            if len(sessions) > 1:
                known = expo.people[person]
                gaps = Gaps(self.pause if known.pause is None else known.pause, self.walk)
                demand = ONE_PLACE_AND_PAUSE if gaps.pause else ONE_PLACE
                yield OnePlaceAtATime(
                    **self.terms(expo),
                    demand=demand.fill(person=known.name, pause=Duration(gaps.pause)),
                    person=known,
                    members=sessions,
                    gaps=gaps,
                )
