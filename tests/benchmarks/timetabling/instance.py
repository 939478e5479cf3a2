"""An instance of course timetabling: lectures of courses go into rooms and periods."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

SECTIONS = ("COURSES", "ROOMS", "CURRICULA", "UNAVAILABILITY_CONSTRAINTS", "ROOM_CONSTRAINTS")


class Lecture(NamedTuple):
    """One of the lectures of a course, by its number from 0."""

    course: str
    number: int


class Place(NamedTuple):
    """A room and a period, counted from 0 through all days."""

    room: str
    period: int


Timetable = Mapping[Lecture, Place]
"""The place of each lecture."""


@dataclass(frozen=True)
class Course:
    """A course: so many lectures, on at least so many days, for so many students."""

    name: str
    teacher: str
    lectures: int
    days: int
    students: int


@dataclass(frozen=True)
class Instance:
    """What a file says; `seats` are those of each room, `away` the periods in which a course cannot be taught."""

    courses: Mapping[str, Course]
    seats: Mapping[str, int]
    curricula: Mapping[str, Sequence[str]]
    away: Mapping[str, frozenset[int]]
    days: int
    periods_per_day: int

    @cached_property
    def lectures(self) -> Sequence[Lecture]:
        """All lectures, course by course."""
        return [Lecture(course.name, number) for course in self.courses.values() for number in range(course.lectures)]

    @cached_property
    def of_course(self) -> Mapping[str, Sequence[str]]:
        """The curricula of each course."""
        return {
            course: [name for name, courses in self.curricula.items() if course in courses] for course in self.courses
        }

    @property
    def periods(self) -> int:
        """The periods of all days."""
        return self.days * self.periods_per_day

    def day(self, period: int) -> int:
        """The day of a period."""
        return period // self.periods_per_day

    def beside(self, period: int) -> list[int]:
        """The periods just before and after, on the same day."""
        return [
            other
            for other in (period - 1, period + 1)
            if 0 <= other < self.periods and self.day(other) == self.day(period)
        ]


def read(path: Path) -> Instance:
    """The instance of an .ectt file."""
    facts: dict[str, str] = {}
    rows: dict[str, list[list[str]]] = {section: [] for section in SECTIONS}
    section = ""
    for line in path.read_text(encoding="utf-8").splitlines():
        name, colon, rest = line.partition(":")
        if name in SECTIONS:
            section = name
        elif colon and not section:
            facts[name] = rest.strip()
        elif line.strip() and not line.startswith("END"):
            rows[section].append(line.split())
    by_day = int(facts["Periods_per_day"])
    away: dict[str, set[int]] = {}
    for course, day, period in rows["UNAVAILABILITY_CONSTRAINTS"]:
        away.setdefault(course, set()).add(int(day) * by_day + int(period))
    return Instance(
        courses={
            name: Course(name, teacher, *map(int, (lectures, days, students)))
            for name, teacher, lectures, days, students, *_ in rows["COURSES"]
        },
        seats={name: int(seats) for name, seats, *_ in rows["ROOMS"]},
        curricula={name: courses for name, _, *courses in rows["CURRICULA"]},
        away={course: frozenset(periods) for course, periods in away.items()},
        days=int(facts["Days"]),
        periods_per_day=by_day,
    )
