"""Improvements of a plan as documents: one, or the curve of several."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.interface.json.moves import move_document
from expo_planner.interface.json.outcome import schedule_document

if TYPE_CHECKING:
    from expo_planner.planner.improve import Improved


def improvement_document(expo: Expo, improved: Improved, language: Language) -> JsonDocument:
    """The result of `plan improve` for one number of moves: the schedule, the moves and the people to notify."""
    return {**schedule_document(expo, improved, language), **_figures(expo, improved)}


def curve_document(expo: Expo, found: Sequence[Improved], language: Language) -> JsonDocument:
    """The result of `plan improve` for several numbers of moves: what each brings, and whom it disturbs."""
    points = [{"status": one.status, "cost": one.cost, "bound": one.bound, **_figures(expo, one)} for one in found]
    return {"expo": expo.id, "cost_before": found[0].cost_before, "curve": points}


def _figures(expo: Expo, improved: Improved) -> JsonDocument:
    return {
        "max_moves": improved.most,
        "cost_before": improved.cost_before,
        "moves": [move_document(expo, move) for move in improved.moves],
        "told": improved.told,
    }
