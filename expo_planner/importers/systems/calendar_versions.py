"""Events of calendars that have one UID: versions of one event, tellings of it, or other events after all.

By RFC 5545 a UID names one event, and a higher SEQUENCE a later version of it. Many programs give one UID to several
events: those that share neither title nor time and place, or whose SEQUENCE is the same, are events of their own.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from expo_planner.domain.i18n import Text
from expo_planner.importers.systems.calendar_lines import Component
from expo_planner.importers.systems.calendar_times import Zones

CANCELLED = "CANCELLED"
CANCELLED_THERE = Text("cancelled in the calendar; left out", "日历中已取消，未收入")
AGAIN = Text("the same event again, as on line {line}; left out", "与第{line}行是同一活动，未收入")
REPLACED = Text("an earlier version of the event on line {line}; left out", "是第{line}行活动的旧版本，未收入")
NOTHING = "nothing"
NOT_UNIQUE = Text(
    "UIDs are not unique in this calendar (events: {events}, UIDs: {uids}); each was read as an event of its own",
    "日历中的 UID 有重复：{events}场活动共用{uids}个 UID，已各自作为单独的活动读入",
)


@dataclass(eq=False, slots=True)
class Listed:
    """An event, and the calendar in which it stands; `same` is what all tellings of one event have in common."""

    event: Component
    zones: Zones
    cancelled: bool
    uid: str = field(init=False)
    instance: str = field(init=False)
    title: str = field(init=False)
    start: str = field(init=False)
    sequence: int = field(init=False)
    same: tuple[str, ...] = field(init=False)

    @property
    def marks(self) -> tuple[str, ...]:
        """What it shares with its versions, one at least of these; `NOTHING` where it says neither."""
        marks = (f"title {self.title}" if self.title else "", f"start {self.start}" if self.start else "")
        return tuple(filter(None, marks)) or (NOTHING,)

    def __post_init__(self) -> None:
        event = self.event
        self.uid, self.title, number = (event.text(name) for name in ("UID", "SUMMARY", "SEQUENCE"))
        self.instance, self.start = _written(event, "RECURRENCE-ID"), _written(event, "DTSTART")
        self.sequence = int(number) if number.isascii() and number.isdigit() and len(number) < 10 else 0
        lasting = [_written(event, name) for name in ("DTEND", "DURATION", "RRULE")]
        self.same = (self.title, self.start, event.text("LOCATION"), *lasting)


def _written(event: Component, name: str) -> str:
    """A property as it is written, its zone included."""
    found = event.first(name)
    return f"{found.parameter('TZID')} {found.value}" if found else ""


@dataclass(slots=True)
class EventVersions:
    """The events that count, those that do not with why, and the UIDs that several events have."""

    kept: list[Listed] = field(default_factory=list)
    left: list[tuple[Listed, Text, Listed]] = field(default_factory=list)
    shared: dict[str, int] = field(default_factory=dict)


def versions(events: Sequence[Listed]) -> EventVersions:
    """Which events of a file count, in their order; of the cancelled ones none does."""
    found = EventVersions()
    groups: dict[tuple[str, str], list[Listed]] = {}
    for one in events:
        groups.setdefault((one.uid or f" {one.event.line}", one.instance), []).append(one)
    last: list[Listed] = []
    for group in groups.values():
        own = _Group()
        for one in group:
            other = own.version_of(one)
            if other is None:
                own.add(one)
                continue
            kept, older = _newer(other, one)
            found.left.append((older, AGAIN if older.same == kept.same else REPLACED, kept))
            if kept is one:
                own.remove(other)
                own.add(one)
        if len(own.events) > 1 and group[0].uid:
            found.shared[group[0].uid] = found.shared.get(group[0].uid, 0) + len(own.events)
        last += own.events
    for one in sorted(last, key=lambda one: one.event.line):
        if one.cancelled:
            found.left.append((one, CANCELLED_THERE, one))
        else:
            found.kept.append(one)
    return found


class _Group:
    """The events of one UID so far, by what versions of one have in common."""

    def __init__(self) -> None:
        self.events: dict[Listed, None] = {}
        self.by_mark: dict[str, dict[Listed, None]] = {}

    def add(self, one: Listed) -> None:
        self.events[one] = None
        for mark in one.marks:
            self.by_mark.setdefault(mark, {})[one] = None

    def remove(self, one: Listed) -> None:
        del self.events[one]
        for mark in one.marks:
            del self.by_mark[mark][one]

    def version_of(self, one: Listed) -> Listed | None:
        """The event that this is a version of, or the same as."""
        marks = [*one.marks, NOTHING]
        near = [self.events] if NOTHING in one.marks else [self.by_mark[mark] for mark in marks if mark in self.by_mark]
        return next((other for some in near for other in some if _is_version(other, one)), None)


def _newer(first: Listed, second: Listed) -> tuple[Listed, Listed]:
    """The version that counts, and the other: the first of equal ones, unless the second cancels it."""
    later = (second.sequence, second.cancelled) > (first.sequence, first.cancelled)
    return (second, first) if later else (first, second)


def _is_version(one: Listed, other: Listed) -> bool:
    """Whether two events with one UID are one event, told twice or in two versions."""
    if one.same == other.same:
        return True
    title = one.title == other.title
    start = one.start == other.start
    if one.cancelled != other.cancelled:
        return (title or not (one.title and other.title)) and (start or not (one.start and other.start))
    return one.sequence != other.sequence and (title or one.same[1:] == other.same[1:])
