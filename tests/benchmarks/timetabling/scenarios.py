"""Lectures as sessions of this planner: each lasts a quarter of an hour, and the periods of all days make one day.

Lectures of one teacher or curriculum are kept apart; a course is a series that keeps its room. That a course is taught
on enough days, and that no lecture of a curriculum stands alone, no rule of ours says: where only some lectures are to
be placed, both are prices of periods beside those that stand, in `preference` tables.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Any

from benchmarks.timetabling.instance import Instance, Lecture, Place, Timetable

DAY = "2026-05-11"
STEP = 15
GOALS = ("prefer_when", "prefer_rooms", "snug_room", "busy_people", "hire", "spare_room")
Made = dict[str, Any]


def scenario(instance: Instance, lectures: Sequence[Lecture], standing: Timetable) -> Made:
    """Lectures that are to be placed, beside others that stand."""
    beside = Standing(instance, standing)
    ids = {room: f"r{number}" for number, room in enumerate(instance.seats)}
    sessions, rules = list[Made](), list[Made]([{"room_fit": {"weight": 0}}])
    for number, lecture in enumerate(lectures):
        course = instance.courses[lecture.course]
        sessions.append(
            {
                "id": f"l{number}",
                "title": f"{course.name}, lecture {lecture.number + 1}",
                "duration": f"{STEP}min",
                "attendance": course.students,
                "series": course.name,
                "when": [*windows(beside.possible(course.name))],
            }
        )
        if standing:
            prices = beside.prices(course.name)
            by_price: dict[int, list[int]] = defaultdict(list)
            for period, price in prices.items():
                by_price[price - min(prices.values())].append(period)
            rules += [
                {"preference": {"sessions": [f"l{number}"], "when": [*windows(periods)], "cost": price}}
                for price, periods in by_price.items()
                if price
            ]
            strange = [ids[room] for room in instance.seats if room not in beside.rooms[course.name]]
            if strange and len(strange) < len(ids):
                rules.append({"preference": {"sessions": [f"l{number}"], "rooms": strange, "cost": 1}})
    rules += [{"apart": {"sessions": [f"l{number}" for number in group]}} for group in _exclusive(instance, lectures)]
    rooms: list[Made] = []
    for room, seats in instance.seats.items():
        closed = [*windows(beside.taken[room])]
        rooms.append(
            {"id": ids[room], "name": room, "capacity": max(seats, 1)} | ({"closed": closed} if closed else {})
        )
    return {
        "expo": {
            "id": "timetable",
            "title": "Timetable",
            "timezone": "UTC",
            "days": [DAY],
            "hours": f"00:00-{clock(instance.periods)}",
            "step": f"{STEP}min",
            "language": "en",
        },
        "rooms": rooms,
        "sessions": sessions,
        "rules": rules,
        "goals": dict.fromkeys(GOALS, 0) | {"turned_away": 1, "home_room": 1},
    }


def place_at(instance: Instance, room: str, start: int) -> Place:
    """The place of a session; `room` is an id, `start` in minutes."""
    return Place([*instance.seats][int(room[1:])], start // STEP)


class Standing:
    """What stands, and what it means for further lectures of a course."""

    def __init__(self, instance: Instance, standing: Timetable) -> None:
        self.instance = instance
        self.taken = defaultdict[str, set[int]](set)
        self.rooms = defaultdict[str, set[str]](set)
        self.days = defaultdict[str, set[int]](set)
        self._busy = defaultdict[str, set[int]](set)
        for lecture, place in standing.items():
            self.taken[place.room].add(place.period)
            self.rooms[lecture.course].add(place.room)
            self.days[lecture.course].add(instance.day(place.period))
            self._busy[f"teacher {instance.courses[lecture.course].teacher}"].add(place.period)
            for curriculum in instance.of_course[lecture.course]:
                self._busy[curriculum].add(place.period)

    def possible(self, course: str) -> list[int]:
        """The periods in which the course can be taught."""
        busy = [self._busy[f"teacher {self.instance.courses[course].teacher}"], self.instance.away.get(course, set())]
        taken = set[int]().union(*busy, *(self._busy[one] for one in self.instance.of_course[course]))
        return [period for period in range(self.instance.periods) if period not in taken]

    def prices(self, course: str) -> Mapping[int, int]:
        """What one more lecture costs in each possible period, or saves."""
        lacking = len(self.days[course]) < self.instance.courses[course].days
        prices: dict[int, int] = {}
        for period in self.possible(course):
            price = -5 if lacking and self.instance.day(period) not in self.days[course] else 0
            for curriculum in self.instance.of_course[course]:
                busy = self._busy[curriculum]
                neighbours = [other for other in self.instance.beside(period) if other in busy]
                alone = [one for one in neighbours if not any(other in busy for other in self.instance.beside(one))]
                price += -2 * len(alone) if neighbours else 2
            prices[period] = price
        return prices


def windows(periods: Iterable[int]) -> Iterator[str]:
    """Periods as windows of the day."""
    left = sorted(periods)
    while left:
        count = next((number for number, period in enumerate(left) if period != left[0] + number), len(left))
        yield f"{DAY} {clock(left[0])}-{clock(left[0] + count)}"
        left = left[count:]


def clock(period: int) -> str:
    """When a period begins."""
    return f"{STEP * period // 60:02}:{STEP * period % 60:02}"


def _exclusive(instance: Instance, lectures: Sequence[Lecture]) -> list[list[int]]:
    """Lectures, by number, that share a teacher or a curriculum; a group inside another is left out."""
    groups: dict[str, set[int]] = defaultdict(set)
    for number, lecture in enumerate(lectures):
        for owner in (f"teacher {instance.courses[lecture.course].teacher}", *instance.of_course[lecture.course]):
            groups[owner].add(number)
    found: list[set[int]] = []
    for group in sorted(groups.values(), key=len, reverse=True):
        if len(group) > 1 and not any(group <= larger for larger in found):
            found.append(group)
    return [sorted(group) for group in found]
