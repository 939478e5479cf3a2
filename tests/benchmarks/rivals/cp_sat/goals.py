"""The goals that relate sessions. Those of one session are the costs of its rooms and times."""

from __future__ import annotations

from benchmarks.rivals.cp_sat.timetable import Literal, Timetable


def few_days(timetable: Timetable, weight: int) -> None:
    """For each person, every day beyond one on which they are needed costs the weight."""
    for names in timetable.expo.everyone.values():
        if len(names) > 1:
            on = [timetable.on_day(name) for name in names]
            needed = [_any(timetable, [own[day] for own in on]) for day in range(timetable.days)]
            _beyond_one(timetable, needed, weight)


def home_rooms(timetable: Timetable, weight: int) -> None:
    """For each series and day, every room beyond one that its sessions use costs the weight."""
    model = timetable.model
    series: dict[str, list[str]] = {}
    for session in timetable.expo.sessions.values():
        if session.series is not None:
            series.setdefault(session.series, []).append(session.id)
    for names in series.values():
        for day in range(timetable.days) if len(names) > 1 else ():
            rooms = dict.fromkeys(room for name in names for room in timetable.of[name].rooms)
            used: dict[str, Literal] = {room: timetable.literal() for room in rooms}
            for name in names:
                for room, here in timetable.of[name].rooms.items():
                    model.add_bool_or(here.negated(), timetable.on_day(name)[day].negated(), used[room])
            _beyond_one(timetable, list(used.values()), weight)


def _any(timetable: Timetable, literals: list[Literal]) -> Literal:
    """A literal that is true where one of these is."""
    found = timetable.literal()
    for literal in literals:
        timetable.model.add_implication(literal, found)
    return found


def _beyond_one(timetable: Timetable, used: list[Literal], weight: int) -> None:
    beyond = timetable.model.new_int_var(0, len(used), "")
    timetable.model.add(beyond >= sum(used) - 1)
    timetable.cost(beyond, weight)
