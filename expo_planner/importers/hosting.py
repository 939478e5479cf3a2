"""Reports (成果报告) are made public at a forum: the one that has their room at their time."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import FoundSession, Guess

REPORTS = "成果报告"
HOSTED = Text(
    "taken as a report released at {forum}, which has the same room and time", "与{forum}同场同时，视为在该论坛上发布"
)
NO_HOST = Text("a report, but no forum has the same room and time", "成果报告，但同场同时没有论坛")


def hosts(found: Sequence[FoundSession]) -> Mapping[int, tuple[int | None, Guess]]:
    """Of each report, by its place in the list, the place of its forum, or None; and what that guess rests on."""
    return {at: _host(report, found) for at, report in enumerate(found) if _is_report(report)}


def _host(report: FoundSession, found: Sequence[FoundSession]) -> tuple[int | None, Guess]:
    shared = [
        (_overlap(report, forum), -at)
        for at, forum in enumerate(found)
        if not _is_report(forum) and forum.room == report.room and _overlap(report, forum) > timedelta()
    ]
    if not shared:
        return None, NO_HOST
    best = -max(shared)[1]
    return best, HOSTED.fill(forum=Quoted(found[best].title))


def _is_report(session: FoundSession) -> bool:
    """Whether it is a paper made public at a forum, by what the file says or by its heading."""
    return session.report or session.category == REPORTS


def _overlap(one: FoundSession, other: FoundSession) -> timedelta:
    if one.start is None or one.end is None or other.start is None or other.end is None or one.room is None:
        return timedelta()
    return min(one.end, other.end) - max(one.start, other.start)
