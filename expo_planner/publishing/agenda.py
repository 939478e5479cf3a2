"""The agenda: a schedule in its published form.

It holds facts: placements, and the clashes to mark. Texts are made on request, in the language of the agenda;
`in_language` gives the same agenda in another. Texts are finished and free of control characters: publishers only lay
them out and escape them. Categories are in the order of the expo, sessions by time: 会议名称, 地点, 日期.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, time
from functools import cached_property
from typing import NamedTuple

from expo_planner.domain.clock import Clock, Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text, in_either
from expo_planner.domain.schedule import Schedule
from expo_planner.domain.staffing import as_published
from expo_planner.publishing.agenda_entry import (
    AgendaEntry,
    AgendaRow,
    known_color,
    name_text,
    place_text,
    time_text,
    venue_text,
)
from expo_planner.publishing.clean_text import one_line, paragraphs
from expo_planner.publishing.labels import SESSIONS, WITHOUT_CATEGORY


@dataclass(frozen=True, slots=True)
class ClashMark:
    """A clash marked in the agenda: the sessions to mark (ids) and the message that says why."""

    sessions: tuple[str, ...]
    message: str


class AgendaBreak(NamedTuple):
    """A break that the agenda shows: its time in ticks, half-open, and what it is called."""

    window: Window
    label: Text


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaGroup:
    """One heading of the agenda and its sessions by time.

    `number` is the category's 1-based place in the expo's order, None for sessions without a category.
    """

    number: int | None
    name: str
    color: str | None
    entries: tuple[AgendaEntry, ...]

    @property
    def rows(self) -> tuple[AgendaRow, ...]:
        """The same as tables show it, by the first time of each session; those of one title are one row."""
        rows: dict[tuple[str, str], list[AgendaEntry]] = {}
        for entry in self.entries:
            rows.setdefault((entry.expo.first_time(entry.session.id), entry.title), []).append(entry)
        return tuple(AgendaRow(tuple(times)) for times in rows.values())


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The published view of a schedule. `places` gives the name of every room of the expo in the agenda.

    `breaks` are by time.
    """

    expo: Expo
    title: str
    venue: str
    note: str
    groups: tuple[AgendaGroup, ...]
    places: Mapping[str, str]
    breaks: tuple[AgendaBreak, ...] = ()

    @property
    def break_rows(self) -> tuple[tuple[str, str], ...]:
        """What each break is called, and when it is."""
        return tuple(
            (one_line(self.say(one.label)), time_text(self.clock, one.window, self.language)) for one in self.breaks
        )

    @property
    def language(self) -> Language:
        return self.expo.language

    @property
    def base_url(self) -> str | None:
        """Where the published folder will stand, as the expo says it: in English it may be another."""
        return in_either(self.language, self.expo.base_url or "", self.expo.base_url_en) or None

    def in_language(self, language: Language) -> Agenda:
        """The same agenda in a language; names without an English form, and messages of clashes, stay as they are."""
        if language == self.language:
            return self
        expo = replace(self.expo, language=language)
        return _agenda(expo, [replace(entry, expo=expo) for entry in self.entries], self.breaks)

    @property
    def clock(self) -> Clock:
        return self.expo.clock

    @cached_property
    def entries(self) -> tuple[AgendaEntry, ...]:
        """Every session, by start, then in the order of the file."""
        return _in_order((entry for group in self.groups for entry in group.entries), self.expo)

    @cached_property
    def by_session(self) -> Mapping[str, AgendaEntry]:
        """The same by the ids of the sessions."""
        return {entry.session.id: entry for entry in self.entries}

    def other_times(self, entry: AgendaEntry) -> tuple[AgendaEntry, ...]:
        """The other times at which a session takes place, in the order of the file."""
        times = (self.by_session.get(name) for name in self.expo.times_of(entry.session.id))
        return tuple(other for other in times if other is not None and other.session is not entry.session)

    @cached_property
    def by_room(self) -> Mapping[str, tuple[AgendaEntry, ...]]:
        """The sessions of every room in use, in the order of the file; those in joined halls are under their cells."""
        held: dict[str, list[AgendaEntry]] = {}
        for entry in self.entries:
            for room in entry.rooms:
                held.setdefault(room, []).append(entry)
        return {room: tuple(held[room]) for room in self.expo.rooms if room in held}

    @property
    def roomless(self) -> tuple[AgendaEntry, ...]:
        """The sessions whose room is to be announced."""
        return tuple(entry for entry in self.entries if entry.room is None)

    @cached_property
    def stamp(self) -> datetime:
        """The time stamped on drafts, in UTC: `expo.revised`, otherwise the midnight of the first day."""
        moment = self.expo.revised or datetime.combine(self.expo.days[0], time())
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.clock.info)).astimezone(UTC)

    def say(self, text: Text) -> str:
        """A label in the language of the expo."""
        return text.say(self.language)


def make_agenda(
    expo: Expo, schedule: Schedule, clashes: Sequence[ClashMark] = (), breaks: Sequence[AgendaBreak] = ()
) -> Agenda:
    """The agenda of a schedule; sessions without a time are left out, sessions that clash are marked."""
    messages: dict[str, list[str]] = {}
    for clash in clashes:
        for session in dict.fromkeys(map(expo.owner, clash.sessions)):
            messages.setdefault(session, []).append(one_line(clash.message))
    expo, schedule = as_published(expo, schedule)
    entries = (
        AgendaEntry(
            expo=expo, session=session, placement=schedule.announced[name], clashes=tuple(messages.get(name, ()))
        )
        for name, session in expo.sessions.items()
        if name in schedule.announced
    )
    return _agenda(expo, _in_order(entries, expo), tuple(sorted(breaks, key=lambda one: one.window)))


def _agenda(expo: Expo, entries: Sequence[AgendaEntry], breaks: tuple[AgendaBreak, ...]) -> Agenda:
    return Agenda(
        expo=expo,
        title=name_text(expo, expo.title, expo.title_en),
        venue=one_line(venue_text(expo)),
        note=paragraphs(in_either(expo.language, expo.note or "", expo.note_en)),
        groups=tuple(_groups(expo, entries)),
        places={room.id: place_text(expo, room) for room in expo.rooms.values()},
        breaks=breaks,
    )


def _groups(expo: Expo, entries: Sequence[AgendaEntry]) -> Iterator[AgendaGroup]:
    names = {category.name for category in expo.categories}
    grouped: dict[str | None, list[AgendaEntry]] = {}
    for entry in entries:
        heading = entry.session.category
        grouped.setdefault(heading if heading in names else None, []).append(entry)
    for number, category in enumerate(expo.categories, start=1):
        if chosen := grouped.get(category.name):
            name = name_text(expo, category.name, category.name_en)
            yield AgendaGroup(number=number, name=name, color=known_color(category), entries=tuple(chosen))
    if rest := grouped.get(None):
        other = WITHOUT_CATEGORY if len(grouped) > 1 else SESSIONS
        yield AgendaGroup(number=None, name=other.say(expo.language), color=None, entries=tuple(rest))


def _in_order(entries: Iterable[AgendaEntry], expo: Expo) -> tuple[AgendaEntry, ...]:
    """Entries by start, then in the order of the file."""
    rank = {session: place for place, session in enumerate(expo.sessions)}
    return tuple(sorted(entries, key=lambda entry: (entry.window.start, rank[entry.session.id])))
