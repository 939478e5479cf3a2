"""What stands in a picture in place of a cost, where not every session that must be placed is."""

from __future__ import annotations

from collections.abc import Iterable

from expo_planner.domain.i18n import Language, Spoken
from expo_planner.publishing.sweep import words
from expo_planner.publishing.sweep.row import SweepRow

UNKNOWN, FAILED, NONE = "?", "!", "✕"


def mark(row: SweepRow) -> str:
    """How many must sessions are left out, as −2; a sign where that is not known."""
    count = row.unplaced.get("must", 0)
    if count:
        return f"−{count}"
    return {"unknown": UNKNOWN, "failed": FAILED}.get(row.status, NONE)


def reason(row: SweepRow) -> Spoken:
    """The same in words."""
    count = row.unplaced.get("must", 0)
    return words.LEFT_OUT.fill(count=count) if count else words.STATUS[row.status]


def legend(rows: Iterable[SweepRow], language: Language) -> str:
    """What the marks of these rows mean; empty if all have a cost."""
    signs = {mark(row)[0] for row in rows if not row.complete}
    meanings = {
        "−": words.MARK_LEFT_OUT,
        NONE: words.MARK_INFEASIBLE,
        UNKNOWN: words.MARK_UNKNOWN,
        FAILED: words.MARK_FAILED,
    }
    said = [meaning.say(language) for sign, meaning in meanings.items() if sign in signs]
    return ("；" if language == "zh" else "; ").join(said)
