"""The agenda: a schedule in its published form.

It holds facts: placements, and the clashes to mark. Texts are made on request, in the language of the agenda;
`in_language` gives the same agenda in another. Texts are finished and free of control characters: publishers only lay
them out and escape them. Categories are in the order of the expo, sessions by time: 会议名称, 地点, 日期.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, time
from functools import cached_property
from typing import NamedTuple

from expo_planner.domain.clock import DAY, Clock, Window, say_minute
from expo_planner.domain.colors import COLORS
from expo_planner.domain.entities import Category, Item, Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text, in_either, spoken
from expo_planner.domain.roles import as_roles
from expo_planner.domain.schedule import Announced, Schedule
from expo_planner.domain.staffing import as_published
from expo_planner.publishing.clean_text import ascii_url, one_line, paragraphs

TITLE = Text("Session", "会议名称")
PLACE = Text("Place", "地点")
DATE = Text("Date", "日期")
UNTIL = Text(" – ", " 至 ")
THROUGH_THE_NIGHTS = Text(" (through the nights)", "（昼夜连续）")
NOTE = Text("Note: ", "备注：")
ORGANISERS = Text("Organised by: ", "主办：")
CO_ORGANISERS = Text("Co-organised by: ", "协办：")
STREAM = Text("Live stream", "直播")
MORE_AT = Text("More: ", "详情：")
STREAM_AT = Text("Live stream: ", "直播：")
LOCAL_TIME = Text("Your local time: {when} ({zone})", "您的当地时间：{when}（{zone}）")
TO_BE_ANNOUNCED = Text("room to be announced", "场地待定")
CLASH = Text("Clash", "冲突")
WITHOUT_CATEGORY = Text("Other sessions", "其他")
SESSIONS = Text("Sessions", "日程")
BREAKS = Text("Breaks", "休息")
BREAK = Text("Break", "内容")


@dataclass(frozen=True, slots=True)
class ClashMark:
    """A clash marked in the agenda: the sessions to mark (ids) and the message that says why."""

    sessions: tuple[str, ...]
    message: str


class AgendaBreak(NamedTuple):
    """A break that the agenda shows: its time in ticks, half-open, and what it is called."""

    window: Window
    label: Text


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
        return _name(self.expo, self.session.title, self.session.title_en)

    @property
    def category(self) -> str:
        """The name of its category; empty where it has none."""
        return _name(self.expo, self._category.name, self._category.name_en) if self._category else ""

    @property
    def color(self) -> str | None:
        """The colour of its category."""
        return _color(self._category) if self._category else None

    @cached_property
    def _category(self) -> Category | None:
        return next((category for category in self.expo.categories if category.name == self.session.category), None)

    @cached_property
    def place(self) -> str:
        """The room, and its site if that is not the expo's."""
        return _place(self.expo, self.room) if self.room else TO_BE_ANNOUNCED.say(self.expo.language)

    @property
    def location(self) -> str:
        """Venue and room in one line; empty while the room is to be announced."""
        if self.room is None:
            return ""
        at_venue = _at_home(self.expo, self.room) and self.room.kind != "online"
        return _joined(_venue(self.expo), self.place) if at_venue else self.place

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
        title=_name(expo, expo.title, expo.title_en),
        venue=one_line(_venue(expo)),
        note=paragraphs(in_either(expo.language, expo.note or "", expo.note_en)),
        groups=tuple(_groups(expo, entries)),
        places={room.id: _place(expo, room) for room in expo.rooms.values()},
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
            name = _name(expo, category.name, category.name_en)
            yield AgendaGroup(number=number, name=name, color=_color(category), entries=tuple(chosen))
    if rest := grouped.get(None):
        other = WITHOUT_CATEGORY if len(grouped) > 1 else SESSIONS
        yield AgendaGroup(number=None, name=other.say(expo.language), color=None, entries=tuple(rest))


def _in_order(entries: Iterable[AgendaEntry], expo: Expo) -> tuple[AgendaEntry, ...]:
    """Entries by start, then in the order of the file."""
    rank = {session: place for place, session in enumerate(expo.sessions)}
    return tuple(sorted(entries, key=lambda entry: (entry.window.start, rank[entry.session.id])))


def _programme(expo: Expo, session: Session, placement: Announced) -> Iterator[AgendaItem]:
    first, last = expo.clock.day_and_minute(placement.start)[0], expo.clock.end_day_and_minute(placement.end)[0]
    for item, window in zip(session.programme, expo.programme(session, placement), strict=True):
        when = time_text(expo.clock, window, expo.language)
        title = _name(expo, item.title, item.title_en)
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


def _place(expo: Expo, room: Room) -> str:
    name = _name(expo, room.name, room.name_en)
    return name if _at_home(expo, room) else _joined(expo.site_in(room.site or "", expo.language), name)


def _venue(expo: Expo) -> str:
    return expo.site_in(expo.place, expo.language) if expo.place else ""


def _joined(site: str, name: str) -> str:
    """The site before the name of a room, unless the name tells it already."""
    site = one_line(site)
    return name if site in name else f"{site} {name}"


def _name(expo: Expo, name: str, english: str | None) -> str:
    return one_line(in_either(expo.language, name, english))


def _color(category: Category) -> str | None:
    """The colour's name; what is none could be an address, which a picture would fetch."""
    return category.color if category.color in COLORS else None


def _names(expo: Expo, names: Sequence[str], english: Sequence[str]) -> str:
    return _list(expo, english if expo.language == "en" and english else names)


def _list(expo: Expo, names: Sequence[str]) -> str:
    return spoken([one_line(name) for name in names], expo.language)
