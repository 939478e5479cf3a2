"""Sessions of other systems that say only when they begin: they get their ends as rows of tables do, or are refused."""

from __future__ import annotations

from collections.abc import Sequence

from expo_planner.importers.model import FoundSession
from expo_planner.importers.systems.events import NO_LENGTH
from expo_planner.importers.systems.record import Tally
from expo_planner.importers.text.missing_ends import completed


def with_ends(sessions: Sequence[FoundSession], tally: Tally) -> list[FoundSession]:
    """The sessions with their ends, which are guesses and say so; one for which there is none to guess is refused."""
    found: list[FoundSession] = []
    for session in completed(sessions):
        if session.end is None and session.minutes is None and session.days is None:
            tally.refuse(session.source, NO_LENGTH, session.title)
        else:
            found.append(session)
    return found
