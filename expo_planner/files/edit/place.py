"""Writes the placements of a schedule into a scenario: start and room of each session, all else as it was.

Clock times of a programme move with their session. What comes of it is read again before anybody writes it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from types import MappingProxyType
from typing import Any

from expo_planner.domain.clock import SHORTEST_DAY, Window
from expo_planner.domain.entities import NOWHERE, Item, Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.several_rooms import parts_of
from expo_planner.domain.staffing import filled_by
from expo_planner.files.edit import Append, Drop, Edit, Put
from expo_planner.files.edit import Path as Way
from expo_planner.files.edit.as_written import AsWritten, read_written
from expo_planner.files.edit.edited_files import edited_files
from expo_planner.files.read import scenario as scenarios
from expo_planner.files.read import sources
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.files.write.times import item_text, length_text, start_text
from expo_planner.files.write.to_yaml import Value
from expo_planner.planner.diff import Move, moves_between
from expo_planner.rules import Scenario
from expo_planner.rules.requirements.pinned import StaysPut

PIN_LEFT_OUT = Text(
    "{session} is pinned to {spot}, but the schedule leaves it out",
    "{session}固定在{spot}，而日程中没有它",
)
UNPIN = Text("remove pinned: true, or take a schedule that keeps it there", "请删去 pinned: true，或采用不动它的日程")
TWICE = Text(
    "the clock times of this item cannot be written after the move: the clocks change",
    "改期后该项的起止时间遇上调时，无法写出",
)
TWICE_HINT = Text("give the item a length instead: for: 20min", "请改写时长，如 for: 20min")
GAP = Text(
    "the schedule leaves {session} out, and without a start its programme can have no clock times",
    "日程中没有{session}，而没有开始时间，议程项就不能写起止时间",
)
GAP_HINT = Text(
    "give the items lengths (for: 20min), or remove the session from the scenario",
    "请为各项写时长（如 for: 20min），或从方案中删去该活动",
)


class WrittenWrongly(RuntimeError):
    """What was to be written does not read back as the schedule: a bug of the planner."""


@dataclass(frozen=True)
class Taken:
    """A schedule put into a scenario; nothing is written yet.

    `files` are the new bytes of every file that changes: the scenario's own, and its csv tables. `moves` are the
    placements that change; the others, `unchanged` in number, stand as they stood. `scenario` is what the files will
    mean.
    """

    files: Mapping[Path, bytes]
    moves: tuple[Move, ...]
    unchanged: int
    scenario: Scenario

    @property
    def placed(self) -> tuple[str, ...]:
        """The ids of the sessions that had no placement."""
        return tuple(move.session for move in self.moves if move.before is None)

    @property
    def moved(self) -> tuple[str, ...]:
        """The ids of the sessions that had another one."""
        return tuple(move.session for move in self.moves if move.before is not None and move.after is not None)

    @property
    def removed(self) -> tuple[str, ...]:
        """The ids of the sessions that have none any more."""
        return tuple(move.session for move in self.moves if move.after is None)


def place(
    path: Path,
    scenario: Scenario,
    schedule: Schedule,
    *,
    allow_outside: bool = False,
    unwritten: Mapping[Path, bytes] = MappingProxyType({}),
    written: AsWritten | None = None,
) -> Taken:
    """Puts a schedule into the scenario that was loaded from `path`; comments and layout stay.

    A session that stands in the scenario, but not in the schedule, loses start and room. `unwritten` are bytes that the
    scenario was loaded from instead of those of these files, by their resolved paths; `written` is what they say, where
    that is known. Raises BadInput where the schedule contradicts a pin, or where a file cannot be edited, such as a
    workbook.
    """
    expo, path = scenario.expo, path.resolve()
    moves = moves_between(expo, expo.standing, schedule)
    problems = [*_pins(expo, schedule)]
    if problems:
        raise BadInput(problems)
    written = written or read_written(path, allow_outside=allow_outside, unwritten=unwritten)
    entries: Any = written.sections.get("sessions") or ()
    numbers = {entry["id"]: number for number, entry in enumerate(entries)}
    writer = _Writer(expo, Calendar(expo.clock, expo.parts))
    edits: list[Edit] = []
    for move in moves:
        number, session = numbers.get(move.session), expo.sessions[move.session]
        if number is not None and move.after is None and _only_placed(entries[number], entries, numbers):
            edits.append(Drop(("sessions", number)))
        elif number is not None:
            edits += writer.edits(move, ("sessions", number), entries[number])
            if session.repeats is not None and "people" not in entries[number]:
                if people := _people_of_time(session, schedule, entries[numbers[session.repeats]]):
                    edits.append(Put(("sessions", number, "people"), people))
            else:
                edits += filled(session, schedule, ("sessions", number), entries[number])
        elif move.after is not None:
            people = _people_of_time(session, schedule, entries[numbers[str(session.repeats)]])
            more = {"people": people} if people else {}
            edits.append(Append(("sessions",), {**writer.further_time(session, move.after), **more}))
    if writer.problems:
        raise BadInput(writer.problems)
    files = edited_files(path, written, edits, unwritten=unwritten)
    again = scenario
    if files:
        again = _look(path, {**unwritten, **files}, expo, schedule, moves, allow_outside=allow_outside)
    placed = sum(name in schedule for name in expo.own_sessions)
    return Taken(files, moves, placed - sum(move.after is not None for move in moves), again)


def _pins(expo: Expo, schedule: Schedule) -> Iterator[Problem]:
    """The pinned sessions that the schedule puts elsewhere, or leaves out."""
    for session in expo.sessions.values():
        if not session.pinned:
            continue
        pin = StaysPut.standing(expo, session)
        if session.id in schedule:
            breach = pin.breach(schedule[session.id])
            message = breach and breach.message
        else:
            spot = pin.spot(session.room, session.start)
            message = PIN_LEFT_OUT.fill(session=session, spot=spot) if session.id in expo.standing else None
        if message is not None:
            yield Problem(session.at("pinned"), f"sessions[{session.id}].pinned", message, UNPIN)


def _only_placed(entry: Mapping[str, Any], entries: Any, numbers: Mapping[str, int]) -> bool:
    """Whether an entry says nothing but the place of a time of a session, which has that time without it too."""
    if entry.keys() - {"start", "room", "rooms_needed"} != {"id", "repeats"}:
        return False
    first, name = entry["repeats"], entry["id"]
    times = str(entries[numbers[first]].get("times") or "") if first in numbers else ""
    return times.isdecimal() and name in {f"{first}-{number}" for number in range(2, int(times) + 1)}


class _Writer:
    """Makes the edits of moves; what cannot be written is noted."""

    def __init__(self, expo: Expo, calendar: Calendar) -> None:
        self.expo, self.calendar = expo, calendar
        self.problems: list[Problem] = []

    def edits(self, move: Move, way: Way, entry: Mapping[str, Any]) -> Iterator[Edit]:
        """The edits of the session at a way, of which `entry` is what is written."""
        session = self.expo.sessions[move.session]
        with_end = bool(entry.get("start")) and self.calendar.start(entry["start"]).end is not None
        if move.after is None:
            yield from (Drop((*way, field)) for field in ("start", "room"))
            if with_end:
                length = session.length or 0
                yield Put((*way, "duration"), length_text(length))
                if length > SHORTEST_DAY and not session.continuous:
                    yield Put((*way, "continuous"), "false")
            yield from self._lengths(session, way)
            yield from self._rooms_needed(session, None, way, entry)
            return
        if session.start != move.after.start:
            end, joint = move.after.end if with_end else None, "至" if "至" in entry.get("start", "") else ".."
            yield Put((*way, "start"), start_text(self.expo.clock, move.after.start, end, joint))
            yield from self._times(session, move.after, way)
        if session.room != move.after.room:
            yield Put((*way, "room"), move.after.room)
            yield from self._rooms_needed(session, move.after.room, way, entry)

    def further_time(self, session: Session, after: Placement) -> Mapping[str, Value]:
        """The entry of a further time of a session, which has none in the file so far."""
        start = start_text(self.expo.clock, after.start, None, "..")
        entry = {"id": session.id, "repeats": str(session.repeats), "start": start, "room": after.room}
        if len(parts_of(after.room)) != session.rooms_needed:
            entry["rooms_needed"] = str(session.rooms_needed)
        return entry

    @staticmethod
    def _rooms_needed(session: Session, room: str | None, way: Way, entry: Mapping[str, Any]) -> Iterator[Edit]:
        """How many rooms it needs at once, where the room no longer says it."""
        if "rooms_needed" not in entry and len(parts_of(room or "")) != session.rooms_needed:
            yield Put((*way, "rooms_needed"), str(session.rooms_needed))

    def _times(self, session: Session, after: Placement, way: Way) -> Iterator[Edit]:
        """The clock times of its programme, as long after its start as they were."""
        for number, item in enumerate(session.programme):
            if item.offset is None:
                continue
            window = Window(after.start + item.offset, after.start + item.offset + item.length)
            text = item_text(self.calendar, after.window, window)
            if text is None:
                self.problems.append(Problem(item.source, _name(session, number), TWICE, TWICE_HINT))
            else:
                yield Put((*way, "programme", number, "at"), text)

    def _lengths(self, session: Session, way: Way) -> Iterator[Edit]:
        """Lengths instead of the clock times of its programme, where each item follows the one before."""
        now = 0
        for number, item in enumerate(session.programme):
            if item.offset is not None:
                if item.offset != now:
                    message = GAP.fill(session=session)
                    self.problems.append(Problem(item.source, _name(session, number), message, GAP_HINT))
                    return
                yield Drop((*way, "programme", number, "at"))
                yield Put((*way, "programme", number, "for"), length_text(item.length))
            now += item.length


def filled(session: Session, schedule: Schedule, way: Way, entry: Mapping[str, Any]) -> Iterator[Edit]:
    """The edits that say who fills the roles of a session; where it is not placed, that stays as it is written."""
    if session.id not in schedule:
        return
    for number, (role, people) in zip(_roles(entry), filled_by(session, schedule), strict=False):
        if {*people} != {*role.people}:
            path = (*way, "people", number, "people")
            yield Put(path, [*people]) if people else Drop(path)


def _roles(entry: Mapping[str, Any]) -> list[int]:
    """The numbers of the roles that are to be filled, among the people of an entry."""
    return [
        number for number, one in enumerate(entry.get("people") or ()) if isinstance(one, Mapping) and "role" in one
    ]


def _people_of_time(session: Session, schedule: Schedule, first: Mapping[str, Any]) -> list[Value]:
    """The people that the entry of a time has to name: those of the session that it repeats, and who fills its roles.

    Empty where nobody fills one: then they are as there.
    """
    filling = [people for _, people in filled_by(session, schedule)] if session.id in schedule else []
    if not any(filling):
        return []
    people: list[Any] = [*first["people"]]
    for number, named in zip(_roles(first), filling, strict=False):
        role = {field: value for field, value in people[number].items() if field != "people"}
        people[number] = {**role, "people": [*named]} if named else role
    return people


def _name(session: Session, number: int) -> str:
    return f"sessions[{session.id}].programme[{number}].at"


def _look(
    path: Path,
    files: Mapping[Path, bytes],
    expo: Expo,
    schedule: Schedule,
    moves: tuple[Move, ...],
    *,
    allow_outside: bool,
) -> Scenario:
    """The scenario as it will be read. Raises WrittenWrongly if it is not the old one with the new placements."""
    context = Context(folder=path.parent, allow_outside=allow_outside, unwritten=files)
    root = sources.parse_file(path, context)
    context.report.raise_any()
    assert root is not None  # what cannot be read has been reported
    built = scenarios.build(root, context)
    again = built.expo
    meant = dict(expo.sessions)
    for move in moves:
        meant[move.session] = _as_meant(meant[move.session], move.after, schedule)
    wrong = [name for name, session in again.own_sessions.items() if _bare(session) != _bare(meant[name])]
    if wrong or dict(again.standing) != dict(schedule):
        raise WrittenWrongly(f"these sessions would not be as they should: {', '.join(wrong) or 'not known'}")
    return built


def _as_meant(session: Session, after: Placement | None, schedule: Schedule) -> Session:
    if after is not None:
        to_fill = tuple(replace(role, people=people) for role, people in filled_by(session, schedule))
        return replace(session, start=after.start, room=after.room, to_fill=to_fill)
    programme = tuple(replace(item, offset=None) for item in session.programme)
    return replace(session, start=None, room=None, programme=programme)


def _bare(session: Session) -> Session:
    """The session without its places in the file."""
    programme: tuple[Item, ...] = tuple(replace(item, source=NOWHERE) for item in session.programme)
    to_fill = (replace(role, source=NOWHERE, people=tuple(sorted(role.people))) for role in session.to_fill)
    return replace(session, source=NOWHERE, fields={}, programme=programme, to_fill=tuple(to_fill))
