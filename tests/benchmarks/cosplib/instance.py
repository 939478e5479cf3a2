"""An instance: submissions of tracks that go into slots of sessions and rooms, with penalties and weights."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import time
from functools import cached_property
from itertools import combinations
from pathlib import Path
from typing import Any, NamedTuple

from openpyxl import load_workbook

TERMS = (
    "tracks_sessions",
    "tracks_rooms",
    "sessions_rooms",
    "similar_tracks",
    "rooms_per_track",
    "parallel_tracks",
    "consecutive_tracks",
    "submissions_timezones",
    "submissions_order",
    "submissions_sessions",
    "submissions_rooms",
    "presenters_session",
    "attendees_session",
    "chairs",
    "presenters_slot",
    "attendees_slot",
)
"""The terms of the objective, in the order of their weights in a workbook."""
Matrix = Mapping[tuple[str, str], int]


class Place(NamedTuple):
    """A session, a room, and the first of the slots there, from 1."""

    session: str
    room: str
    slot: int


Plan = Mapping[str, Place]
"""The place of each submission."""


@dataclass(frozen=True)
class Submission:
    """A talk: it takes `slots` slots; `order` is its position in its track, 0 if free; `zone` is hours from GMT."""

    name: str
    track: str
    slots: int
    order: int
    zone: int
    presenters: frozenset[str]
    attendees: frozenset[str]
    by_session: Mapping[str, int]
    by_room: Mapping[str, int]


@dataclass(frozen=True)
class Session:
    """A session: so many slots one after the other, between two minutes of its day."""

    name: str
    slots: int
    start: int
    end: int


@dataclass(frozen=True)
class Zones:
    """Minutes of the day that suit people, and that suit them less, and what the others cost."""

    local: int
    suitable: tuple[int, int]
    less_suitable: tuple[int, int]
    small: int
    big: int

    def penalty(self, session: Session, zone: int) -> int:
        """What a slot of the session costs somebody in a zone."""
        shift = 60 * (zone - self.local)
        start, end = session.start + shift, session.end + shift
        if start < self.less_suitable[0] or end > self.less_suitable[1] or end < self.less_suitable[0]:
            return self.big
        return self.small if start < self.suitable[0] or end > self.suitable[1] else 0


@dataclass(frozen=True)
class Instance:
    """What a workbook says; matrices hold what is not 0, that of similar tracks in either order of two tracks."""

    submissions: Mapping[str, Submission]
    chairs: Mapping[str, frozenset[str]]
    sessions: Mapping[str, Session]
    rooms: Sequence[str]
    tracks_sessions: Matrix
    tracks_rooms: Matrix
    sessions_rooms: Matrix
    similar: Matrix
    zones: Zones
    weights: Mapping[str, int]

    @cached_property
    def tracks(self) -> Mapping[str, Sequence[Submission]]:
        """The submissions of each track that has any."""
        found: dict[str, list[Submission]] = {}
        for submission in self.submissions.values():
            found.setdefault(submission.track, []).append(submission)
        return found

    @cached_property
    def presenter_conflicts(self) -> frozenset[tuple[str, str]]:
        """Pairs that share a presenter, or where a presenter of one chairs the other's track."""
        return frozenset(self._pairs(self._presents_in))

    @cached_property
    def attendee_conflicts(self) -> frozenset[tuple[str, str]]:
        """Pairs where an attendee of one attends or presents the other, or chairs its track."""
        return frozenset(self._pairs(self._attends))

    def _pairs(self, conflict: Any) -> Iterator[tuple[str, str]]:
        for one, other in combinations(self.submissions.values(), 2):
            if conflict(one, other) or conflict(other, one):
                yield one.name, other.name

    def _presents_in(self, one: Submission, other: Submission) -> bool:
        return bool(one.presenters & (other.presenters | self._chairing(one, other)))

    def _attends(self, one: Submission, other: Submission) -> bool:
        return bool(one.attendees & (other.attendees | other.presenters | self._chairing(one, other)))

    def _chairing(self, one: Submission, other: Submission) -> frozenset[str]:
        return self.chairs.get(other.track, frozenset()) if one.track != other.track else frozenset()


def read(path: Path) -> Instance:
    """The instance of a workbook."""
    book = load_workbook(path, data_only=True)
    sheets: dict[str, list[list[Any]]] = {
        sheet.title: [list(row) for row in sheet.iter_rows(values_only=True)] for sheet in book.worksheets
    }
    parameters = sheets["parameters"]
    names = [str(row[0]) for row in sheets["rooms"][1:] if row[0] is not None]
    sessions = {
        str(row[0]): Session(str(row[0]), int(row[1]), _minutes(row[3]), _minutes(row[4]))
        for row in sheets["sessions"][1:]
        if row[0] is not None
    }
    similar = _matrix(sheets["similar tracks"])
    order = [str(row[0]) for row in sheets["similar tracks"][1:]]
    above = {(a, b): similar.get((a, b), 0) for a, b in combinations(order, 2)}
    return Instance(
        submissions={
            submission.name: submission
            for row in sheets["submissions"][1:]
            if row[0] is not None
            for submission in [_submission(row, list(sessions), names)]
        },
        chairs={str(row[0]): _people(row[1]) for row in sheets["tracks"][1:] if row[0] is not None},
        sessions=sessions,
        rooms=names,
        tracks_sessions=_matrix(sheets["tracks_sessions|penalty"]),
        tracks_rooms=_matrix(sheets["tracks_rooms|penalty"]),
        sessions_rooms=_matrix(sheets["sessions_rooms|penalty"]),
        similar={pair: cost for (a, b), cost in above.items() if cost for pair in ((a, b), (b, a))},
        zones=Zones(
            local=_zone(parameters[1][1]),
            suitable=(_minutes(parameters[3][1]), _minutes(parameters[4][1])),
            less_suitable=(_minutes(parameters[6][1]), _minutes(parameters[7][1])),
            small=int(parameters[8][1]),
            big=int(parameters[10][1]),
        ),
        weights={term: int(row[4] or 0) for term, row in zip(TERMS, parameters[1:], strict=True)},
    )


def _submission(row: Sequence[Any], sessions: Sequence[str], rooms: Sequence[str]) -> Submission:
    penalties = [int(cell or 0) for cell in row[7 : 7 + len(sessions) + len(rooms)]]
    return Submission(
        name=str(row[0]),
        track=str(row[1]),
        slots=int(row[2]),
        order=int(row[3] or 0),
        zone=_zone(row[4]),
        presenters=_people(row[5]),
        attendees=_people(row[6]),
        by_session=dict(zip(sessions, penalties, strict=False)),
        by_room=dict(zip(rooms, penalties[len(sessions) :], strict=True)),
    )


def _matrix(rows: Sequence[Sequence[Any]]) -> dict[tuple[str, str], int]:
    return {
        (str(row[0]), str(column)): int(cell)
        for row in rows[1:]
        for column, cell in zip(rows[0][1:], row[1:], strict=True)
        if cell
    }


def _people(cell: Any) -> frozenset[str]:
    return frozenset(name.strip() for name in str(cell or "").split(",") if name.strip())


def _minutes(cell: time) -> int:
    return 60 * cell.hour + cell.minute


def _zone(cell: Any) -> int:
    return int(str(cell).removeprefix("GMT") or 0)
