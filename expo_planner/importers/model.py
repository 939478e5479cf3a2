"""What was found in somebody's file, before rooms, people and times become those of a scenario.

Names are as people wrote them; only their spelling is made even (see `spelling`). Times are what a clock on the wall
shows: without an offset those of the expo's zone; with one they are turned into that zone later. All places are those
of the file that was read.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time

from expo_planner.domain.entities import NOWHERE, RoomKind
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.problems import Problem, Source
from expo_planner.files.write.to_yaml import Value

Guess = Message | Text
"""Something that the file did not say, in a sentence: it stands as a comment in the scenario, and in the report."""


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundPerson:
    """Somebody who takes part. `key` tells people of one name apart, where the file has such a thing.

    `available` is when they can be there; nothing is always.
    """

    name: str
    key: str | None = None
    role: str | None = None
    available: tuple[tuple[datetime, datetime], ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundItem:
    """One line of a programme: from and to, or a length in minutes."""

    title: str
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    people: tuple[FoundPerson, ...] = ()
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRoom:
    """A room that a file lists. `name` is what sessions call it; `kind` None: to be told from its name.

    `cells` are the names of the rooms that it takes up, where that is not to be told from its name.
    """

    name: str
    name_en: str | None = None
    capacity: int | None = None
    kind: RoomKind | None = None
    site: str | None = None
    cells: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSession:
    """One row or event.

    `key` is a name for it that the file has, such as a slug: an id is made from it. It ends at `end`, or `minutes`
    after its start, or lasts `days` days; without `start` it is a request, `when` are windows as scenarios spell them,
    and `rooms` the names of rooms that it asks for. `continuous`: over several days it is one interval; False: it is
    open each day; None: the file does not say. `report`: a paper made public at a forum, whose host is to be
    found. `setup` is in minutes; `alone`: nothing else runs at the same time. `fields` are more fields of a scenario's
    session, as texts or lists of texts.
    """

    title: str
    source: Source
    key: str | None = None
    title_en: str | None = None
    category: str | None = None
    room: str | None = None
    start: datetime | None = None
    end: datetime | None = None
    minutes: int | None = None
    days: int | None = None
    continuous: bool | None = None
    when: tuple[str, ...] = ()
    rooms: tuple[str, ...] = ()
    attendance: int | None = None
    setup: int = 0
    people: tuple[FoundPerson, ...] = ()
    programme: tuple[FoundItem, ...] = ()
    organisers: tuple[str, ...] = ()
    co_organisers: tuple[str, ...] = ()
    abstract: str | None = None
    url: str | None = None
    stream_url: str | None = None
    type: str | None = None
    tags: tuple[str, ...] = ()
    report: bool = False
    alone: bool = False
    fields: Mapping[str, Value] = field(default_factory=dict)
    guesses: tuple[Guess, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundSlot:
    """A slot of a fixed grid, for sessions of these types, or of any."""

    start: datetime
    end: datetime
    types: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class FoundRule:
    """A rule that a file gives: its name in scenarios, and sessions, or pairs of them with people, by their keys."""

    name: str
    sessions: tuple[str, ...] = ()
    pairs: tuple[tuple[str, str, int], ...] = ()
    weight: int | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Reading:
    """All that was found in one file.

    `rows` counts what was to be understood: lines of a table, events, items that stand for a session. Each of them is
    in `sessions`, in `misread` with its place and why, or in `told`: rows that were understood and are not planned,
    such as those that are cancelled or come twice. Rows that are no sessions (headings, repeated headers, page
    numbers, footnotes) are not counted. `left` counts fields that a scenario has no place for, by their names.
    `people` are those that the file lists beside its sessions. `timezone_guess` says what the zone was taken from,
    where the file does not name it.
    `needed`: none of the rows could be read, for want of what is to be said beside the file.
    `programme`: the file tells of one session and what happens inside.
    """

    source: Source = NOWHERE
    title: str | None = None
    key: str | None = None
    timezone: str | None = None
    timezone_guess: Guess | None = None
    language: Language | None = None
    place: str | None = None
    note: str | None = None
    url: str | None = None
    days: tuple[date, ...] = ()
    day_change: time | None = None
    step: int | None = None
    categories: tuple[str, ...] = ()
    colors: Mapping[str, str] = field(default_factory=dict)
    rooms: tuple[FoundRoom, ...] = ()
    people: tuple[FoundPerson, ...] = ()
    sessions: tuple[FoundSession, ...] = ()
    slots: tuple[FoundSlot, ...] = ()
    rules: tuple[FoundRule, ...] = ()
    goals: Mapping[str, int] = field(default_factory=dict)
    rows: int = 0
    misread: tuple[Problem, ...] = ()
    told: tuple[Problem, ...] = ()
    needed: Problem | None = None
    guesses: tuple[Guess, ...] = ()
    left: Mapping[str, int] = field(default_factory=dict)
    programme: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Hints:
    """What the organiser says beside the file: the year of dates that have none, and the days that have no date."""

    year: int | None = None
    days: tuple[date, ...] = ()
