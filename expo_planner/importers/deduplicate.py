"""Files tell things twice: by category and by room, in two sheets, in two files. One session is made of that."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace

from expo_planner.domain.i18n import Text
from expo_planner.importers.model import FoundSession
from expo_planner.importers.text.spelling import joined

AGAIN = Text("the same entry appears again at {source}", "{source} 处重复列出")


def without_repeats(found: Iterable[FoundSession]) -> list[FoundSession]:
    """The sessions, each once: of those with one title and time in one room, or its cell, the first; it says so."""
    kept: list[FoundSession] = []
    places: dict[Hashable, list[int]] = {}
    for session in found:
        same = places.setdefault(_told(session), [])
        first = next((at for at in same if _one_room(kept[at].room, session.room)), None)
        if first is None:
            same.append(len(kept))
            kept.append(session)
        else:
            again = AGAIN.fill(source=str(session.source))
            kept[first] = replace(kept[first], guesses=(*kept[first].guesses, again))
    return kept


def _told(session: FoundSession) -> Hashable:
    """What two tellings of one session have in common; one without a time is like no other."""
    if session.start is None:
        return object()
    return session.title, session.start.isoformat(), session.end and session.end.isoformat(), session.minutes


def _one_room(first: str | None, second: str | None) -> bool:
    return first == second or (first is not None and second in joined(first))
