"""An explanation in the document of an outcome: a conflict, and the ways out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict, Demand
    from expo_planner.planner.result import Outcome


def explanation_document(outcome: Outcome, language: Language) -> JsonDocument:
    """The requirements that cannot all be met, and the ways out; both empty where a schedule exists."""
    return {
        "conflict": _members(outcome.conflict, language) if outcome.conflict else [],
        **({"conflicts": [_members(one, language) for one in outcome.conflicts]} if len(outcome.conflicts) > 1 else {}),
        "repairs": [
            {"give_up": _demands(way.members, language), "cost": way.cost, "message": way.say(language)}
            for way in outcome.ways
        ],
    }


def _members(conflict: Conflict, language: Language) -> list[JsonDocument]:
    """What a conflict consists of; first the sentence that sums it up, if there is one."""
    return _demands(((conflict.summary,) if conflict.summary else ()) + conflict.members, language)


def _demands(demands: Sequence[Demand], language: Language) -> list[JsonDocument]:
    return [
        {
            "rule": demand.rule,
            "message": demand.message.say(language),
            "where": [str(place) for place in demand.sources],
        }
        for demand in demands
    ]
