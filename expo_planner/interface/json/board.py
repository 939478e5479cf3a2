"""The planning board as documents: all that a page needs to draw it, and its history.

Times are given twice: as ticks, minutes since the midnight that begins the expo's first day, to draw with, and in
ISO 8601 to read.
"""

from __future__ import annotations

from expo_planner.domain.clock import say_date, say_minute
from expo_planner.domain.expo import Expo, Room, Session
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Announced
from expo_planner.interface.json.clashes import clash_document
from expo_planner.planner.board import BoardState
from expo_planner.planner.shade import Shade
from expo_planner.publishing.formats.board_svg import COLORS
from expo_planner.rules.requirements import Clash


def board_document(board: BoardState, language: Language) -> JsonDocument:
    """Days, rooms, sessions where they are placed, and clashes."""
    expo, report = board.expo, board.report
    announced = board.schedule.announced
    return {
        "revision": board.revision,
        "language": language,
        "title": expo.title_en if language == "en" and expo.title_en else expo.title,
        "timezone": expo.clock.zone,
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
            {"name": name, "start": say_minute(start), "end": say_minute(end)}
            for name, (start, end) in expo.parts.items()
        ],
        "categories": [
            {
                "name": category.name,
                "label": category.name_en if language == "en" and category.name_en else category.name,
                "color": category.color or COLORS[place % len(COLORS)],
            }
            for place, category in enumerate(expo.categories)
        ],
        "rooms": [_room(expo, room, language) for room in expo.rooms.values()],
        "sessions": [
            _session(expo, session, session.id in board.pins, announced.get(session.id), language)
            for session in expo.sessions.values()
        ],
        "clashes": [_clash(expo, clash, language) for clash in report.clashes],
        "errors": len(report.errors),
        "warnings": len(report.warnings),
        "waived": len(report.waived),
        "cost": report.cost,
        "undo": len(board.done),
        "redo": len(board.undone),
    }


def shade_document(shade: Shade) -> JsonDocument:
    """The level of each room at each start, in ticks."""
    return {"rooms": list(shade.rooms), "starts": list(shade.starts), "level": [list(row) for row in shade.level]}


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
        "attendance": session.attendance,
        "people": [expo.people[name].name for name in session.named],
        "host": session.host,
        "pinned": pinned,
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
