"""A repair as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.json.moves import move_document
from expo_planner.interface.json.outcome import schedule_document

if TYPE_CHECKING:
    from expo_planner.planner.repair import Mended


def repair_document(mended: Mended, language: Language) -> JsonDocument:
    """The result of `plan repair` as a JSON document.

    To the schedule it adds the sessions that move, the number of people to notify and its lower bound, the
    disturbance, and the sessions that cannot be kept.
    """
    expo = mended.scenario.expo
    return {
        **schedule_document(expo, mended, language),
        "moves": [move_document(expo, move) for move in mended.moves],
        "told": mended.told,
        "told_bound": mended.told_bound,
        "price": mended.price if mended.found else None,
        "price_bound": mended.price_bound,
        "lost": [{"session": name, "message": why.say(language)} for name, why in mended.lost.items()],
    }
