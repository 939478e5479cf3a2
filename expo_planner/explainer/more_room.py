"""More room time as a way out of an expo that is asked for more than its rooms hold, verified by solving with it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Room, Session
from expo_planner.domain.i18n import Duration, Text
from expo_planner.explainer.conflicts import explain
from expo_planner.explainer.demands import Conflict
from expo_planner.explainer.relaxations import Way
from expo_planner.rules import Scenario
from expo_planner.solver import search_clock
from expo_planner.solver.capacity.overload import Overload
from expo_planner.solver.capacity.usage import usage_of_rooms
from expo_planner.solver.problem import SearchProblem

MORE_ROOM = Text(
    "find {asked} more in a room like {room}, for example {when}", "另找与{room}相当的场地{asked}，例如{when}"
)
TRIES = 4
"""The most times of day that are tried for the additional room."""


def more_room(scenario: Scenario, conflicts: Sequence[Conflict], deadline: float) -> Way | None:
    """The room time with which a schedule exists; None unless rooms alone are short, or if none was found in time."""
    overloads = [conflict.overload for conflict in conflicts if conflict.overload is not None]
    if not overloads or len(overloads) < len(conflicts) or any(one.limit is not None for one in overloads):
        return None
    problem = SearchProblem.of(scenario)
    for place in range(TRIES):
        extra = [room for number, one in enumerate(overloads) for room in _rooms(problem, one, number, place)]
        if not extra or search_clock.now() >= deadline:
            return None
        wider = SearchProblem.of(_with(scenario, overloads, extra))
        schedule = explain(wider, seconds=deadline - search_clock.now()).schedule
        if schedule is not None:
            windows = [window for room in extra for window in room.open or ()]
            message = MORE_ROOM.fill(
                asked=Duration(sum(window.end - window.start for window in windows)),
                room=list(dict.fromkeys(room.name for room in extra)),
                when=[scenario.expo.clock.span(window) for window in windows],
            )
            return Way((), (), 0, (message,), schedule)
    return None


def _rooms(problem: SearchProblem, overload: Overload, number: int, place: int) -> Iterator[Room]:
    """Additional rooms, open just long enough for the shortest of the sessions that are too many."""
    expo = problem.scenario.expo
    shortest = sorted(_minutes(expo.sessions[name]) for name in overload.sessions)[: overload.excess]
    left = sum(shortest)
    usage = usage_of_rooms(problem, overload.groups)
    windows = usage.windows
    turned = windows[place % len(windows) :] + windows[: place % len(windows)]
    sessions = [expo.sessions[name] for name in overload.sessions]
    like = expo.rooms[usage.rooms[0]]
    for part in range(overload.excess):
        window = turned[part % len(turned)]
        length = min(left, (window.end - window.start) // max(shortest) * max(shortest))
        if not length:
            return
        late = place >= len(windows)
        open_ = Window(window.end - length, window.end) if late else Window(window.start, window.start + length)
        room_id = f"+{number}.{part}"
        yield replace(
            like,
            id=room_id,
            cells=(room_id,),
            capacity=max((session.attendance or 0 for session in sessions), default=0),
            needs_met=frozenset().union(*(session.needs for session in sessions)),
            open=(open_,),
            closed=(),
        )
        left -= length
        if not left:
            return


def _minutes(session: Session) -> int:
    return (session.length or 0) + session.setup + session.teardown


def _with(scenario: Scenario, overloads: Sequence[Overload], extra: Sequence[Room]) -> Scenario:
    """The scenario with additional rooms, which the overloaded sessions may use."""
    expo = scenario.expo
    asking = {name for overload in overloads for name in overload.sessions}
    new = tuple(room.id for room in extra)
    sessions = {
        name: replace(session, rooms=(*session.rooms, *new)) if session.rooms and name in asking else session
        for name, session in expo.sessions.items()
    }
    rooms = {**expo.rooms, **{room.id: room for room in extra}}
    return replace(scenario, expo=replace(expo, rooms=rooms, sessions=sessions))
