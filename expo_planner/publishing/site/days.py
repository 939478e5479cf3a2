"""The agenda as the site shows it: rows in both languages, by day and start."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

from expo_planner.domain.clock import Window, say_date, say_minute
from expo_planner.domain.i18n import Language, Text, spoken
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.publishing.agenda import Agenda, AgendaEntry, make_agenda, one_line


@dataclass(frozen=True, slots=True)
class SiteRow:
    """What is seen of a session on one day, from the agenda in English and in Chinese.

    `day` counts the session's own days from 1, `start` and `end` are seconds since 1970, `time` is `09:00–12:00`.
    `style` is the class of its category in the style sheet.
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
    people: str
    host: Text | None

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


@dataclass(frozen=True, slots=True)
class SiteDay:
    """A date and what happens on it, by start."""

    date: date
    name: Text
    slots: tuple[StartGroup, ...]

    @property
    def rows(self) -> tuple[SiteRow, ...]:
        return tuple(row for slot in self.slots for row in slot.rows)


@dataclass(frozen=True)
class Bilingual:
    """An agenda in the language of its expo, in English and in Chinese."""

    agenda: Agenda
    en: Agenda
    zh: Agenda

    @property
    def title(self) -> Text:
        return Text(self.en.title, self.zh.title)

    def place(self, room: str) -> Text:
        return Text(self.en.places[room], self.zh.places[room])

    @cached_property
    def rows(self) -> Mapping[str, tuple[SiteRow, ...]]:
        """The rows of every session, one a day, by its id."""
        english, chinese = ({entry.session.id: entry for entry in agenda.entries} for agenda in (self.en, self.zh))
        titles = {session: Text(english[session].title, chinese[session].title) for session in english}
        styles = {
            entry.session.id: f"category-{group.number or 'other'}"
            for group in self.agenda.groups
            for entry in group.entries
        }
        return {
            entry.session.id: tuple(_rows(self.agenda, entry, english, chinese, styles[entry.session.id], titles))
            for entry in self.agenda.entries
        }

    def of(self, entries: Iterable[AgendaEntry]) -> tuple[SiteDay, ...]:
        """Some of the sessions by day and start."""
        days: dict[date, list[SiteRow]] = {}
        for entry in entries:
            for row in self.rows[entry.session.id]:
                days.setdefault(row.date, []).append(row)
        return tuple(_day(day, days[day]) for day in sorted(days))


def bilingual(agenda: Agenda) -> Bilingual:
    """The agenda in both languages; what has no name in English keeps its own."""
    return Bilingual(agenda, _told(agenda, "en"), _told(agenda, "zh"))


def _told(agenda: Agenda, language: Language) -> Agenda:
    if agenda.language == language:
        return agenda
    places = {entry.session.id: Placement(entry.room.id, *entry.window) for entry in agenda.entries}
    return make_agenda(replace(agenda.expo, language=language), Schedule(places))


def _rows(
    agenda: Agenda,
    entry: AgendaEntry,
    english: Mapping[str, AgendaEntry],
    chinese: Mapping[str, AgendaEntry],
    style: str,
    titles: Mapping[str, Text],
) -> Iterator[SiteRow]:
    clock, session = agenda.clock, entry.session
    names = [
        one_line(agenda.expo.people[person].name if person in agenda.expo.people else person)
        for person in session.people
    ]
    people = spoken(names, agenda.language)
    for day, window in enumerate(entry.days, start=1):
        first, start = clock.day_and_minute(window.start)
        last, end = clock.end_day_and_minute(window.end)
        later = "" if first == last else f" +{(last - first).days}"
        yield SiteRow(
            entry=entry,
            en=english[session.id],
            zh=chinese[session.id],
            window=window,
            date=first,
            day=day,
            start=int(clock.local(window.start).timestamp()),
            end=int(clock.local(window.end).timestamp()),
            begins=say_minute(start),
            time=f"{say_minute(start)}–{say_minute(end)}{later}",
            style=style,
            people=people,
            host=titles.get(session.host or ""),
        )


def _day(day: date, rows: Iterable[SiteRow]) -> SiteDay:
    slots: dict[str, list[SiteRow]] = {}
    for row in sorted(rows, key=lambda row: row.window.start):
        slots.setdefault(row.begins, []).append(row)
    return SiteDay(
        date=day,
        name=Text(say_date(day, "en"), say_date(day, "zh")),
        slots=tuple(StartGroup(time, tuple(held)) for time, held in slots.items()),
    )
