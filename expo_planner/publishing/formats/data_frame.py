"""The agenda as a data frame, for people who go on in pandas, and for tables of text."""

from __future__ import annotations

import pandas

from expo_planner.publishing.agenda import Agenda

COLUMNS = ("id", "category", "title", "room", "place", "start", "end", "minutes", "continuous", "organisers", "stream")


def agenda_frame(agenda: Agenda) -> pandas.DataFrame:
    """One row for each session with a place, in the order of the agenda.

    `room` is the room's id, empty while it is to be announced, and `place` what the agenda calls it; `start` and `end`
    are local times of the expo's zone. `continuous` tells sessions that run through the nights from those that are open
    each day.
    """
    rows = [
        (
            entry.session.id,
            entry.category,
            entry.title,
            entry.placement.room or "",
            entry.place,
            entry.start,
            entry.end,
            entry.window.end - entry.window.start,
            entry.session.continuous,
            entry.organisers,
            entry.stream or "",
        )
        for group in agenda.groups
        for entry in group.entries
    ]
    frame = pandas.DataFrame(rows, columns=list(COLUMNS))
    for name in ("start", "end"):
        frame[name] = pandas.to_datetime(frame[name], utc=True).dt.tz_convert(agenda.clock.zone)
    return frame
