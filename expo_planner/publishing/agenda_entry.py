"""A session as the agenda shows it, with finished texts, and as a row of a table."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from functools import cached_property
from typing import NamedTuple

from expo_planner.domain.clock import DAY, Clock, Window, say_minute
from expo_planner.domain.colors import COLORS
from expo_planner.domain.entities import Category, Item, Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, in_either, spoken
from expo_planner.domain.roles import as_roles
from expo_planner.domain.schedule import Announced
from expo_planner.publishing.clean_text import ascii_url, one_line, paragraphs
from expo_planner.publishing.labels import LOCAL_TIME, THROUGH_THE_NIGHTS, TO_BE_ANNOUNCED, UNTIL


class AgendaItem(NamedTuple):
    """An item of a session's programme, as published: its time, its title, the names and roles of its people."""

    time: str
    title: str
    people: str


@dataclass(frozen=True, kw_only=True)
class AgendaEntry:
    """A session as published, with texts in the language of `expo`.

    `clashes` are the messages to mark it with. `room` is None where it is to be announced; then `place` says so.
    """

    expo: Expo = field(repr=False)
    session: Session
    placement: Announced
    clashes: tuple[str, ...] = ()

    @property
    def room(self) -> Room | None:
        return None if self.placement.room is None else self.expo.rooms[self.placement.room]

    @property
    def cells(self) -> tuple[str, ...]:
        """The ids of the rooms that it takes up: for a joined hall, its cells."""
        return (self.room.cells or (self.room.id,)) if self.room else ()

    @property
    def rooms(self) -> tuple[str, ...]:
        """The ids of the rooms in whose feeds it is: its own, or several, and the cells of joined halls."""
        return tuple(dict.fromkeys((*(self.room.parts or (self.room.id,)), *self.cells))) if self.room else ()

    @property
    def window(self) -> Window:
        """Its time in ticks, half-open."""
        return self.placement.window

    @property
    def start(self) -> datetime:
        """Its start in local time, aware of the zone."""
        return self.expo.clock.local(self.placement.start)

    @property
    def end(self) -> datetime:
        """Its end in local time, aware of the zone."""
        return self.expo.clock.local(self.placement.end)

    @cached_property
    def days(self) -> tuple[Window, ...]:
        """The times that people see: one, or of a session that is open on several days one a day."""
        return self.expo.daily(self.session, self.window)

    @cached_property
    def dates(self) -> tuple[Window, ...]:
        """The same for what shows one date at a time: what lasts longer than a day is cut where days change."""
        clock, window = self.expo.clock, self.window
        if len(self.days) > 1 or window.end - window.start <= DAY:
            return self.days
        dates = (clock.day(date) for date in clock.dates(window))
        return tuple(Window(max(date.start, window.start), min(date.end, window.end)) for date in dates)

    @property
    def time(self) -> str:
        """Its window as text; of a continuous session it says so, where readers would think it open each day."""
        clock, language = self.expo.clock, self.expo.language
        through = self.session.continuous and clock.spans_days(self.window)
        return time_text(clock, self.window, language) + (THROUGH_THE_NIGHTS.say(language) if through else "")

    @cached_property
    def title(self) -> str:
        return name_text(self.expo, self.session.title, self.session.title_en)

    @property
    def category(self) -> str:
        """The name of its category; empty where it has none."""
        return name_text(self.expo, self._category.name, self._category.name_en) if self._category else ""

    @property
    def color(self) -> str | None:
        """The colour of its category."""
        return known_color(self._category) if self._category else None

    @cached_property
    def _category(self) -> Category | None:
        return next((category for category in self.expo.categories if category.name == self.session.category), None)

    @cached_property
    def place(self) -> str:
        """The room, and its site if that is not the expo's."""
        return place_text(self.expo, self.room) if self.room else TO_BE_ANNOUNCED.say(self.expo.language)

    @property
    def location(self) -> str:
        """Venue and room in one line; empty while the room is to be announced."""
        if self.room is None:
            return ""
        at_venue = _at_home(self.expo, self.room) and self.room.kind != "online"
        return _joined(venue_text(self.expo), self.place) if at_venue else self.place

    def local_time(self, person: str, window: Window) -> str:
        """When it is, on the clock of a person who joins online from another time zone; otherwise empty."""
        known = self.expo.people.get(person)
        if known is None or known.timezone is None or self.room is None or self.room.kind != "online":
            return ""
        when = time_text(self.expo.clock.elsewhere(known.timezone), window, self.expo.language)
        return LOCAL_TIME.fill(when=when, zone=known.timezone).say(self.expo.language)

    @property
    def organisers(self) -> str:
        return _names(self.expo, self.session.organisers, self.session.organisers_en)

    @property
    def co_organisers(self) -> str:
        return _names(self.expo, self.session.co_organisers, self.session.co_organisers_en)

    @property
    def people(self) -> str:
        """The names of those who are there throughout, with their roles."""
        return _people(self.expo, self.session)

    def role_of(self, person: str) -> str:
        """What a person, given by id, does in it, as a sentence to them: "As chair"; empty where that is not said."""
        roles = self.session.roles_of(person)
        return one_line(as_roles(roles).say(self.expo.language)) if roles else ""

    @property
    def abstract(self) -> str:
        return paragraphs(in_either(self.expo.language, self.session.abstract or "", self.session.abstract_en))

    @cached_property
    def programme(self) -> tuple[AgendaItem, ...]:
        return tuple(_programme(self.expo, self.session, self.placement))

    @property
    def url(self) -> str | None:
        """Its web page, in ASCII."""
        return ascii_url(self.session.url)

    @property
    def stream(self) -> str | None:
        """Its live stream, or its room's, in ASCII."""
        return ascii_url(self.session.stream_url or (self.room.stream_url if self.room else None))


class AgendaRow(NamedTuple):
    """A session in a table of the agenda, with all its times: one, unless it takes place several times."""

    times: tuple[AgendaEntry, ...]

    @property
    def entry(self) -> AgendaEntry:
        """Its first time."""
        return self.times[0]

    @property
    def clashes(self) -> tuple[str, ...]:
        """The messages to mark it with, each once."""
        return tuple(dict.fromkeys(clash for entry in self.times for clash in entry.clashes))

    @property
    def places(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.place for entry in self.times))

    @property
    def place(self) -> str:
        """The rooms of all its times."""
        return spoken(self.places, self.entry.expo.language) if len(self.places) > 1 else self.entry.place

    @property
    def lines(self) -> tuple[str, ...]:
        """When it is, a line for each time; where it is then, if it is not always in the same room."""
        if len(self.places) == 1:
            return tuple(entry.time for entry in self.times)
        return tuple(f"{entry.time} · {entry.place}" for entry in self.times)


def _programme(expo: Expo, session: Session, placement: Announced) -> Iterator[AgendaItem]:
    first, last = expo.clock.day_and_minute(placement.start)[0], expo.clock.end_day_and_minute(placement.end)[0]
    for item, window in zip(session.programme, expo.programme(session, placement), strict=True):
        when = time_text(expo.clock, window, expo.language)
        title = name_text(expo, item.title, item.title_en)
        yield AgendaItem(when if last > first else when.partition(" ")[2], title, _people(expo, item))


def _people(expo: Expo, of: Session | Item) -> str:
    return _list(expo, [expo.in_role(person, of.roles.get(person), expo.language) for person in of.people])


def time_text(clock: Clock, window: Window, language: Language) -> str:
    """`2023-07-06 09:30-17:00`; over several days or past midnight `2023-07-07 09:00 至 2023-07-08 17:00`."""
    first, start = clock.day_and_minute(window.start)
    last, end = clock.end_day_and_minute(window.end)
    if first == last:
        return f"{first} {say_minute(start)}-{say_minute(end)}"
    return f"{first} {say_minute(start)}{UNTIL.say(language)}{last} {say_minute(end)}"


def _at_home(expo: Expo, room: Room) -> bool:
    return room.kind == "online" or room.site in (None, expo.place or expo.title)


def place_text(expo: Expo, room: Room) -> str:
    name = name_text(expo, room.name, room.name_en)
    return name if _at_home(expo, room) else _joined(expo.site_in(room.site or "", expo.language), name)


def venue_text(expo: Expo) -> str:
    return expo.site_in(expo.place, expo.language) if expo.place else ""


def _joined(site: str, name: str) -> str:
    """The site before the name of a room, unless the name tells it already."""
    site = one_line(site)
    return name if site in name else f"{site} {name}"


def name_text(expo: Expo, name: str, english: str | None) -> str:
    return one_line(in_either(expo.language, name, english))


def known_color(category: Category) -> str | None:
    """The colour's name; what is none could be an address, which a picture would fetch."""
    return category.color if category.color in COLORS else None


def _names(expo: Expo, names: Sequence[str], english: Sequence[str]) -> str:
    return _list(expo, english if expo.language == "en" and english else names)


def _list(expo: Expo, names: Sequence[str]) -> str:
    return spoken([one_line(name) for name in names], expo.language)
