"""One atomic demand on a schedule, with its meanings side by side."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar, NamedTuple, Self, TypedDict, TypeVar, dataclass_transform

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import NOWHERE, Expo, Room, Waiver
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.concession import Concession

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

MUST, WISH = 0, 2
"""Tiers, solved in this order; 1 is left for the people told of a repair."""
DO_WITHOUT = Text("do without this: {demand}", "放弃这项要求：{demand}")


@dataclass(frozen=True, slots=True, kw_only=True)
class Clash:
    """A broken requirement with its witnesses.

    `sessions` are ids, in the order of the message. `window` is when it happens: the time two sessions share, or the
    gap between them that is too small. `amount` is how badly it is broken; its cost is that times the weight.
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
        """Whether a must is broken and nobody has accepted it."""
        return self.weight is None and self.waiver is None

    @property
    def cost(self) -> int:
        """What it costs: nothing for a broken must, and nothing when it is waived."""
        return 0 if self.weight is None or self.waiver else self.weight * self.amount

    def judged(self, expo: Expo, waivers: Iterable[Waiver]) -> Clash:
        """The clash with the waiver that covers it, or the one that would if it had not run out."""
        expired = None
        for waiver in waivers:
            if waiver.rule == self.rule and waiver.sessions <= set(self.sessions):
                if waiver.until is None or self.window is None or expo.clock.date(self.window.start) <= waiver.until:
                    return replace(self, waiver=waiver)
                expired = expired or waiver
        return replace(self, expired=expired) if expired else self


class Breach(NamedTuple):
    """Why and how badly one requirement is broken."""

    message: Message
    amount: int = 1
    rooms: tuple[str, ...] = ()
    people: tuple[str, ...] = ()
    window: Window | None = None


class Extra(NamedTuple):
    """What placements of one session cost besides their own price, because of how the others stand.

    `amount`, which may be negative, is added to all that start on `day`, are in `room` and meet `window`, where given.
    """

    amount: int
    day: date | None = None
    room: str | None = None
    window: Window | None = None


class Region(NamedTuple):
    """Placements of a session: those in a room, with a start in a window, where these are given."""

    session: str
    room: str | None = None
    starts: Window | None = None


class Link(NamedTuple):
    """A consequence of a must: the one session stands in its region only if the other stands in its own."""

    inside: Region
    only_if: Region


class AtOnce(NamedTuple):
    """A consequence of a must: at no instant are the loads of what runs more than the limit."""

    loads: Mapping[str, int]
    limit: int


class Terms(TypedDict):
    """What requirements take over from their rule, and parts from the whole."""

    expo: Expo
    rule: str
    weight: int | None
    source: Source


Kind = TypeVar("Kind")


@dataclass_transform(kw_only_default=True, frozen_default=True, eq_default=False)
def requirement(kind: type[Kind]) -> type[Kind]:
    """Makes a class of requirements: a frozen dataclass, known by its identity.

    Comparing and printing are left out, as making them for every class took a tenth of the time of a `plan check`.
    """
    return dataclass(frozen=True, kw_only=True, eq=False, repr=False)(kind)


@requirement
class Requirement:
    """One demand: `post` tells CP-SAT, `broken_by` tells a person; they agree on every schedule.

    `rule` is the name of the rule it comes from, `weight` None a must and else what each clash costs, `source` the
    place in the file that asked for it, `demand` the sentence a person reads. All but `HasPlace` ignore sessions
    without a place.
    """

    expo: Expo
    rule: str
    demand: Message
    weight: int | None = None
    source: Source = NOWHERE
    goal: bool = False
    tier: ClassVar[int] = WISH
    gives_place: ClassVar[bool] = False
    """Whether it is the demand that its session has a place."""
    rooms_only: ClassVar[bool] = False
    """Whether it asks nothing of sessions that take no rooms, as those online."""
    keeps_hours: ClassVar[bool] = False
    """Whether it keeps sessions out of rooms that are not open."""

    @property
    def terms(self) -> Terms:
        """What its parts take over from it."""
        return Terms(expo=self.expo, rule=self.rule, weight=self.weight, source=self.source)

    @property
    def sessions(self) -> tuple[str, ...]:
        """The ids of the sessions it speaks of."""
        raise NotImplementedError

    @cached_property
    def session_set(self) -> frozenset[str]:
        """The same as a set."""
        return frozenset(self.sessions)

    @property
    def waivers(self) -> tuple[Waiver, ...]:
        """The waivers that may cover its clashes; what they touch is left to solver and checker."""
        return tuple(one for one in self.expo.waivers if one.rule == self.rule and one.sessions <= self.session_set)

    @property
    def concession(self) -> Concession | None:
        """What is given up where it is; None for one that is not for giving up."""
        return None

    @classmethod
    def way_out(cls, alike: Sequence[Self], schedule: Schedule) -> Message:
        """What an organiser does to give up these, of one concession, where the first of their sessions has a place.

        The schedule is one that exists then.
        """
        return DO_WITHOUT.fill(demand=alike[0].demand)

    def placed_with(self, placed: Set[str]) -> Iterable[str]:
        """The sessions that must have a place where these have one."""
        return ()

    @property
    def asked(self) -> tuple[Source, ...]:
        """Where the file asks for it, besides the sessions that a clash names."""
        return (self.source,)

    @property
    def sources(self) -> tuple[Source, ...]:
        """The places in the file that ask for it."""
        own = (self.source,) if self.source.file else ()
        return own or tuple(self.expo.sessions[session].source for session in self.sessions)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        """Its clashes in a schedule."""
        raise NotImplementedError

    @classmethod
    def all_broken(cls, alike: Sequence[Self], schedule: Schedule) -> Iterator[Clash]:
        """The clashes of several of its kind, one after the other; a kind may find them faster together."""
        return (clash for one in alike for clash in one.broken_by(schedule))

    def post(self, board: Board, when: Literal) -> None:
        """Demands of CP-SAT that it holds whenever `when` does."""
        raise NotImplementedError

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """How often it is broken and not waived: literals or whole numbers, each with its amount.

        They are at least the true count, and equal to it where the solver is told to keep them small.
        """
        raise NotImplementedError

    def put_on(self, board: Board, waivers: tuple[Waiver, ...]) -> None:
        """Posts a must, or pays for each clash of a wish; clashes that the waivers of its rule cover are left alone."""
        if self.weight is None and not waivers:
            self.post(board, board.true)
            return
        for broken, amount in self.count(board, waivers) if self.weight != 0 else ():
            if self.weight is None:
                board.never(broken)
            else:
                board.pay(broken, amount * self.weight, self.tier)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        """Whether it holds, as far as this session goes, once the session is placed among those of a schedule."""
        moved = Schedule({**schedule, session: placement})
        return not any(session in clash.sessions for clash in self.broken_by(moved))

    def around(self, schedule: Schedule, session: str, placement: Placement) -> Iterable[str]:
        """Those of its other sessions that may be in the way of a placement; all that are must be among them."""
        return (name for name in self.sessions if name != session and name in schedule)

    def beside(self, schedule: Mapping[str, Placement], session: str) -> Iterator[Extra]:
        """What a wish makes placements of one session cost beside the others; it guides the search, and may be rough.

        Together they are never negative.
        """
        return iter(())

    def room_key(self, room: Room) -> Hashable:
        """What of a session's room matters to it: rooms with the same are alike to it."""
        return room.id

    def time_key(self, session: str, placement: Placement) -> Hashable:
        """What of a session's time matters to it: times with the same are alike to it, whatever the room."""
        return placement.window

    def links(self, cuts: Sequence[int]) -> Iterator[Link]:
        """What follows from it for pairs of sessions that both have a place, with times cut at these ticks.

        It need not be all that follows: a bound on the cost rests on it, and stays true with less.
        """
        return iter(())

    @property
    def at_once(self) -> AtOnce | None:
        """What follows from it for what runs at one time; likewise."""
        return None

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """What it still demands of the `free` sessions while all others stay as they are in the schedule."""
        if not free.isdisjoint(self.sessions):
            yield self

    def within_reach(self, schedule: Schedule, places: Mapping[str, Collection[Placement]]) -> Requirement:
        """What a must that holds in the schedule demands once sessions are put at some of these places.

        Sessions of the schedule that are in the way of none of the places need not be looked at.
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
        """The tick from which on a clash is no longer covered by the waiver; None where it never runs out."""
        return None if waiver.until is None else self.expo.clock.day(waiver.until).end
