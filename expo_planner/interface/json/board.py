"""The planning board as documents: all that a page needs to draw it, and its history.

Times are given twice: as ticks, minutes since the midnight that begins the expo's first day, to draw with, and in
ISO 8601 to read.
"""

from __future__ import annotations

from threading import Lock

from expo_planner.board.contradiction import Contradiction
from expo_planner.board.forms import EntryForm
from expo_planner.board.labels import label_of, label_of_choice
from expo_planner.board.messages import what_is_named
from expo_planner.board.state import BoardState
from expo_planner.domain.clock import say_date, say_minute
from expo_planner.domain.entities import Room, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text, spoken
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.roles import role_name
from expo_planner.domain.schedule import Announced, Placement
from expo_planner.domain.staffing import as_published
from expo_planner.files.schema.time_parsing import ENGLISH_PARTS
from expo_planner.interface.json.clashes import clash_document
from expo_planner.planner.shade import Shade
from expo_planner.publishing.formats.board_svg import COLORS
from expo_planner.roundtrip.sheets import shown
from expo_planner.rules.requirements import Clash

PLACED_TWICE = Text("{entry} was moved on the board and in the file", "{entry}在看板和文件中都被移动")
EDITED_TWICE = Text("{entry}: {field} was changed on the board and in the file", "{entry}：看板和文件中都改动了{field}")
WHOLE, NOTHING = Text("the whole entry", "整项"), Text("nothing", "无")
NOWHERE, SPOT = Text("not placed", "未排入"), Text("{when}, {room}", "{when}，{room}")

FEW = 8
"""So many rows for several rooms at once do not hide the others."""
DIGITS = bytes.maketrans(bytes(range(10)), b"0123456789")


class BoardDrawing:
    """The documents of a board as it changes, in one language; what stays as it was is not written anew."""

    def __init__(self, language: Language) -> None:
        self._language: Language = language
        self._board: BoardState | None = None
        self._document: JsonDocument = {}
        self._sessions: dict[str, tuple[Announced | None, JsonDocument]] = {}
        self._clashes: dict[int, tuple[Clash, JsonDocument]] = {}
        self._lock = Lock()

    def document(self, board: BoardState) -> JsonDocument:
        """Days, rooms, sessions where they are placed, and clashes."""
        with self._lock:
            if self._board is not board:
                if self._board is None or self._board.expo is not board.expo:
                    self._sessions, self._clashes = {}, {}
                self._board, self._document = board, self._drawn(board)
            return self._document

    def _drawn(self, board: BoardState) -> JsonDocument:
        expo, report, language = board.expo, board.report, self._language
        published, schedule = as_published(expo, board.schedule)
        announced = schedule.announced
        self._sessions = {
            name: self._session(board, one, announced.get(name)) for name, one in published.sessions.items()
        }
        self._clashes = {id(clash): self._clash(expo, clash) for clash in report.clashes}
        return {
            "revision": board.revision,
            "language": language,
            "title": expo.title_en if language == "en" and expo.title_en else expo.title,
            "timezone": expo.clock.zone,
            "day_change": expo.clock.day_change,
            "step": expo.step,
            "days": [
                {
                    "date": day.isoformat(),
                    "label": say_date(day, language),
                    "windows": [list(window) for window in expo.opening.get(day, ())],
                }
                for day in expo.days
            ],
            "parts": [
                {"name": _part(name, language), "start": say_minute(start), "end": say_minute(end)}
                for name, (start, end) in expo.parts.items()
            ],
            "categories": category_documents(expo, language),
            "rooms": [_room(expo, room, language) for room in _rows(board)],
            "people": [{"id": person.id, "name": person.name} for person in expo.people.values()],
            "sessions": [document for _, document in self._sessions.values()],
            "clashes": [self._clashes[id(clash)][1] for clash in report.clashes],
            "errors": len(report.errors),
            "warnings": len(report.warnings),
            "waived": len(report.waived),
            "cost": report.cost,
            "undo": len(board.done),
            "redo": len(board.undone),
        }

    def _session(
        self, board: BoardState, session: Session, placement: Announced | None
    ) -> tuple[Announced | None, JsonDocument]:
        known = self._sessions.get(session.id)
        if known is not None and known[0] == placement and not session.to_fill:
            return known
        return placement, _session(board.expo, session, session.id in board.pins, placement, self._language)

    def _clash(self, expo: Expo, clash: Clash) -> tuple[Clash, JsonDocument]:
        return self._clashes.get(id(clash)) or (clash, _clash(expo, clash, self._language))


def _rows(board: BoardState) -> list[Room]:
    """The rooms that have a row: of several at once only those in use, unless they are few."""
    rooms = board.expo.rooms.values()
    used = {placement.room for placement in board.schedule.values()}
    few = sum(bool(room.parts) for room in rooms) <= FEW
    return [room for room in rooms if few or not room.parts or room.id in used]


def category_documents(expo: Expo, language: Language) -> list[JsonDocument]:
    """The categories, each with the colour in which it is drawn."""
    return [
        {
            "name": category.name,
            "label": category.name_en if language == "en" and category.name_en else category.name,
            "color": category.color or COLORS[place % len(COLORS)],
        }
        for place, category in enumerate(expo.categories)
    ]


def _part(name: str, language: Language) -> str:
    """The name of a part of the day; the usual ones are known in both languages."""
    for english, chinese in ENGLISH_PARTS.items():
        if name.lower() in (english, chinese):
            return english.capitalize() if language == "en" else chinese
    return name


def shade_document(shade: Shade) -> JsonDocument:
    """The level of each room at each start, in ticks: a text of digits for each room."""
    level = [row.translate(DIGITS).decode() for row in shade.level]
    return {"rooms": list(shade.rooms), "starts": list(shade.starts), "level": level}


def form_document(form: EntryForm, language: Language) -> JsonDocument:
    """The form of a session, a room or a person."""
    fields = [
        {
            "name": field.name,
            "label": field.label.say(language),
            "help": field.help.say(language),
            "value": field.value,
            "kind": field.control,
            "choices": [{"value": one, "label": label_of_choice(one).say(language)} for one in field.choices] or None,
            "suggestions": [{"value": value, "label": label} for value, label in field.suggestions],
            "required": field.required,
            "rare": field.rare,
        }
        for field in form.fields
    ]
    programme = {"programme": [dict(item) for item in form.programme]} if form.section == "sessions" else {}
    return {"section": form.section, "id": form.id, "fields": fields, **programme}


def conflict_document(board: BoardState, number: int, found: Contradiction, language: Language) -> JsonDocument:
    """What was changed on the board and by hand in the file, as a person decides it."""
    expo, change = board.expo, found.field
    if change is None:
        entry = what_is_named(expo, "sessions", found.session)
        session = expo.sessions.get(found.session)
        mine = _spot(expo, found.placement(expo) if session else None, language)
        file = _spot(expo, board.schedule.get(found.session), language)
        return {"number": number, "message": PLACED_TWICE.fill(entry=entry).say(language), "mine": mine, "file": file}
    entry = what_is_named(expo, change.section, change.name)
    message = EDITED_TWICE.fill(entry=entry, field=label_of(change.field) if change.field else WHOLE)
    mine, file = (shown(value) or NOTHING.say(language) for value in (change.new, board.file.now(change)))
    return {"number": number, "message": message.say(language), "mine": mine, "file": file}


def _spot(expo: Expo, placement: Placement | None, language: Language) -> str:
    if placement is None:
        return NOWHERE.say(language)
    return SPOT.fill(room=expo.rooms[placement.room].name, when=expo.clock.span(placement.window)).say(language)


def _room(expo: Expo, room: Room, language: Language) -> JsonDocument:
    return {
        "id": room.id,
        "name": room.name_en if language == "en" and room.name_en else room.name,
        "kind": room.kind,
        "site": room.site,
        "capacity": room.capacity,
        "cells": list(room.cells),
        "joined": room.joined,
        "open": [list(window) for window in expo.usable(room)],
    }


def _session(
    expo: Expo, session: Session, pinned: bool, placement: Announced | None, language: Language
) -> JsonDocument:
    """A session; `length` is null for one that lasts until closing time and is not placed."""
    length = session.length
    if length is None and placement is not None:
        length = placement.end - placement.start
    return {
        "id": session.id,
        "title": session.title_en if language == "en" and session.title_en else session.title,
        "category": session.category,
        "length": length,
        "continuous": session.continuous,
        "attendance": session.attendance,
        "people": list(session.named),
        "roles": {
            person: spoken([*map(role_name, roles)], language)
            for person in session.named
            if (roles := session.roles_of(person))
        },
        "host": session.host,
        "pinned": pinned,
        "resizable": length is not None and not pinned,
        "priority": session.priority,
        "setup": session.setup,
        "teardown": session.teardown,
        "room": placement.room if placement else None,
        "start": placement.start if placement else None,
        "end": placement.end if placement else None,
        "start_iso": expo.clock.iso(placement.start) if placement else None,
        "told": session.told,
    }


def _clash(expo: Expo, clash: Clash, language: Language) -> JsonDocument:
    window = clash.window
    ticks = {"start_tick": window.start if window else None, "end_tick": window.end if window else None}
    return {**clash_document(expo, clash, language), **ticks}
