"""A repair as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Placement
from expo_planner.interface.json.outcome import schedule_document

if TYPE_CHECKING:
    from expo_planner.planner.repair import Mended


def repair_document(mended: Mended, language: Language) -> JsonDocument:
    """What `plan repair` ends with.

    To a schedule it adds who moves, how many people are told and must be, what that counts, and who cannot be saved.
    """
    expo = mended.scenario.expo
    return {
        **schedule_document(expo, mended, language),
        "moves": [
            {
                "session": move.session,
                "from": _place(expo, move.before),
                "to": _place(expo, move.after),
                "told": move.told,
                "people": list(move.people),
            }
            for move in mended.moves
        ],
        "told": mended.told,
        "told_bound": mended.told_bound,
        "price": mended.price if mended.found else None,
        "price_bound": mended.price_bound,
        "lost": [{"session": name, "message": why.say(language)} for name, why in mended.lost.items()],
    }


def _place(expo: Expo, place: Placement | None) -> JsonDocument | None:
    if place is None:
        return None
    return {"room": place.room, "start": expo.clock.iso(place.start), "end": expo.clock.iso(place.end)}
