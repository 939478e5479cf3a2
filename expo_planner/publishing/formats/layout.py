"""Who stands where in a picture of the days: panels of a day, rows of rooms, lanes of sessions at the same time."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import NamedTuple

from expo_planner.domain.clock import Window
from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.agenda_entry import AgendaEntry
from expo_planner.publishing.labels import TO_BE_ANNOUNCED


class DayPart(NamedTuple):
    """What is seen of a session on one day."""

    entry: AgendaEntry
    window: Window

    @property
    def id(self) -> str:
        """The session's id; within one day it names the piece."""
        return self.entry.session.id


@dataclass(frozen=True, slots=True)
class RoomRow:
    """A room, by its id and by what it is called, and what happens in it on a day.

    What happens in a joined hall is in the rows of its cells. The last row, without a room, has what waits for one.
    """

    room: str | None
    place: str
    pieces: tuple[DayPart, ...]


@dataclass(frozen=True, slots=True)
class Panel:
    """A day that has sessions: its hours in use, in whole hours, and the rooms in use in the order of the file.

    `hosted` are the pieces that stand inside another's box, by the id of their host; rows do not hold them.
    """

    date: date
    window: Window
    rows: tuple[RoomRow, ...]
    hosted: Mapping[str, tuple[DayPart, ...]]


class Box(NamedTuple):
    """A piece and where it stands in the rows: from `top`, so high; `split` where it stands more than once."""

    piece: DayPart
    top: float
    height: float
    split: bool


def panels(agenda: Agenda) -> list[Panel]:
    """Every day with sessions; one that merely runs past midnight belongs to the day on which it starts."""
    days: dict[date, list[DayPart]] = {}
    for entry in agenda.entries:
        for window in entry.dates:
            days.setdefault(agenda.clock.date(window.start), []).append(DayPart(entry, window))
    return [_panel(agenda, day, days[day]) for day in sorted(days)]


def _panel(agenda: Agenda, day: date, pieces: Sequence[DayPart]) -> Panel:
    standing = {piece.id: piece for piece in pieces}
    hosted: dict[str, list[DayPart]] = {}
    held: dict[str | None, list[DayPart]] = {}
    for piece in pieces:
        host = standing.get(piece.entry.session.host or "")
        if host and host.entry.placement.room == piece.entry.placement.room and host.window.holds(piece.window):
            hosted.setdefault(host.id, []).append(piece)
            continue
        for cell in piece.entry.cells or (None,):
            held.setdefault(cell, []).append(piece)
    places: list[tuple[str | None, str]] = [*agenda.places.items(), (None, agenda.say(TO_BE_ANNOUNCED))]
    first = min(piece.window.start for piece in pieces)
    first -= agenda.clock.day_and_minute(first)[1] % 60
    last = max(piece.window.end for piece in pieces)
    return Panel(
        date=day,
        window=Window(first, last + (first - last) % 60),
        rows=tuple(RoomRow(room, place, tuple(held[room])) for room, place in places if room in held),
        hosted={host: tuple(guests) for host, guests in hosted.items()},
    )


def clusters(pieces: Iterable[DayPart]) -> list[list[DayPart]]:
    """The pieces in groups that have no time in common with any other group."""
    groups: list[list[DayPart]] = []
    end = 0
    for piece in sorted(pieces, key=_by_time):
        if not groups or piece.window.start >= end:
            groups.append([])
            end = piece.window.end
        groups[-1].append(piece)
        end = max(end, piece.window.end)
    return groups


def lanes(
    pieces: Iterable[DayPart], span: Callable[[DayPart], Window] = lambda piece: piece.window
) -> list[list[DayPart]]:
    """The pieces in as few lanes as there are at once; within a lane none overlap. `span` is the time one takes up."""
    filled: list[list[DayPart]] = []
    for piece in sorted(pieces, key=_by_time):
        for lane in filled:
            if span(lane[-1]).end <= span(piece).start:
                lane.append(piece)
                break
        else:
            filled.append([piece])
    return filled


def _by_time(piece: DayPart) -> tuple[int, bool, int, str]:
    return piece.window.start, piece.entry.session.host is not None, -piece.window.end, piece.id


def stack(
    rows: Sequence[RoomRow], need: Callable[[DayPart], float], least: Sequence[float]
) -> tuple[list[float], list[Box]]:
    """How high each row is, and where its pieces stand in it.

    `need` is the height that a piece asks for, `least` that of each row without any. A piece alone in its time takes
    the whole row;
    one in a joined hall the rows of its cells, where they are neighbours and it is alone in all of them.
    """
    groups = [clusters(row.pieces) for row in rows]
    runs = dict(_runs(groups))
    heights = [
        max([least[place], *(sum(_heights(group, need)) for group in row if (group[0].id, place) not in runs)])
        for place, row in enumerate(groups)
    ]
    for (session, place), run in runs.items():
        if place == run.start:
            piece = next(group[0] for group in groups[place] if group[0].id == session)
            heights[run.stop - 1] += max(0, need(piece) - sum(heights[run.start : run.stop]))
    return heights, list(_boxes(groups, runs, heights, need))


def _heights(group: Sequence[DayPart], need: Callable[[DayPart], float]) -> list[float]:
    return [max(map(need, lane)) for lane in lanes(group)]


Runs = Mapping[tuple[str, int], range]
"""Of a session and a row that it shares with neighbours: all those rows."""


def _runs(groups: Sequence[Sequence[Sequence[DayPart]]]) -> Iterator[tuple[tuple[str, int], range]]:
    alone = [{group[0].id for group in row if len(group) == 1} for row in groups]
    for place, sessions in enumerate(alone):
        for session in sorted(sessions):
            first = last = place
            while first > 0 and session in alone[first - 1]:
                first -= 1
            while last + 1 < len(alone) and session in alone[last + 1]:
                last += 1
            if first < last:
                yield (session, place), range(first, last + 1)


def _boxes(
    groups: Sequence[Sequence[Sequence[DayPart]]],
    runs: Runs,
    heights: Sequence[float],
    need: Callable[[DayPart], float],
) -> Iterator[Box]:
    seen: dict[str, int] = {}
    for row in groups:
        for group in row:
            for piece in group:
                seen[piece.id] = seen.get(piece.id, 0) + 1
    top = 0.0
    for place, (row, height) in enumerate(zip(groups, heights, strict=True)):
        for group in row:
            run = runs.get((group[0].id, place))
            if run and place == run.start:
                yield Box(group[0], top, sum(heights[run.start : run.stop]), seen[group[0].id] > len(run))
            if run:
                continue
            lane_top, spare = top, height - sum(_heights(group, need))
            for lane, own in zip(lanes(group), _heights(group, need), strict=True):
                lane_height = own + spare / len(lanes(group))
                for piece in lane:
                    yield Box(piece, lane_top, lane_height, seen[piece.id] > 1)
                lane_top += lane_height
        top += height
