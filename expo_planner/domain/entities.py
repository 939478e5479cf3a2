"""What an expo is made of: rooms, people and sessions, as the scenario describes them.

Everything is frozen and complete: joined halls already have their cells, capacity, equipment and price; references
are ids that exist. Times are ticks, lengths are minutes (see `clock`). Every part has its place in the file.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from expo_planner.domain.clock import HALF_DAY, Window, Windows
from expo_planner.domain.disturbance import Surcharge
from expo_planner.domain.i18n import Language, Text, in_either, quoted
from expo_planner.domain.problems import Source

RoomKind = Literal["room", "open", "online"]
Spread = Literal["days", "half_days"] | int
"""How far apart the times of a repeated session are: other days, other halves of days, or minutes between starts."""
NOWHERE = Source("")
SAME_TITLE = Text("{title} ({id})", "{title}（{id}）")
WAKING = (7 * 60, 23 * 60)
"""When people are awake who do not say otherwise, in minutes of the day."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Category:
    """A category, one heading of the agenda. `color` is a CSS colour name."""

    name: str
    name_en: str | None = None
    color: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Room:
    """A room, hall or area in which sessions take place.

    A `room` holds one session at a time, `open` and `online` rooms any number or, if given, at most `at_once`. `cells`
    are the ids of the atomic rooms it takes up: itself or, for a joined hall, its parts. `site` is None for online
    rooms. `open` None means the expo's hours; `closed` windows of cells are not repeated here. `turnover` None means
    the rule's. Prices are per hour. `parts` are the ids of several rooms that a session takes together, the main one
    first; empty for one room.
    """

    id: str
    name: str
    name_en: str | None = None
    kind: RoomKind = "room"
    site: str | None = None
    capacity: int | None = None
    at_once: int | None = None
    needs_met: frozenset[str] = frozenset()
    cells: tuple[str, ...] = ()
    parts: tuple[str, ...] = ()
    open: Windows | None = None
    closed: Windows = ()
    cost_per_hour: int = 0
    turnover: int | None = None
    stream_url: str | None = None
    source: Source = NOWHERE

    @property
    def joined(self) -> bool:
        """Whether it has several cells: a hall joined from them, or several rooms at once."""
        return self.cells != (self.id,)


@dataclass(frozen=True, slots=True, kw_only=True)
class Person:
    """A person who must be present at sessions.

    `available` None means always. `pause` are the minutes between two of their sessions (None: the rule's). `timezone`
    is the IANA name of the zone from which they join online rooms, `waking` the clock times there between which they
    can, in minutes. `languages` are those that they speak, as codes where these are known. `email` and `language` are
    for messages to the person and are never published; `language` None means the expo's.
    """

    id: str
    name: str
    name_en: str | None = None
    role: str | None = None
    role_en: str | None = None
    email: str | None = None
    language: Language | None = None
    languages: tuple[str, ...] = ()
    away: Windows = ()
    available: Windows | None = None
    pause: int | None = None
    timezone: str | None = None
    waking: tuple[int, int] = WAKING
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Avoidance:
    """What a session had better not have: time in these windows, one of these rooms, a room with one of these tags.

    Each costs the goal's weight times `weight`. A room's tags are what it has in `needs_met`.
    """

    when: tuple[Window, ...] = ()
    rooms: tuple[str, ...] = ()
    tags: frozenset[str] = frozenset()
    weight: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """An item of a session's programme.

    `offset` is in minutes after the session's start, where the file gives clock times; without it the item follows
    the previous one. `people` are ids; `roles` are the roles of those who have one, by id.
    """

    title: str
    title_en: str | None = None
    length: int
    offset: int | None = None
    people: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class RoleToFill:
    """A role of a session that `count` of the `candidates`, given by id, are to fill: the planner chooses.

    All of them speak the `languages`. `optional` is the cost of each who is missing; None means that all must be there.
    `people` are those who fill it now, as the file says.
    """

    role: str
    candidates: tuple[str, ...]
    count: int = 1
    languages: tuple[str, ...] = ()
    optional: int | None = None
    people: tuple[str, ...] = ()
    source: Source = NOWHERE


@dataclass(frozen=True, slots=True, kw_only=True)
class Session:
    """A session on the agenda: a forum, a ceremony, a contest.

    It lasts `length` minutes or, with `days`, until closing time on day `days`. Over several days it is open each day,
    from its start's clock time to its end's, unless it is `continuous`: then it runs through the nights. `priority`
    None is a must; a number is the cost of leaving it out. `when` and `prefer_when` are alternatives and are not
    joined. It takes `rooms_needed` rooms at once. `roles` are what those of `people` do in it who have a role, by id.
    `to_fill` are roles for which the planner chooses people. `filling` is the number, from 0, of the role of its host
    that its person fills; None for a session of the file (see `staffing`). `start` and `room` are its current
    placement; `keep` is what changing it costs besides notifying people. `repeats` is the id of the session that it
    takes place again, whose times are `spread`. `fields` gives the place in the file of single fields.
    """

    id: str
    title: str
    title_en: str | None = None
    category: str | None = None
    length: int | None = None
    days: int | None = None
    continuous: bool = False
    attendance: int | None = None
    when: tuple[Window, ...] = ()
    rooms: tuple[str, ...] = ()
    rooms_needed: int = 1
    needs: frozenset[str] = frozenset()
    people: tuple[str, ...] = ()
    roles: Mapping[str, str] = field(default_factory=dict)
    to_fill: tuple[RoleToFill, ...] = ()
    filling: int | None = None
    uses: Mapping[str, int] = field(default_factory=dict)
    setup: int = 0
    teardown: int = 0
    tags: tuple[str, ...] = ()
    series: str | None = None
    type: str | None = None
    priority: int | None = None
    prefer_when: tuple[Window, ...] = ()
    prefer_rooms: tuple[str, ...] = ()
    avoid: Avoidance | None = None
    start: int | None = None
    room: str | None = None
    pinned: bool = False
    keep: Surcharge = field(default_factory=Surcharge)
    host: str | None = None
    repeats: str | None = None
    spread: Spread = 0
    programme: tuple[Item, ...] = ()
    organisers: tuple[str, ...] = ()
    co_organisers: tuple[str, ...] = ()
    organisers_en: tuple[str, ...] = ()
    co_organisers_en: tuple[str, ...] = ()
    abstract: str | None = None
    abstract_en: str | None = None
    url: str | None = None
    stream_url: str | None = None
    source: Source = NOWHERE
    fields: Mapping[str, Source] = field(default_factory=dict)

    @property
    def shape(self) -> tuple[int | None, int | None, bool, int, int]:
        """What decides when it takes its room, and for how long; sessions of equal shape take it alike."""
        return (self.length, self.days, self.continuous, self.setup, self.teardown)

    @property
    def short(self) -> bool:
        """Whether it is one window, within the expo's hours, whenever it starts: at most half a day, not continuous."""
        return self.length is not None and self.length <= HALF_DAY and not self.continuous

    @property
    def named(self) -> tuple[str, ...]:
        """The ids of the people in it and its programme, each once, in the order they are named."""
        return tuple(dict.fromkeys([*self.people, *(one for item in self.programme for one in item.people)]))

    def roles_of(self, person: str) -> tuple[str, ...]:
        """What a person, given by id, does in it and its programme, each role once."""
        held = (roles[person] for roles in (self.roles, *(one.roles for one in self.programme)) if person in roles)
        return tuple(dict.fromkeys(held))

    @property
    def told(self) -> int:
        """The number of people to notify when it changes: its audience, the people in it, and its organiser."""
        return len(self.named) if self.filling is not None else 1 + (self.attendance or 0) + len(self.named)

    def say(self, language: Language) -> str:
        """The session as messages name it: its title in quotes; a further time of another with its id."""
        title = quoted(in_either(language, self.title, self.title_en))
        return title if self.repeats is None else SAME_TITLE.fill(title=title, id=self.id).say(language)

    def at(self, name: str) -> Source:
        """The place of one of its fields in the file; the session's own place where the field is not given."""
        return self.fields.get(name, self.source)


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A slot of a fixed grid, on its date. Empty `types` means sessions of any type."""

    window: Window
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Waiver:
    """A waiver: it accepts the clashes of `rule` whose sessions include all of `sessions`.

    With `until`, it covers only clashes that start on or before that day.
    """

    rule: str
    sessions: frozenset[str] = frozenset()
    by: str | None = None
    why: str | None = None
    until: date | None = None
    source: Source = NOWHERE
