"""Moves, and schedules taken into a scenario, as documents."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.json.clashes import clash_document, cost_document, place_document
from expo_planner.planner.diff import Move

if TYPE_CHECKING:
    from expo_planner.files.edit.place import Taken
    from expo_planner.planner.move import Moved


def move_document(expo: Expo, move: Move) -> JsonDocument:
    """A change of a session's placement; `from` or `to` is null if it was not or is no longer placed.

    `joined` and `left` are those who fill a role now, or no longer; left out where nobody does.
    """
    return {
        "session": move.session,
        "from": place_document(expo, move.before) if move.before else None,
        "to": place_document(expo, move.after) if move.after else None,
        "told": move.told,
        "people": list(move.people),
        **({"joined": list(move.joined)} if move.joined else {}),
        **({"left": list(move.left)} if move.left else {}),
    }


def moved_document(expo: Expo, moved: Moved, language: Language, *, written: bool) -> JsonDocument:
    """The result of `plan move`. `clashes` are those that arise, `mended` those that disappear; `cost` is a change."""
    return {
        "moves": [move_document(expo, move) for move in moved.moves],
        "told": moved.told,
        "cost": moved.cost,
        "costs": [cost_document(expo, clash, language) for clash in moved.costs],
        "saves": [cost_document(expo, clash, language) for clash in moved.saves],
        "clashes": [clash_document(expo, clash, language) for clash in moved.clashes],
        "mended": [clash_document(expo, clash, language) for clash in moved.mended],
        "errors": len(moved.errors),
        "written": written,
    }


def taken_document(expo: Expo, placed: Taken, report: Report, path: Path) -> JsonDocument:
    """The result of `plan take`: what changed in a scenario, and how many errors the schedule has there."""
    return {
        "scenario": str(path),
        "moves": [move_document(expo, move) for move in placed.moves],
        "placed": list(placed.placed),
        "moved": list(placed.moved),
        "removed": list(placed.removed),
        "unchanged": placed.unchanged,
        "errors": len(report.errors),
    }
