"""Plans an instance with the planner's public API, round by round.

First all lectures are placed. Each round then takes some lectures out and places them beside those that stand; what
the cost of the formulation does not like is taken back.
"""

from __future__ import annotations

import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from random import Random

from benchmarks.late_acceptance import late_acceptance
from benchmarks.timetabling.instance import Instance, Lecture, Timetable
from benchmarks.timetabling.scenarios import place_at, scenario
from benchmarks.timetabling.score import cost
from expo_planner import Effort, dump, loads, solve

FIRST_SHARE, FIRST_SECONDS = 0.1, 5.0
"""The most of the time for the first attempt to place all lectures, as a share and in seconds."""
ROUND_SECONDS = 0.5
"""The most for placing some."""
LARGEST_ROUND = 24
"""So many lectures at most are taken out at once."""
PATIENCE = 30
"""A timetable may be as bad as the one so many rounds ago."""
Watch = Callable[[float, int], None]


@dataclass
class Search:
    """The search for a timetable; `watch` gets the seconds and the cost of each better one."""

    instance: Instance
    seconds: float
    workers: int = 1
    seed: int = 0
    watch: Watch | None = None

    def __post_init__(self) -> None:
        self.drawn = Random(self.seed)
        self.rounds = 0

    def run(self, least: int = 0) -> Timetable:
        """The best timetable found in the time; one that costs `least` ends the search."""
        began = time.monotonic()
        deadline = began + self.seconds
        return late_acceptance(
            self._first(deadline),
            self._round,
            lambda timetable: cost(self.instance, timetable),
            patience=PATIENCE,
            deadline=deadline,
            least=least,
            better=lambda found: self._tell(began, found),
        )

    def _first(self, deadline: float) -> Timetable:
        """A first timetable; each attempt takes twice as long as the one before."""
        seconds = min(self.seconds * FIRST_SHARE, FIRST_SECONDS)
        while time.monotonic() < deadline:
            placed = self._placed(self.instance.lectures, {}, seconds)
            if placed is not None:
                return placed
            seconds = min(2 * seconds, max(deadline - time.monotonic(), seconds))
            self.rounds += 1
        raise TimeoutError("no timetable was found in the time")

    def _tell(self, began: float, found: int) -> None:
        if self.watch is not None:
            self.watch(time.monotonic() - began, found)

    def _round(self, now: Timetable) -> Timetable | None:
        """The timetable with some lectures placed anew; None if they did not fit."""
        self.rounds += 1
        free = self.drawn.choice([self._single, self._single, self._periods, self._courses])(now)
        standing = {lecture: place for lecture, place in now.items() if lecture not in free}
        return self._placed(sorted(free), standing, ROUND_SECONDS)

    def _single(self, now: Timetable) -> set[Lecture]:
        """One lecture each of some courses, rather of those that cost something."""
        costly = self._costly(now)
        free: dict[str, Lecture] = {}
        for _ in range(self.drawn.randrange(6, LARGEST_ROUND)):
            lecture = self.drawn.choice(costly if costly and self.drawn.random() < 0.4 else self.instance.lectures)
            free.setdefault(lecture.course, lecture)
        return {*free.values()}

    def _periods(self, now: Timetable) -> set[Lecture]:
        """Lectures of a few periods."""
        periods = self.drawn.sample(range(self.instance.periods), min(3, self.instance.periods))
        return self._some([lecture for lecture, place in now.items() if place.period in periods])

    def _courses(self, now: Timetable) -> set[Lecture]:
        """Lectures of a few courses, one of which costs something."""
        costly = [lecture.course for lecture in self._costly(now)]
        courses = {self.drawn.choice(costly)} if costly else set[str]()
        courses |= {self.drawn.choice([*self.instance.courses]) for _ in range(self.drawn.randrange(1, 5))}
        return self._some([lecture for lecture in now if lecture.course in courses])

    def _some(self, lectures: Sequence[Lecture]) -> set[Lecture]:
        return {*self.drawn.sample(lectures, min(LARGEST_ROUND, len(lectures)))}

    def _costly(self, now: Timetable) -> list[Lecture]:
        """The lectures of courses that cost something by themselves, and those that stand alone."""
        busy, own = defaultdict[str, set[int]](set), defaultdict[str, dict[Lecture, None]](dict)
        for lecture, place in now.items():
            own[lecture.course][lecture] = None
            for curriculum in self.instance.of_course[lecture.course]:
                busy[curriculum].add(place.period)
        alone = [
            lecture
            for lecture, place in now.items()
            if any(
                not busy[curriculum] & {*self.instance.beside(place.period)}
                for curriculum in self.instance.of_course[lecture.course]
            )
        ]
        dear = [
            lecture
            for course, lectures in own.items()
            if self._own(course, {lecture: now[lecture] for lecture in lectures})
            for lecture in lectures
        ]
        return [*alone, *dear]

    def _own(self, course: str, placed: Timetable) -> bool:
        """Whether a course costs something by itself."""
        one = self.instance.courses[course]
        rooms = {place.room for place in placed.values()}
        days = {self.instance.day(place.period) for place in placed.values()}
        full = any(one.students > self.instance.seats[room] for room in rooms)
        return len(rooms) > 1 or len(days) < one.days or full

    def _placed(self, lectures: Sequence[Lecture], standing: Timetable, seconds: float) -> Timetable | None:
        made = scenario(self.instance, lectures, standing)
        effort = Effort(time_limit=seconds, workers=self.workers, seed=self.rounds)
        outcome = solve(loads(dump(made), name="timetable.json"), effort)
        if not outcome.found or len(outcome.schedule) < len(lectures):
            return None
        placed = {lecture: outcome.schedule[f"l{number}"] for number, lecture in enumerate(lectures)}
        return {
            **standing,
            **{lecture: place_at(self.instance, one.room, one.start) for lecture, one in placed.items()},
        }
