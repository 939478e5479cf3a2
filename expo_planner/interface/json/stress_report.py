"""The result of a stress test as a document."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.plain_text import JsonDocument

if TYPE_CHECKING:
    from expo_planner.planner.stress import Harm


def stress_document(expo: Expo, harms: Sequence[Harm], language: Language) -> list[JsonDocument]:
    """The result of `plan check --stress`, the worst first. `repairable` is null where it is unknown."""
    return [
        {
            harm.loss.kind: harm.loss.name,
            "start": expo.clock.iso(harm.loss.window.start),
            "end": expo.clock.iso(harm.loss.window.end),
            "sessions": list(dict.fromkeys(map(expo.owner, harm.loss.sessions))),
            "repairable": harm.repairable,
            "moves": len(harm.mended.moves) if harm.mended is not None and harm.repairable else None,
            "told": harm.mended.told if harm.mended is not None and harm.repairable else None,
            "proven": bool(harm.mended is not None and harm.mended.fewest),
            "lost": [
                {"session": name, "message": why.say(language)}
                for name, why in (harm.mended.lost.items() if harm.mended is not None else ())
            ],
        }
        for harm in harms
    ]
