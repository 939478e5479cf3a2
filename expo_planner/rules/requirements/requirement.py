"""One atomic demand on a schedule, with all its meanings side by side."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self, TypedDict, TypeVar, dataclass_transform
from weakref import WeakKeyDictionary, ref

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import NOWHERE, Room, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

MUST, TOLD, WISH, NEARNESS = range(4)
"""Tiers, solved in this order: musts, people to notify of changes, wishes, and how far sessions move."""
TOO_LITTLE_TIME = Text(
    "{demand}: {asked} are asked on {when}, {there} are there", "{demand}：{when}需要{asked}，实有{there}"
)
TOO_MANY = Text(
    "{demand}: of {count} sessions on {when}, at most {most} fit", "{demand}：{when}的{count}场活动最多排下{most}场"
)
DO_WITHOUT = Text("drop this requirement: {demand}", "放弃这项要求：{demand}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A broken requirement, with the sessions that break it.

    `sessions` are ids, in the order of the message. `window` is the time of the clash: the overlap of two sessions, or
    the gap between them that is too small. `amount` measures how badly it is broken; the cost is that times the weight.
    """

    rule: str
    message: Message
    sessions: tuple[str, ...]
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    window: Window | None = None
    sources: tuple[Source, ...] = ()
    weight: int | None = None
    goal: bool = False
    amount: int = 1
    waiver: Waiver | None = None
    expired: Waiver | None = None

    @property
    def error(self) -> bool:
        """Whether a must is broken and no waiver covers it."""
        return self.weight is None and self.waiver is None

    @property
    def cost(self) -> int:
        """The cost: 0 for a broken must, and 0 when it is waived."""
        return 0 if self.weight is None or self.waiver else self.weight * self.amount

    def judged(self, expo: Expo, waivers: Iterable[Waiver]) -> Clash:
        """The clash with the waiver that covers it, or with the one that has expired."""
        expired = None
        for waiver in waivers:
            if waiver.rule == self.rule and waiver.sessions <= set(self.sessions):
                if waiver.until is None or self.window is None or expo.clock.date(self.window.start) <= waiver.until:
                    return replace(self, waiver=waiver)
                expired = expired or waiver
        return replace(self, expired=expired) if expired else self


class Breach(NamedTuple):
    """The reason why one requirement is broken, and how badly."""

    message: Message
    amount: int = 1
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    window: Window | None = None


class Extra(NamedTuple):
    """An additional cost of placements of one session, caused by the placements of the others.

    `amount` may be negative. It is added to all that start on `day`, are in `room` and overlap `window`, where given.
    """

    amount: int
    day: date | None = None
    room: str | None = None
    window: Window | None = None


MANY = 1_000
_SETS: WeakKeyDictionary[frozenset[str], ref[frozenset[str]]] = WeakKeyDictionary()
"""Sets of so many sessions or more. In 300 rooms with 20,000 sessions, a set for each room would take 300 MB."""


class Region(NamedTuple):
    """Placements of a session: those in a room, with a start in a window, where these are given."""

    session: str
    room: str | None = None
    starts: Window | None = None


class Link(NamedTuple):
    """A consequence of a must: one session is in its region only if the other is in its own."""

    inside: Region
    only_if: Region


class AtOnce(NamedTuple):
    """A consequence of a must: at no time does the total load of what runs exceed the limit."""

    loads: Mapping[str, int]
    limit: int


@dataclass(frozen=True, kw_only=True)
class Shortage:
    """What `count` sessions ask of a limit on what runs at one time, of which at most `most` can be placed.

    `asked` are their minutes, times their loads, and `there` the minutes that there are, times the limit. `when` are the
    days or windows in which they may run.
    """

    count: int
    most: int
    asked: int
    there: int
    when: Sequence[object]


class Terms(TypedDict):
    """The fields that requirements inherit from their rule, and parts from the whole."""

    expo: Expo
    rule: str
    weight: int | None
    source: Source


Kind = TypeVar("Kind")


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False)
def requirement(kind: type[Kind]) -> type[Kind]:
    """Decorates a class of requirements: a frozen dataclass, compared by identity.

    Comparison and repr are left out: generating them for every class took a tenth of the time of a `plan check`.
    """
    return dataclass(frozen=True, kw_only=True, eq=False, repr=False)(kind)


@requirement
class Requirement:
    """One demand on a schedule: `post` states it to CP-SAT, `broken_by` to a person; they agree on every schedule.

    `rule` is the name of the rule it comes from, `weight` the cost of each clash (None: a must), `source` the location
    in the file that states it, `demand` the sentence a person reads. `rooms` are the ids of the only rooms where it
    matters (None: everywhere). All but `HasPlace` ignore sessions that are not placed.
    """

    expo: Expo
    rule: str
    demand: Message
    weight: int | None = None
    source: Source = NOWHERE
    goal: bool = False
    rooms: Collection[str] | None = None
    tier: ClassVar[int] = WISH
    gives_place: ClassVar[bool] = False
    """Whether it is the demand that its session is placed."""
    rooms_only: ClassVar[bool] = False
    """Whether it ignores sessions that take no room, such as online ones."""
    pending: ClassVar[bool] = False
    """Whether sessions that are placed later may still mend it: until then it admits every placement."""
    keeps_hours: ClassVar[bool] = False
    """Whether it keeps sessions out of rooms that are not open."""

    @property
    def implied(self) -> bool:
        """Whether it is no demand of the organiser's, but part of what another one means; no conflict names it."""
        return False

    @property
    def terms(self) -> Terms:
        """The fields that its parts inherit from it."""
        return Terms(expo=self.expo, rule=self.rule, weight=self.weight, source=self.source)

    @property
    def sessions(self) -> tuple[str, ...]:
        """The ids of the sessions it concerns."""
        raise NotImplementedError

    @cached_property
    def session_set(self) -> frozenset[str]:
        """The ids of the sessions it concerns, as a set; demands on the same many sessions share one."""
        names = frozenset(self.sessions)
        return names if len(names) < MANY else _SETS.setdefault(names, ref(names))() or names

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """The waivers that may cover its clashes; solver and checker deal with what they cover."""
        return tuple(one for one in self.expo.waivers if one.rule == self.rule and one.sessions <= self.session_set)

    @property
    def concession(self) -> Concession | None:
        """What an organiser gives up with it; None for a demand that cannot be given up."""
        return None

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        """The step by which an organiser gives up these demands, which share one concession.

        The schedule is one that exists once they are given up; the first of their sessions is placed in it.
        """
        return DO_WITHOUT.fill(demand=alike[0].demand)

    def placed_with(self, placed: Set[str]) -> Iterable[str]:
        """The sessions that must be placed if these are, or of which some must."""
        return ()

    @property
    def asked(self) -> tuple[Source, ...]:
        """The locations in the file that state it, besides the sessions that a clash names."""
        return (self.source,)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The locations in the file that state it."""
        own = (self.source,) if self.source.file else ()
        return own or tuple(self.expo.sessions[session].source for session in self.sessions)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        """Its clashes in a schedule."""
        raise NotImplementedError

    @classmethod
    def all_broken(cls, alike: Sequence[Self], schedule: Schedule) -> Iterator[Clash]:
        """The clashes of several demands of one class, in order; a class may find them faster together."""
        return (clash for one in alike for clash in one.broken_by(schedule))

    def post(self, board: Board, when: Literal) -> None:
        """Posts to CP-SAT that the demand holds whenever `when` does."""
        raise NotImplementedError

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """The unwaived clashes: literals or whole numbers, each with its amount.

        They are at least the true count, and equal to it when the solver minimises them.
        """
        raise NotImplementedError

    def put_on(self, board: Board, waivers: tuple[Waiver, ...]) -> None:
        """Posts a must, or pays for each clash of a wish; waived clashes are free."""
        if self.weight is None and not waivers:
            self.post(board, board.true)
            return
        for broken, amount in self.count(board, waivers) if self.weight != 0 else ():
            if self.weight is None:
                board.never(broken)
            else:
                board.pay(broken, amount * self.weight, self.tier)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        """Whether no clash names this session once it is placed among those of a schedule."""
        moved = Schedule({**schedule, session: placement})
        return not any(session in clash.sessions for clash in self.broken_by(moved))

    def around(self, schedule: Schedule, session: str, placement: Placement) -> Iterable[str]:
        """A superset of the other sessions that block a placement."""
        return (name for name in self.sessions if name != session and name in schedule)

    def beside(self, schedule: Mapping[str, Placement], session: str) -> Iterator[Extra]:
        """The costs, possibly approximate, that a wish adds to placements of one session given the others.

        They guide the search; their sum at a placement is never negative.
        """
        return iter(())

    def room_key(self, room: Room) -> Hashable:
        """The property of a room that matters to it: rooms with equal keys are alike."""
        return room.id

    def time_key(self, session: str, placement: Placement) -> Hashable:
        """The property of a time that matters to it: times with equal keys are alike, whatever the room."""
        return placement.window

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        """Implications for pairs of placed sessions, with times cut at these ticks.

        They need not be complete: the bound on the cost that uses them stays valid with fewer.
        """
        return iter(())

    @property
    def at_once(self) -> AtOnce | None:
        """An implication for what runs at one time; it need not be complete either."""
        return None

    def too_little(self, shortage: Shortage) -> Message:
        """The sentence for sessions that cannot all be placed within its limit on what runs at one time."""
        facts = {"demand": self.demand, "when": shortage.when}
        if shortage.asked > shortage.there:
            return TOO_LITTLE_TIME.fill(**facts, asked=Duration(shortage.asked), there=Duration(shortage.there))
        return TOO_MANY.fill(**facts, count=shortage.count, most=shortage.most)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The demands that remain on the `free` sessions while all others stay as they are in the schedule."""
        if not free.isdisjoint(self.sessions):
            yield self

    def within_reach(self, schedule: Schedule, places: Mapping[str, Collection[Placement]]) -> Requirement:
        """The requirement, reduced to what matters if sessions are placed at some of these placements.

        A must may ignore sessions of the schedule that block none of them. A wish keeps every cost that may arise.
        """
        return self

    def clash(self, breach: Breach, sessions: tuple[str, ...]) -> Clash:
        """The clash of these sessions."""
        named = tuple(self.expo.sessions[session].source for session in sessions)
        return Clash(
            rule=self.rule,
            message=breach.message,
            sessions=sessions,
            rooms=breach.rooms,
            people=breach.people,
            window=breach.window,
            sources=named + tuple(source for source in self.asked if source.file and source not in named),
            weight=self.weight,
            goal=self.goal,
            amount=breach.amount,
        )

    def deadline(self, waiver: Waiver) -> int | None:
        """The first tick at which the waiver no longer covers a clash; None if it never expires."""
        return None if waiver.until is None else self.expo.clock.day(waiver.until).end
