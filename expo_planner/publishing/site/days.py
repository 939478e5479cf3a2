"""The agenda as the site shows it: rows in both languages, by day and start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import NamedTuple

from expo_planner.domain.clock import Clock, Window, say_date, say_minute
from expo_planner.domain.entities import Item, Session
from expo_planner.domain.i18n import Text
from expo_planner.publishing.agenda import Agenda, AgendaGroup
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.clean_text import one_line


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What is seen of a session on one day, from the agenda in English and in Chinese.

    `day` counts the session's own days from 1, `start` and `end` are seconds since 1970, `time` is `09:00–12:00`.
    `style` is the class of its category in the style sheet. `also` are the other times at which the session takes
    place: the id, and when and where.
    """

    entry: AgendaEntry
    en: AgendaEntry
    zh: AgendaEntry
    window: Window
    date: date
    day: int
    start: int
    end: int
    begins: str
    time: str
    style: str
    host: Text | None
    also: tuple[tuple[str, Text], ...] = ()

    @property
    def id(self) -> str:
        return self.entry.session.id

    @property
    def anchor(self) -> str:
        """Unique on a page that shows each session once a day; `~` is in no id."""
        return f"session-{self.id}" if self.day == 1 else f"session-{self.id}~{self.day}"

    @property
    def title(self) -> Text:
        return Text(self.en.title, self.zh.title)

    @property
    def place(self) -> Text:
        return Text(self.en.place, self.zh.place)

    @property
    def category(self) -> Text:
        return Text(self.en.category, self.zh.category)

    @property
    def organisers(self) -> str | Text:
        return self._either("organisers", self.entry.session.organisers_en)

    @property
    def co_organisers(self) -> str | Text:
        return self._either("co_organisers", self.entry.session.co_organisers_en)

    @property
    def people(self) -> str | Text:
        return self._either("people", _in_english(self.entry, self.entry.session))

    @property
    def abstract(self) -> str | Text:
        return self._either("abstract", self.entry.session.abstract_en)

    @property
    def programme(self) -> Iterator[tuple[str, Text, str | Text]]:
        """Of each item the time, the title, and the people."""
        own = zip(self.entry.programme, self.en.programme, self.zh.programme, self.entry.session.programme, strict=True)
        for item, en, zh, given in own:
            people = Text(en.people, zh.people) if _in_english(self.entry, given) else item.people
            yield item.time, Text(en.title, zh.title), people

    def _either(self, text: str, english: object) -> str | Text:
        """A text in both languages where it has an English form, else as the agenda has it."""
        if english:
            return Text(getattr(self.en, text), getattr(self.zh, text))
        told: str = getattr(self.entry, text)
        return told

    @property
    def category_name(self) -> str:
        """What the scenario calls its category, by which other sites choose; empty where it has none."""
        return one_line(self.entry.session.category or "")

    @property
    def words(self) -> str:
        """What search finds a session by, beyond what its row shows."""
        session = self.entry.session
        return " ".join(map(one_line, (session.id, *session.tags, session.series or "", session.type or "")))

    @property
    def has_details(self) -> bool:
        entry = self.entry
        told = (entry.programme, entry.abstract, entry.organisers, entry.co_organisers, entry.url, self.people)
        return any(told)


@dataclass(frozen=True, slots=True)
class StartGroup:
    """All that begins at one moment of a day."""

    time: str
    rows: tuple[SiteRow, ...]


class SiteBreak(NamedTuple):
    """A break on a day: when it begins, `10:30–11:00`, and what it is called."""

    begins: int
    time: str
    label: Text


@dataclass(frozen=True, slots=True)
class SiteDay:
    """A date and what happens on it, by start."""

    date: date
    name: Text
    slots: tuple[StartGroup, ...]
    breaks: tuple[SiteBreak, ...] = ()

    @property
    def parts(self) -> Iterator[tuple[tuple[SiteBreak, ...], StartGroup | None]]:
        """What begins at each moment, after the breaks that begin before; last, the breaks after all else."""
        left = [*self.breaks]
        for slot in self.slots:
            before = [one for one in left if one.begins < slot.rows[0].window.start]
            left = left[len(before) :]
            yield tuple(before), slot
        if left:
            yield tuple(left), None

    @property
    def rows(self) -> tuple[SiteRow, ...]:
        return tuple(row for slot in self.slots for row in slot.rows)


@dataclass(frozen=True)
class Bilingual:
    """An agenda, and the same in English and in Chinese; what has no name in English keeps its own."""

    agenda: Agenda

    @cached_property
    def en(self) -> Agenda:
        return self.agenda.in_language("en")

    @cached_property
    def zh(self) -> Agenda:
        return self.agenda.in_language("zh")

    @property
    def title(self) -> Text:
        return Text(self.en.title, self.zh.title)

    @property
    def venue(self) -> Text:
        return Text(self.en.venue, self.zh.venue)

    @property
    def note(self) -> Text:
        return Text(self.en.note, self.zh.note)

    @property
    def headings(self) -> tuple[tuple[AgendaGroup, Text], ...]:
        """The groups of the agenda, each with its name in both languages."""
        groups = zip(self.agenda.groups, self.en.groups, self.zh.groups, strict=True)
        return tuple((group, Text(english.name, chinese.name)) for group, english, chinese in groups)

    def place(self, room: str) -> Text:
        return Text(self.en.places[room], self.zh.places[room])

    @cached_property
    def rows(self) -> Mapping[str, tuple[SiteRow, ...]]:
        """The rows of every session, one a day, by its id."""
        styles = {
            entry.session.id: f"category-{group.number or 'other'}"
            for group in self.agenda.groups
            for entry in group.entries
        }
        told = [*zip(self.agenda.entries, self.en.entries, self.zh.entries, strict=True)]
        titles = {entry.session.id: Text(en.title, zh.title) for entry, en, zh in told}
        repeated = {name for times in self.agenda.expo.repeated.values() for name in times}
        return {
            entry.session.id: tuple(
                replace(row, also=self._also(entry)) if entry.session.id in repeated else row
                for row in _rows(entry, en, zh, styles[entry.session.id], titles.get(entry.session.host or ""))
            )
            for entry, en, zh in told
        }

    def _also(self, entry: AgendaEntry) -> tuple[tuple[str, Text], ...]:
        others = (other.session.id for other in self.agenda.other_times(entry))
        english, chinese = self.en.by_session, self.zh.by_session
        return tuple((name, Text(_spot(english[name]), _spot(chinese[name]))) for name in others)

    def of(self, entries: Iterable[AgendaEntry]) -> tuple[SiteDay, ...]:
        """Some of the sessions by day and start."""
        days: dict[date, list[SiteRow]] = {}
        for entry in entries:
            for row in self.rows[entry.session.id]:
                days.setdefault(row.date, []).append(row)
        return tuple(_day(day, days[day], self._breaks(day)) for day in sorted(days))

    def _breaks(self, day: date) -> tuple[SiteBreak, ...]:
        clock = self.agenda.clock
        own = (one for one in self.agenda.breaks if clock.date(one.window.start) == day)
        return tuple(SiteBreak(one.window.start, _hours(clock, one.window), one.label) for one in own)


def _rows(entry: AgendaEntry, en: AgendaEntry, zh: AgendaEntry, style: str, host: Text | None) -> Iterator[SiteRow]:
    clock = entry.expo.clock
    for day, window in enumerate(entry.days, start=1):
        yield SiteRow(
            entry=entry,
            en=en,
            zh=zh,
            window=window,
            date=clock.date(window.start),
            day=day,
            start=int(clock.local(window.start).timestamp()),
            end=int(clock.local(window.end).timestamp()),
            begins=say_minute(clock.day_and_minute(window.start)[1]),
            time=_hours(clock, window),
            style=style,
            host=host,
        )


def _spot(entry: AgendaEntry) -> str:
    return f"{entry.time} · {entry.place}"


def _in_english(entry: AgendaEntry, of: Session | Item) -> bool:
    """Whether any of its people has an English name, or a role."""
    known = (entry.expo.people.get(person) for person in of.people)
    return bool(of.roles) or any(person is not None and person.name_en for person in known)


def _hours(clock: Clock, window: Window) -> str:
    """`09:00–12:00`, or until a later day `22:00–02:00 +1`."""
    last, end = clock.end_day_and_minute(window.end)
    later = (last - clock.date(window.start)).days
    return f"{say_minute(clock.day_and_minute(window.start)[1])}–{say_minute(end)}{f' +{later}' if later else ''}"


def _day(day: date, rows: Iterable[SiteRow], breaks: tuple[SiteBreak, ...]) -> SiteDay:
    slots: dict[str, list[SiteRow]] = {}
    for row in sorted(rows, key=lambda row: row.window.start):
        slots.setdefault(row.begins, []).append(row)
    return SiteDay(
        date=day,
        name=Text(say_date(day, "en"), say_date(day, "zh")),
        slots=tuple(StartGroup(time, tuple(held)) for time, held in slots.items()),
        breaks=breaks,
    )
