"""One change, and all changes, from one schedule to another; whom they concern and how many are told."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from expo_planner.domain.clock import MINUTE, Window
from expo_planner.domain.expo import Expo, Item, Person, Session
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.planner.diff.placement import PlacementChange

SessionChangeKind = Literal[PlacementChange, "renamed", "programme", "people"]
KINDS: tuple[SessionChangeKind, ...] = get_args(SessionChangeKind)
"""How a session can change; `moved` is in time, `people` are who takes part."""


class Version(NamedTuple):
    """A schedule and the expo that it is of."""

    expo: Expo
    schedule: Schedule


class SessionState(NamedTuple):
    """A session where one of the two schedules has it, in the ticks of its own expo."""

    session: Session
    placement: Placement

    @property
    def length(self) -> int:
        """How many minutes it lasts."""
        return self.placement.end - self.placement.start

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of all who take part, in the session or in an item of its programme."""
        return self.session.named


class _Change:
    """What is told of anything that changes: who takes part. `old` and `new` are it before and after."""

    __slots__ = ()
    old: Item | SessionState | None
    new: Item | SessionState | None

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of all who take part, or did."""
        return tuple(dict.fromkeys(person for side in (self.new, self.old) if side for person in side.people))

    @property
    def joined(self) -> tuple[str, ...]:
        """Who takes part and did not."""
        return _without(self.new.people if self.new else (), self.old.people if self.old else ())

    @property
    def left(self) -> tuple[str, ...]:
        """Who took part and no longer does."""
        return _without(self.old.people if self.old else (), self.new.people if self.new else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange(_Change):
    """An item of a programme that changes.

    `old` is None for a new one and `new` for one that is dropped; `was` and `now` are their times in the ticks of their
    own expos. `later` are the minutes by which it starts later, negative for earlier, 0 for a new or dropped one.
    `along`: it only goes with its session, and nothing of its own changes.
    """

    old: Item | None
    new: Item | None
    was: Window | None
    now: Window | None
    later: int = 0
    along: bool = False

    @property
    def item(self) -> Item:
        """The item as it is now, or was."""
        item = self.new or self.old
        assert item is not None
        return item

    @property
    def longer(self) -> int:
        """The minutes that it lasts longer; negative for shorter."""
        return self.new.length - self.old.length if self.new and self.old else 0

    @property
    def renamed(self) -> bool:
        return self.old is not None and self.new is not None and self.old.title != self.new.title


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChange(_Change):
    """A session that changes.

    `old` is None where it is added and `new` where it is cancelled; `waits` says of a cancelled one that it still
    exists, without a place. `kinds` has at least one member, in the order of `KINDS`. `later` are the minutes by which
    it starts later, negative for earlier. `items` are all that change, by time, those that only go along included.
    """

    id: str
    kinds: tuple[SessionChangeKind, ...]
    old: SessionState | None
    new: SessionState | None
    waits: bool = False
    later: int = 0
    items: tuple[ItemChange, ...] = ()

    @property
    def stand(self) -> SessionState:
        """Where it is now, or was."""
        stand = self.new or self.old
        assert stand is not None
        return stand

    @property
    def longer(self) -> int:
        """The minutes that it lasts longer; negative for shorter."""
        return self.new.length - self.old.length if self.old and self.new else 0

    def start(self, offset: int) -> int:
        """When it starts, or did, in ticks of the old expo; `offset` turns ticks of the new one into them."""
        return self.stand.placement.start + (offset if self.new else 0)

    @property
    def told(self) -> int:
        """How many are told: 1, the attendance (the larger of the two), and everyone who takes part or did."""
        attendance = max(stand.session.attendance or 0 for stand in (self.old, self.new) if stand)
        return 1 + attendance + len(self.people)

    def concerns(self, person: str) -> bool:
        """Whether a person is told of it.

        Who is there all the time is told of every change, who is only in items of the programme where the session
        changes beyond its programme and people, or one of those items does.
        """
        if any(person in stand.session.people for stand in (self.old, self.new) if stand):
            return True
        whole = set(self.kinds) - {"programme", "people"}
        return person in self.people if whole else any(person in change.people for change in self.items)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All that changes from one schedule to another.

    `sessions` are in the order of the agenda: by category, then by time. Ids of people are those of the new expo where
    it has them. Empty (false) where nothing changes.
    """

    old: Version
    new: Version
    sessions: tuple[SessionChange, ...]

    def __bool__(self) -> bool:
        return bool(self.sessions)

    @cached_property
    def counts(self) -> Mapping[SessionChangeKind, int]:
        """How many sessions change in each way; one may change in several."""
        return {kind: sum(kind in change.kinds for change in self.sessions) for kind in KINDS}

    @cached_property
    def told(self) -> int:
        """How many are told in all, once for every session that concerns them."""
        return sum(change.told for change in self.sessions)

    @cached_property
    def by_room(self) -> Mapping[str, tuple[SessionChange, ...]]:
        """Of every room that is concerned, what changes in it, by time; a joined hall counts for its cells."""
        held: dict[str, list[SessionChange]] = {}
        for change in self._by_time():
            for room in dict.fromkeys([*self.rooms(change, change.new), *self.rooms(change, change.old)]):
                held.setdefault(room, []).append(change)
        order = dict.fromkeys([*self.new.expo.rooms, *self.old.expo.rooms])
        return {room: tuple(held[room]) for room in order if room in held}

    @cached_property
    def by_person(self) -> Mapping[str, tuple[SessionChange, ...]]:
        """Of everyone who is told by name, what concerns them, by time; in the order of the sessions."""
        concerned: dict[str, list[SessionChange]] = {}
        for change in self._by_time():
            for person in change.people:
                if change.concerns(person):
                    concerned.setdefault(person, []).append(change)
        order = dict.fromkeys(person for change in self.sessions for person in change.people)
        return {person: tuple(concerned[person]) for person in order if person in concerned}

    def rooms(self, change: SessionChange, stand: SessionState | None) -> tuple[str, ...]:
        """The ids of the rooms that a session takes up where it stands: its own and, of a joined hall, the cells."""
        if stand is None:
            return ()
        expo = (self.new if stand is change.new else self.old).expo
        return tuple(dict.fromkeys((stand.placement.room, *expo.rooms[stand.placement.room].cells)))

    def person(self, name: str) -> Person:
        """The person with this id."""
        for version in (self.new, self.old):
            if name in version.expo.people:
                return version.expo.people[name]
        return Person(id=name, name=name)

    def _by_time(self) -> list[SessionChange]:
        offset = offset_between(self.old.expo, self.new.expo)
        return sorted(self.sessions, key=lambda change: change.start(offset))


def offset_between(old: Expo, new: Expo) -> int:
    """What to add to a tick of the new expo to get the old one's."""
    return (new.clock.origin - old.clock.origin) // MINUTE


def _without(people: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in people if person not in set(others)))
