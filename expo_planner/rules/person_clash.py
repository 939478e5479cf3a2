"""person_clash: nobody is in two places at once."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Sequence
from dataclasses import dataclass
from itertools import product
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Stay
from expo_planner.domain.clock import DAY, Window
from expo_planner.domain.expo import Expo, Person, Room, Session
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import AllPairs, AtOnce, Breach, Pairwise, Shortage, between, requirement
from expo_planner.rules.rule import Example, Rule

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

TOO_BUSY = Text("{person} is asked for {asked} and has {there}, {when}", "{person}须出席{asked}，{when}只有{there}")
TOO_MANY_SESSIONS = Text(
    "{person} is asked for {count} sessions, {when}; at most {most} can be placed",
    "{person}须出席{when}的{count}场活动，最多排下{most}场",
)


@requirement
class NotBoth(Pairwise):
    """One person's presences in two sessions do not overlap and leave the travel time between their sites."""

    person: Person
    concession = None  # nobody can be in two places

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        travel = self.expo.travel_time(first.room, second.room)
        for one in self.presences(self.first, first):
            for other in self.presences(self.second, second):
                left = max(one.start, other.start) - min(one.end, other.end)
                if left < travel or left < 0:
                    return self._breach(first, second, between(one, other), left, travel)
        return None

    @property
    def reach(self) -> int:
        return max(self.expo.travel.values(), default=0)

    def presences(self, session: Session, placement: Placement) -> tuple[Window, ...]:
        """The windows in which the person is present in one of the two sessions."""
        return self.expo.presences(session, placement).get(self.person.id, ())

    def _breach(self, first: Placement, second: Placement, when: Window, left: int, travel: int) -> Breach:
        earlier, later = (self.first, self.second) if first.start <= second.start else (self.second, self.first)
        facts = {
            "person": self.person.name,
            "first": earlier,
            "second": later,
            "when": self.expo.clock.span(when),
            "left": Duration(max(left, 0)),
            "need": Duration(travel),
        }
        text = TWICE if left < 0 else TOO_FAR
        return Breach(text.fill(**facts), rooms=(first.room, second.room), people=(self.person.id,))

    def room_key(self, room: Room) -> Hashable:
        return room.site

    def shape(self, board: Board, session: Session) -> set[tuple[tuple[int, int], ...]]:
        """The presences, relative to the session's start and end; several where they depend on when it starts."""
        return {
            tuple((one - start, other - end) for one, other in self.presences(session, Placement("", start, end)))
            for start, end in board.ends(session.id).items()
        }

    def post(self, board: Board, when: Literal) -> None:
        ways: dict[int, list[Literal]] = {0: []}
        for one in self._by_site(board, self.first):
            for other in self._by_site(board, self.second):
                if (gap := self.expo.travel_time(one[0], other[0])) > 0:
                    both = board.in_rooms(self.first.id, one), board.in_rooms(self.second.id, other)
                    ways.setdefault(gap, []).append(board.all_of(*both))
        for gap, travelling in sorted(ways.items()):
            self._keep_apart(board, gap, when, board.any_of(*travelling) if gap else board.true)

    def _by_site(self, board: Board, session: Session) -> list[list[str]]:
        """The rooms that one of the two may be in, site by site."""
        sites: dict[str | None, list[str]] = {}
        for room in board.placements(session.id):
            sites.setdefault(self.expo.rooms[room].site, []).append(room)
        return list(sites.values())

    def _keep_apart(self, board: Board, gap: int, when: Literal, travelling: Literal) -> None:
        shapes = self.shape(board, self.first), self.shape(board, self.second)
        if any(len(shape) > 1 for shape in shapes):
            self._forbid(board, gap, when, travelling)
            return
        for one in shapes[0]:
            for other in shapes[1]:
                for pair in product(one, other):
                    shifts = (*pair[0], *pair[1])
                    board.separate(self.first.id, self.second.id, gap, when, travelling, shifts=shifts)

    def _forbid(self, board: Board, gap: int, when: Literal, travelling: Literal) -> None:
        first, second = self.sessions
        later = {
            start: self.presences(self.second, Placement("", start, end)) for start, end in board.ends(second).items()
        }
        pairs: dict[int, set[int]] = {}
        for start, end in board.ends(first).items():
            present = self.presences(self.first, Placement("", start, end))
            pairs[start] = {
                other
                for other, windows in later.items()
                if any(max(a.start, b.start) - min(a.end, b.end) < gap for a in present for b in windows)
            }
        board.forbid(first, second, pairs, when, travelling)


@requirement
class OnePlaceAtATime(AllPairs):
    """One person is in one place at a time, with enough time to travel."""

    person: Person

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.person.source,) if self.person.source.file else super().sources

    @property
    def reach(self) -> int:
        return max(self.expo.travel.values(), default=0)

    @property
    def at_once(self) -> AtOnce:
        """Of the sessions that need the person from start to end; one inside another counts once.

        Sessions that are open on several days are left out: between two days they do not need the person. Continuous
        ones need the person at night too.
        """
        sessions = [self.expo.sessions[name] for name in self.members]
        own = [one for one in sessions if self.person.id in one.people]
        whole = {one.id: one for one in own if one.continuous or (one.length or DAY) < DAY}
        return AtOnce({name: 1 for name, session in whole.items() if session.host not in whole}, 1)

    def too_little(self, shortage: Shortage) -> Message:
        if shortage.asked <= shortage.there:
            facts = {"person": self.person.name, "when": shortage.when}
            return TOO_MANY_SESSIONS.fill(**facts, count=shortage.count, most=shortage.most)
        asked, there = Duration(shortage.asked), Duration(shortage.there)
        return TOO_BUSY.fill(person=self.person.name, asked=asked, there=there, when=shortage.when)

    def post(self, board: Board, when: Literal) -> None:
        """Posts the pairs, and that all sessions that need the person throughout take turns, which says more at once."""
        board.take_turns([Stay(name) for name in self.at_once.loads if board.starts(name)], when)
        super().post(board, when)

    def pair(self, first: str, second: str) -> NotBoth | None:
        one, other = self.expo.sessions[first], self.expo.sessions[second]
        if one.host == second or other.host == first:
            return None
        return NotBoth(**self.terms, demand=self.demand, first=one, second=other, person=self.person)

    def busy(self, schedule: Schedule) -> Sequence[tuple[Window, str]]:
        """The time from the first presence to the last, plus the longest travel time."""
        longest = max(self.expo.travel.values(), default=0)
        windows = []
        for name in self.members:
            if name in schedule:
                session = self.expo.sessions[name]
                present = self.expo.presences(session, schedule[name]).get(self.person.id)
                if present:
                    windows.append((Window(present[0].start, present[-1].end + longest), name))
        return windows


@dataclass(frozen=True, kw_only=True)
class PersonClash(Rule):
    """Nobody is in two places at once, and there is time to travel between sites.

    People of a session are present all the time, of one that is open on several days in its hours of each day, of a
    continuous one in the nights too; people of a programme item for that item. One clash for each person
    and pair of sessions; within one session, or between a session and its host, none.
    """

    always = True
    title = Text("nobody in two places at once", "一人不同时出席两场")
    about = Text(
        "Nobody is needed in two sessions at once, and between sessions at different sites there is at least the "
        "travel time. Online rooms need no travel. Between the days of a session people are free, unless it is "
        "continuous.",
        "同一人的出席时间不重叠；在不同地点之间须留出路程时间，线上场地无须路程。跨多日的活动，闭场后人员不受约束；昼夜"
        "连续的活动则须全程到场。",
    )
    usage = "person_clash"
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
    )

    def requirements(self, expo: Expo) -> Iterator[OnePlaceAtATime]:
        demand = Text("{person} cannot be in two places at once", "{person}不能同时出席两处")
        for person, sessions in expo.everyone.items():
            if len(sessions) > 1:
                known = expo.people[person]
                yield OnePlaceAtATime(
                    **self.terms(expo), demand=demand.fill(person=known.name), person=known, members=sessions
                )
