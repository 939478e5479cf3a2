"""The agenda: a schedule made presentable.

Everything that publishers show is here as finished text, in the language of the expo and free of control characters:
they only lay out and escape. Category by category in the order of the expo, then by time: 会议名称, 地点, 日期.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, time
from functools import cached_property
from typing import NamedTuple
from urllib.parse import quote, urlsplit, urlunsplit

from expo_planner.domain.clock import Clock, Window, say_minute
from expo_planner.domain.colors import COLORS
from expo_planner.domain.expo import Category, Expo, Room, Session
from expo_planner.domain.i18n import Language, Text, spoken
from expo_planner.domain.schedule import Placement, Schedule

TITLE = Text("Session", "会议名称")
PLACE = Text("Place", "地点")
DATE = Text("Date", "日期")
UNTIL = Text(" – ", " 至 ")
NOTE = Text("Note: ", "备注：")
ORGANISERS = Text("Organised by: ", "主办：")
CO_ORGANISERS = Text("Co-organised by: ", "协办：")
STREAM = Text("Live stream", "直播")
MORE_AT = Text("More: ", "详情：")
STREAM_AT = Text("Live stream: ", "直播：")
CLASH = Text("Clash", "冲突")
WITHOUT_CATEGORY = Text("Other sessions", "其他")
SESSIONS = Text("Sessions", "日程")

_BREAKS = re.compile("\r\n|[\r\v\f\x85\u2028\u2029]")
_BARE_PERCENT = re.compile("%(?![0-9A-Fa-f]{2})")
_UNPRINTABLE = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class ClashMark:
    """A clash that the agenda carries with it: the sessions to mark (ids) and the sentence that says why."""

    sessions: tuple[str, ...]
    message: str


class AgendaItem(NamedTuple):
    """One line of a session's programme, as published: its time, its title, the names of who is in it."""

    time: str
    title: str
    people: str


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaEntry:
    """A session with its place, as published.

    `window` is in ticks and half-open; `start` and `end` are the same in local time, aware of the zone. `days` is what
    people see of it: over several days, each day from its start's clock time to its end's. `location` is venue and
    room in one line.
    """

    session: Session
    room: Room
    window: Window
    start: datetime
    end: datetime
    days: tuple[Window, ...]
    title: str
    category: str
    color: str | None
    place: str
    location: str
    time: str
    organisers: str = ""
    co_organisers: str = ""
    abstract: str = ""
    programme: tuple[AgendaItem, ...] = ()
    url: str | None = None
    stream: str | None = None
    clashes: tuple[str, ...] = ()

    @property
    def cells(self) -> tuple[str, ...]:
        """The ids of the rooms that it really takes up: of a joined hall, its cells."""
        return self.room.cells or (self.room.id,)

    @property
    def rooms(self) -> tuple[str, ...]:
        """The ids of the rooms in whose feeds it is: its own and, of a joined hall, the cells."""
        return tuple(dict.fromkeys((self.room.id, *self.cells)))


@dataclass(frozen=True, slots=True, kw_only=True)
class AgendaGroup:
    """One heading of the agenda and its sessions by time.

    `number` is the category's 1-based place in the expo's order, None for sessions without a category.
    """

    number: int | None
    name: str
    color: str | None
    entries: tuple[AgendaEntry, ...]


@dataclass(frozen=True, kw_only=True)
class Agenda:
    """The published view of a schedule. `places` names every room of the expo as the agenda does."""

    expo: Expo
    title: str
    venue: str
    note: str
    groups: tuple[AgendaGroup, ...]
    places: Mapping[str, str]

    @property
    def language(self) -> Language:
        return self.expo.language

    @property
    def clock(self) -> Clock:
        return self.expo.clock

    @cached_property
    def entries(self) -> tuple[AgendaEntry, ...]:
        """Every session with a place, by start, then in the order of the file."""
        return in_order((entry for group in self.groups for entry in group.entries), self.expo)

    @cached_property
    def by_room(self) -> Mapping[str, tuple[AgendaEntry, ...]]:
        """Of every room in use, in the order of the file, what happens in it; joined halls count for their cells."""
        held: dict[str, list[AgendaEntry]] = {}
        for entry in self.entries:
            for room in entry.rooms:
                held.setdefault(room, []).append(entry)
        return {room: tuple(held[room]) for room in self.expo.rooms if room in held}

    @cached_property
    def stamp(self) -> datetime:
        """The time in UTC that drafts are stamped with: `expo.revised`, else the first day's midnight."""
        moment = self.expo.revised or datetime.combine(self.expo.days[0], time())
        return (moment if moment.tzinfo else moment.replace(tzinfo=self.clock.info)).astimezone(UTC)

    def say(self, text: Text) -> str:
        """A label in the language of the expo."""
        return text.say(self.language)


def make_agenda(expo: Expo, schedule: Schedule, clashes: Sequence[ClashMark] = ()) -> Agenda:
    """The agenda of a schedule: sessions without a place are not on it, sessions that clash are marked."""
    messages: dict[str, list[str]] = {}
    for clash in clashes:
        for session in clash.sessions:
            messages.setdefault(session, []).append(one_line(clash.message))
    entries = in_order(
        (
            _entry(expo, session, schedule[session.id], messages.get(session.id, ()))
            for session in expo.sessions.values()
            if session.id in schedule
        ),
        expo,
    )
    return Agenda(
        expo=expo,
        title=_name(expo, expo.title, expo.title_en),
        venue=one_line(expo.place or ""),
        note=one_line(expo.note or ""),
        groups=tuple(_groups(expo, entries)),
        places={room.id: _place(expo, room) for room in expo.rooms.values()},
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


def in_order(entries: Iterable[AgendaEntry], expo: Expo) -> tuple[AgendaEntry, ...]:
    """Entries by start, then in the order of the file."""
    rank = {session: place for place, session in enumerate(expo.sessions)}
    return tuple(sorted(entries, key=lambda entry: (entry.window.start, rank[entry.session.id])))


def _entry(expo: Expo, session: Session, placement: Placement, clashes: Sequence[str]) -> AgendaEntry:
    room = expo.rooms[placement.room]
    category = next((category for category in expo.categories if category.name == session.category), None)
    clock, window = expo.clock, placement.window
    return AgendaEntry(
        session=session,
        room=room,
        window=window,
        start=clock.local(window.start),
        end=clock.local(window.end),
        days=clock.daily(window),
        title=_name(expo, session.title, session.title_en),
        category=_name(expo, category.name, category.name_en) if category else "",
        color=_color(category) if category else None,
        place=_place(expo, room),
        location=_location(expo, room),
        time=time_text(clock, window, expo.language),
        organisers=_list(expo, session.organisers),
        co_organisers=_list(expo, session.co_organisers),
        abstract=paragraphs(session.abstract or ""),
        programme=tuple(_programme(expo, session, placement)),
        url=ascii_url(session.url),
        stream=ascii_url(session.stream_url or room.stream_url),
        clashes=tuple(clashes),
    )


def _programme(expo: Expo, session: Session, placement: Placement) -> Iterator[AgendaItem]:
    first, last = expo.clock.date(placement.start), expo.clock.end_day_and_minute(placement.end)[0]
    for item, window in zip(session.programme, expo.programme(session, placement), strict=True):
        when = time_text(expo.clock, window, expo.language)
        people = [expo.people[person].name if person in expo.people else person for person in item.people]
        yield AgendaItem(when if last > first else when.partition(" ")[2], one_line(item.title), _list(expo, people))


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
    return name if _at_home(expo, room) else _joined(room.site, name)


def _location(expo: Expo, room: Room) -> str:
    place = _place(expo, room)
    return _joined(expo.place, place) if _at_home(expo, room) and room.kind != "online" else place


def _joined(site: str | None, name: str) -> str:
    """The site before the name of a room, unless the name tells it already."""
    site = one_line(site or "")
    return name if site in name else f"{site} {name}"


def _name(expo: Expo, name: str, english: str | None) -> str:
    return one_line(english if expo.language == "en" and english else name)


def _color(category: Category) -> str | None:
    """The colour's name; what is none could be an address, which a picture would fetch."""
    return category.color if category.color in COLORS else None


def _list(expo: Expo, names: Sequence[str]) -> str:
    return spoken([one_line(name) for name in names], expo.language)


def paragraphs(text: str) -> str:
    """The text without control characters and half characters; every kind of line break is a line feed."""
    return _UNPRINTABLE.sub("", _BREAKS.sub("\n", text))


def one_line(text: str) -> str:
    """The same in one line: line breaks and tabs are spaces."""
    return re.sub(r"[\n\t]+", " ", paragraphs(text))


def ascii_url(url: str | None) -> str | None:
    """An absolute http or https address in ASCII (RFC 3986), Chinese percent-encoded; None for anything else."""
    try:
        parts = urlsplit(one_line(url or ""))
        if parts.scheme not in ("http", "https") or not parts.hostname:
            return None
        host = parts.netloc.encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    keep = "/?:@!$&'()*+,;=-._~%"
    path, query, fragment = (
        _BARE_PERCENT.sub("%25", quote(part, safe=keep)) for part in (parts.path, parts.query, parts.fragment)
    )
    return urlunsplit((parts.scheme, quote(host, safe=":@[]%-._~!$&'()*+,;="), path, query, fragment))
