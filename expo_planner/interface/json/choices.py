"""How well choices are met, as a document."""

from __future__ import annotations

from typing import TYPE_CHECKING

from expo_planner.domain.plain_text import JsonDocument

if TYPE_CHECKING:
    from expo_planner.planner.choices import ChoicesMet


def choices_document(met: ChoicesMet) -> JsonDocument:
    """The result of `plan check --choices`; sessions that anybody chose are in the order of the scenario."""
    return {
        "people": met.people,
        "content": met.content,
        "choices": met.choices,
        "met": met.met,
        "lost": {"clash": met.clashing, "full": met.full, "unplaced": met.unplaced},
        "sessions": [
            {
                "session": one.session,
                "chosen": one.chosen,
                "expected": one.expected,
                "seats": one.seats,
                "without_seat": one.short,
            }
            for one in met.turnouts
        ],
    }
