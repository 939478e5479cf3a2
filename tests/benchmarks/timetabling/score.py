"""The cost of formulation UD2, computed from a timetable: nothing here knows our rules or our solver."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping

from benchmarks.timetabling.instance import Instance, Timetable


def cost(instance: Instance, timetable: Timetable) -> int:
    """The weighted sum of the terms."""
    return sum(terms(instance, timetable).values())


def terms(instance: Instance, timetable: Timetable) -> Mapping[str, int]:
    """What each term costs."""
    rooms, days = defaultdict[str, set[str]](set), defaultdict[str, set[int]](set)
    busy, capacity = defaultdict[str, Counter[int]](Counter), 0
    for lecture, place in timetable.items():
        course = instance.courses[lecture.course]
        capacity += max(course.students - instance.seats[place.room], 0)
        rooms[course.name].add(place.room)
        days[course.name].add(instance.day(place.period))
        for curriculum in instance.of_course[course.name]:
            busy[curriculum][place.period] += 1
    isolated = sum(
        count
        for periods in busy.values()
        for period, count in periods.items()
        if not any(other in periods for other in instance.beside(period))
    )
    return {
        "room capacity": capacity,
        "working days": 5 * sum(max(one.days - len(days[one.name]), 0) for one in instance.courses.values()),
        "isolated lectures": 2 * isolated,
        "room stability": sum(len(used) - 1 for used in rooms.values()),
    }


def broken(instance: Instance, timetable: Timetable) -> Iterator[str]:
    """The hard rules that a timetable breaks."""
    for lecture in instance.lectures:
        if lecture not in timetable:
            yield f"lecture {lecture.number} of {lecture.course} has no place"
    taken: set[tuple[str, int]] = set()
    for lecture, place in timetable.items():
        course = instance.courses[lecture.course]
        if place.period in instance.away.get(course.name, ()):
            yield f"{course.name} cannot be taught in period {place.period}"
        who = [f"course {course.name}", f"teacher {course.teacher}", f"room {place.room}"]
        for one in dict.fromkeys([*who, *(f"curriculum {name}" for name in instance.of_course[course.name])]):
            if (one, place.period) in taken:
                yield f"{one} is taken twice in period {place.period}"
            taken.add((one, place.period))
