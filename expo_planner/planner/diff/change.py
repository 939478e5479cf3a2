"""The changes from one schedule to another, the people they concern, and the number of people to notify."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from expo_planner.domain.clock import MINUTE, Window
from expo_planner.domain.entities import Item, Person, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Announced, Schedule
from expo_planner.planner.diff.placement import PlacementChange

SessionChangeKind = Literal[PlacementChange, "continuous", "renamed", "programme", "people"]
KINDS: tuple[SessionChangeKind, ...] = get_args(SessionChangeKind)
"""The kinds of change; `moved` is a new start, `people` a change of participants.

`continuous`: over several days it runs through the nights now, or no longer does.
"""


class Version(NamedTuple):
    """An expo and a schedule of it."""

    expo: Expo
    schedule: Schedule


class SessionState(NamedTuple):
    """A session and its placement in one of the two schedules, in ticks of its own expo."""

    session: Session
    placement: Announced

    @property
    def length(self) -> int:
        """Its length in minutes."""
        return self.placement.end - self.placement.start

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of all participants, of the session or of an item of its programme."""
        return self.session.named


class _Change:
    """The participants of anything that changes. `old` and `new` are its states before and after."""

    __slots__ = ()
    old: Item | SessionState | None
    new: Item | SessionState | None

    @property
    def people(self) -> tuple[str, ...]:
        """The ids of all participants, before or after."""
        return tuple(dict.fromkeys(person for side in (self.new, self.old) if side for person in side.people))

    @property
    def joined(self) -> tuple[str, ...]:
        """The ids of new participants."""
        return _without(self.new.people if self.new else (), self.old.people if self.old else ())

    @property
    def left(self) -> tuple[str, ...]:
        """The ids of former participants."""
        return _without(self.old.people if self.old else (), self.new.people if self.new else ())


@dataclass(frozen=True, slots=True, kw_only=True)
class ItemChange(_Change):
    """A changed item of a programme.

    `old` is None for a new item and `new` for a dropped one; `was` and `now` are their times in ticks of their own
    expos. `later` is the number of minutes by which it starts later: negative for earlier, 0 for a new or dropped
    item. `along` tells that it only moves along with its session.
    """

    old: Item | None
    new: Item | None
    was: Window | None
    now: Window | None
    later: int = 0
    along: bool = False

    @property
    def item(self) -> Item:
        """The item's new state, or its old one if it is dropped."""
        item = self.new or self.old
        assert item is not None
        return item

    @property
    def longer(self) -> int:
        """The change of its length in minutes; negative for shorter."""
        return self.new.length - self.old.length if self.new and self.old else 0

    @property
    def renamed(self) -> bool:
        return self.old is not None and self.new is not None and self.old.title != self.new.title


@dataclass(frozen=True, slots=True, kw_only=True)
class SessionChange(_Change):
    """A changed session.

    `old` is None for an added session and `new` for a cancelled one; `waits` tells that a cancelled session still
    exists but is not placed. `kinds` has at least one member, in the order of `KINDS`. `later` is the number of
    minutes by which it starts later, negative for earlier. `items` are all changed items, by time, including those
    that only move along.
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
        """The session's new state, or its old one if it is cancelled."""
        stand = self.new or self.old
        assert stand is not None
        return stand

    @property
    def longer(self) -> int:
        """The change of its length in minutes; negative for shorter."""
        return self.new.length - self.old.length if self.old and self.new else 0

    @property
    def other_roles(self) -> tuple[str, ...]:
        """The ids of people who take part throughout, before and after, in another role."""
        if self.old is None or self.new is None:
            return ()
        old, new = self.old.session, self.new.session
        return tuple(one for one in new.people if one in old.people and new.roles.get(one) != old.roles.get(one))

    def start(self, offset: int) -> int:
        """Its start, new or else old, in ticks of the old expo; `offset` converts ticks of the new expo to these."""
        return self.stand.placement.start + (offset if self.new else 0)

    @property
    def told(self) -> int:
        """The number of people to notify: 1, plus the larger attendance, plus all participants before or after."""
        attendance = max(stand.session.attendance or 0 for stand in (self.old, self.new) if stand)
        return 1 + attendance + len(self.people)

    def concerns(self, person: str) -> bool:
        """Whether a person must be notified.

        People of the session as a whole are notified of every change; people of single items only if the session
        changes in more than its programme and people, or if one of their items changes.
        """
        if any(person in stand.session.people for stand in (self.old, self.new) if stand):
            return True
        whole = set(self.kinds) - {"programme", "people"}
        return person in self.people if whole else any(person in change.people for change in self.items)


@dataclass(frozen=True, kw_only=True)
class Changes:
    """All changes from one schedule to another.

    `sessions` are in the order of the agenda: by category, then by time. Ids of people are those of the new expo if it
    knows them. False if nothing changes.
    """

    old: Version
    new: Version
    sessions: tuple[SessionChange, ...]

    def __bool__(self) -> bool:
        return bool(self.sessions)

    @cached_property
    def counts(self) -> Mapping[SessionChangeKind, int]:
        """The number of sessions with each kind of change; a session may have several."""
        return {kind: sum(kind in change.kinds for change in self.sessions) for kind in KINDS}

    @cached_property
    def told(self) -> int:
        """The total number of people to notify, counted once for each session that concerns them."""
        return sum(change.told for change in self.sessions)

    @cached_property
    def by_room(self) -> Mapping[str, tuple[SessionChange, ...]]:
        """The changes in each room, by time; those of a joined hall count for its cells, too."""
        held: dict[str, list[SessionChange]] = {}
        for change in self._by_time():
            for room in dict.fromkeys([*self.rooms(change, change.new), *self.rooms(change, change.old)]):
                held.setdefault(room, []).append(change)
        order = dict.fromkeys([*self.new.expo.rooms, *self.old.expo.rooms])
        return {room: tuple(held[room]) for room in order if room in held}

    @cached_property
    def by_person(self) -> Mapping[str, tuple[SessionChange, ...]]:
        """The changes that concern each participant, by time; people are in the order of the sessions."""
        concerned: dict[str, list[SessionChange]] = {}
        for change in self._by_time():
            for person in change.people:
                if change.concerns(person):
                    concerned.setdefault(person, []).append(change)
        order = dict.fromkeys(person for change in self.sessions for person in change.people)
        return {person: tuple(concerned[person]) for person in order if person in concerned}

    def rooms(self, change: SessionChange, stand: SessionState | None) -> tuple[str, ...]:
        """The ids of the rooms that a session occupies: its own and, for a joined hall, the cells."""
        if stand is None or stand.placement.room is None:
            return ()
        expo = (self.new if stand is change.new else self.old).expo
        return tuple(dict.fromkeys((stand.placement.room, *expo.rooms[stand.placement.room].cells)))

    def person(self, name: str) -> Person:
        """The person with this id, from the new expo or else the old one."""
        for version in (self.new, self.old):
            if name in version.expo.people:
                return version.expo.people[name]
        return Person(id=name, name=name)

    def _by_time(self) -> list[SessionChange]:
        offset = offset_between(self.old.expo, self.new.expo)
        return sorted(self.sessions, key=lambda change: change.start(offset))


def offset_between(old: Expo, new: Expo) -> int:
    """The number to add to a tick of the new expo to get a tick of the old one."""
    return (new.clock.origin - old.clock.origin) // MINUTE


def _without(people: Iterable[str], others: Iterable[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(person for person in people if person not in set(others)))
