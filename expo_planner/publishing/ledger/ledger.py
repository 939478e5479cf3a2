"""The ledger and its parts. All of them are frozen; all times are aware of their zone.

A session that is no longer planned keeps its entry, with what attendees last saw of it, so that it can be published as
cancelled even after it is gone from the scenario.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import Literal, NamedTuple, get_args

from expo_planner.domain.clock import Clock
from expo_planner.domain.schedule import Announced, Placement, Roomless

EventStatus = Literal["confirmed", "cancelled"]
ChangeKind = Literal["added", "moved", "cancelled", "restored", "changed"]
FeedKind = Literal["all", "room", "category", "day", "series", "person"]
CHANGES: tuple[ChangeKind, ...] = get_args(ChangeKind)
"""How a release can change a session: `moved` in time or to another room, `changed` in anything else that is shown."""
FEEDS: tuple[FeedKind, ...] = get_args(FeedKind)


class PublishedState(NamedTuple):
    """Where a session is: its room (the id and what the agenda calls it), its start and end, half-open.

    `room` is None while it is to be announced.
    """

    room: str | None
    place: str
    start: datetime
    end: datetime

    def placement(self, clock: Clock) -> Announced:
        """The same in ticks of a clock."""
        start, end = clock.tick(self.start), clock.tick(self.end)
        return Roomless(start, end) if self.room is None else Placement(self.room, start, end)


class Occurrence(NamedTuple):
    """One event of a session: the whole of it, or one of its days. `dropped` is a day that it no longer has."""

    uid: str
    start: datetime
    end: datetime
    dropped: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Content:
    """What attendees see of a session beside its time, as finished text in the language of the expo."""

    title: str
    location: str
    categories: tuple[str, ...] = ()
    color: str | None = None
    description: str = ""
    url: str | None = None
    stream: str | None = None


class NamedPerson(NamedTuple):
    """Somebody whom a session names: the id, and the name as it is published."""

    id: str
    name: str


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerEntry:
    """A session since it was first published.

    `sequence` counts the changes of its start, end, room and status; `modified` is the time in UTC of the last release
    that changed anything of it, and `digest` stands for all that attendees see. `rooms`, `category`, `series` and
    `people` say in whose feeds it is; there are people only where their feeds are published.

    `named` are all whom it names, so that they can be told when it is gone. A cancelled session has None: the ledger is
    public, and names nobody whom the pages beside it do not name. So has one of an older ledger.
    """

    session: str
    digest: str
    sequence: int
    modified: datetime
    status: EventStatus
    stand: PublishedState
    content: Content
    occurrences: tuple[Occurrence, ...]
    rooms: tuple[str, ...]
    category: str | None = None
    series: str | None = None
    people: tuple[str, ...] = ()
    named: tuple[NamedPerson, ...] | None = field(default=None, compare=False)

    @property
    def uid(self) -> str:
        """The UID of its first event, which it keeps whatever happens."""
        return self.occurrences[0].uid

    @property
    def cancelled(self) -> bool:
        return self.status == "cancelled"

    def placement(self, clock: Clock) -> Announced | None:
        """Where it takes place, in ticks of a clock; None where it is cancelled."""
        return None if self.cancelled else self.stand.placement(clock)


class ReleasedChange(NamedTuple):
    """What a release changes of one session: from where to where, and a sentence that tells of it.

    `before` is None for a session that is added, `after` for one that is cancelled.
    """

    session: str
    title: str
    kind: ChangeKind
    before: PublishedState | None
    after: PublishedState | None
    message: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Release:
    """One published agenda. Numbers count from 1; times are in UTC and never go back.

    `name` is what the organiser calls it, if anything. `again` is the number of the release whose placements it has
    anew; None for any other.
    """

    number: int
    time: datetime
    author: str | None
    changes: tuple[ReleasedChange, ...]
    name: str | None = None
    again: int | None = None

    @property
    def told(self) -> tuple[ReleasedChange, ...]:
        """The changes that are told one by one: none of a first release, in which every session is new."""
        return self.changes if self.number > 1 else ()

    def of(self, kind: ChangeKind) -> tuple[str, ...]:
        """The ids of the sessions that it changes in one way."""
        return tuple(change.session for change in self.changes if change.kind == kind)

    @property
    def counts(self) -> Mapping[ChangeKind, int]:
        """How many sessions it changes in which way; ways in which it changes none are left out."""
        return {kind: count for kind in CHANGES if (count := len(self.of(kind)))}


class PublishedFeed(NamedTuple):
    """A feed that has been published once and stays, even empty: nobody's subscription ends in an error.

    `key` is the room's id, the category's name, the date, the series or the person's id; `file` is its name in
    `calendars`, without `.ics`, and `name` what subscribers see in their list.
    """

    kind: FeedKind
    key: str
    file: str
    name: str


class FeedOptions(NamedTuple):
    """What the organiser has chosen for the feeds: minutes before the start that an alarm rings, feeds of people."""

    alarm: int | None = None
    people: bool = False


NO_OPTIONS = FeedOptions()


@dataclass(frozen=True, kw_only=True)
class Ledger:
    """All releases of one expo, and its sessions as they were last published, in the order of their first release.

    `files` are the digests (SHA-256) of the files of the last release, by their names below the published folder.
    """

    expo: str
    options: FeedOptions = NO_OPTIONS
    releases: tuple[Release, ...] = ()
    entries: tuple[LedgerEntry, ...] = ()
    feeds: tuple[PublishedFeed, ...] = ()
    files: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def by_session(self) -> Mapping[str, LedgerEntry]:
        return {entry.session: entry for entry in self.entries}

    @property
    def last(self) -> Release | None:
        """The last release, None before the first."""
        return self.releases[-1] if self.releases else None

    def find(self, release: str) -> Release | None:
        """The release of this number or, if there is none, the last one of this name."""
        by_number = [one for one in self.releases if str(one.number) == release]
        return next(reversed(by_number or [one for one in self.releases if one.name == release]), None)

    def states_at(self, number: int) -> Mapping[str, PublishedState]:
        """Where each session was when this release was the last one; cancelled sessions are not in it."""
        found: dict[str, PublishedState] = {}
        for release in self.releases[:number]:
            for change in release.changes:
                if change.after is None:
                    found.pop(change.session, None)
                else:
                    found[change.session] = change.after
        return found

    @cached_property
    def _files(self) -> Mapping[tuple[FeedKind, str], str]:
        return {(feed.kind, feed.key): f"calendars/{feed.file}.ics" for feed in self.feeds}

    def file(self, kind: FeedKind, key: str = "") -> str | None:
        """The feed of a room, category, day, series or person, by its name below the published folder."""
        return self._files.get((kind, key))
