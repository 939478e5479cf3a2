"""What the screen at a room's door shows: everything that takes place there, and the time it is.

The screen itself finds what is on now and what is next, so that it goes on when the server is away.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import UTC, datetime

from expo_planner.board.state import BoardState
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, in_either, spoken
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.roles import role_name
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import as_published
from expo_planner.interface.json.board import category_documents


def now_document(board: BoardState, room: str, language: Language, now: datetime) -> JsonDocument:
    """The sessions in a room, in the halls that it is a part of and in its parts, day by day. Times are ticks."""
    expo = board.expo
    return {
        **_expo(expo, language, now),
        "room": _room(expo, expo.rooms[room], language),
        "sessions": sorted(_sessions(board, room, language), key=lambda session: session["start"]),
    }


def rooms_document(board: BoardState, language: Language, now: datetime) -> JsonDocument:
    """The rooms that have a screen: all of them."""
    rooms = [_room(board.expo, room, language) for room in board.expo.rooms.values()]
    return {**_expo(board.expo, language, now), "rooms": rooms}


def moment_asked(expo: Expo, asked: str | None) -> datetime:
    """The time that a screen asks to be shown as now, on the expo's clock; without one, now. Raises ValueError."""
    if asked is None:
        return datetime.now(UTC)
    moment = datetime.fromisoformat(asked)
    local = moment if moment.tzinfo else moment.replace(tzinfo=expo.clock.info)
    try:
        return local.astimezone(UTC)
    except OverflowError as error:
        raise ValueError(asked) from error


def _expo(expo: Expo, language: Language, now: datetime) -> JsonDocument:
    open_hours = expo.hours or (expo.horizon,)
    return {
        "expo": in_either(language, expo.title, expo.title_en),
        "language": language,
        "timezone": expo.clock.zone,
        "day_change": expo.clock.day_change,
        "first": expo.days[0].isoformat(),
        "begins": open_hours[0].start,
        "ends": open_hours[-1].end,
        "now_iso": now.astimezone(expo.clock.info).isoformat(timespec="milliseconds"),
    }


def _room(expo: Expo, room: Room, language: Language) -> JsonDocument:
    return {
        "id": room.id,
        "name": in_either(language, room.name, room.name_en),
        "site": None if room.site is None else expo.site_in(room.site, language),
    }


def _sessions(board: BoardState, screen: str, language: Language) -> Iterator[JsonDocument]:
    """Each session, or each of its days; those hosted by one that is there too are among its items."""
    expo, schedule = as_published(board.expo, board.schedule)
    inside = schedule.in_rooms(expo.joins[screen])
    here = {name: schedule[name] for name in expo.sessions if name in inside}
    guests: dict[str, list[Session]] = {}
    for name, placement in here.items():
        host = expo.sessions[name].host
        if host in here and here[host].window.meets(placement.window):
            guests.setdefault(host, []).append(expo.sessions[name])
    hosted = {guest.id for held in guests.values() for guest in held}
    categories = {category["name"]: category for category in category_documents(expo, language)}
    for name, placement in here.items():
        if name in hosted:
            continue
        session = expo.sessions[name]
        items = [*_items(expo, schedule, session, placement, guests.get(name, []), language)]
        items.sort(key=lambda item: item["start"])
        category = categories.get(session.category or "")
        for window in expo.daily(session, placement.window):
            yield {
                "id": name,
                "title": _title(session, language),
                "category": category["label"] if category else None,
                "color": category["color"] if category else None,
                "room": None if placement.room == screen else _room(expo, expo.rooms[placement.room], language)["name"],
                "start": window.start,
                "end": window.end,
                "people": _people(expo, session.people, session.roles, language),
                "items": [item for item in items if window.meets(Window(item["start"], item["end"]))],
            }


def _items(
    expo: Expo, schedule: Schedule, session: Session, placement: Placement, guests: list[Session], language: Language
) -> Iterator[JsonDocument]:
    """The programme of a session, and the sessions that it hosts."""
    for item, window in zip(session.programme, expo.programme(session, placement), strict=True):
        title, people = in_either(language, item.title, item.title_en), _people(expo, item.people, item.roles, language)
        yield {"title": title, "start": window.start, "end": window.end, "people": people}
    for guest in guests:
        place = schedule[guest.id]
        roles = {person: spoken([*map(role_name, guest.roles_of(person))], language) for person in guest.named}
        people = _people(expo, guest.named, roles, language)
        yield {"title": _title(guest, language), "start": place.start, "end": place.end, "people": people}


def _title(session: Session, language: Language) -> str:
    return in_either(language, session.title, session.title_en)


def _people(expo: Expo, names: tuple[str, ...], roles: Mapping[str, str], language: Language) -> list[JsonDocument]:
    """People, each with what they do there and what they are."""
    people = [expo.people[name] for name in names]
    return [
        {
            "name": expo.person_in(one.id, language),
            "role": " · ".join(filter(None, (there, in_either(language, one.role or "", one.role_en)))) or None,
        }
        for one in people
        for there in (role_name(roles.get(one.id, "")).say(language),)
    ]
