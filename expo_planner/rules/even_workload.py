"""even_workload: people's sessions spread evenly over days and halves of days."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Sequence, Set
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from expo_planner.domain.clock import HALF_DAY, Day
from expo_planner.domain.entities import Person, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, ByDay, Clash, requirement
from expo_planner.rules.rule import Example, Goal

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

CROWDED = Text("{person} has {count} sessions on {day}", "{person}在{day}有{count}场")


class Half(NamedTuple):
    """Half a day: before local noon, or from noon on."""

    day: date
    afternoon: bool


@requirement
class EvenDays(ByDay):
    """Every two sessions of one person on one day count once, and once more if they are on the same half of it.

    So the total is least where the days, and the halves of each, have equally many.
    """

    person: Person

    def halves(self, session: str, placement: Placement) -> Set[Half]:
        """The half days on which a session begins to need the person; of several days, each."""
        clock = self.expo.clock
        present = self.expo.presences(self.expo.sessions[session], placement).get(self.person.id, ())
        days = ((clock.date(window.start), window.start) for window in present)
        return {Half(day, start >= clock.edge(day, HALF_DAY)) for day, start in days}

    def dates(self, session: str, placement: Placement) -> Set[date]:
        return {half.day for half in self.halves(session, placement)}

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return frozenset(self.halves(session, placement))

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        for day, names in self.by_date(schedule).items():
            if len(names) > 1:
                halves = Counter(half for name in names for half in self.halves(name, schedule[name]))
                amount = sum(map(_pairs, [len(names), *(halves[half] for half in halves if half.day == day)]))
                message = CROWDED.fill(person=self.person.name, count=len(names), day=Day(day))
                window = self.span(schedule, names)
                breach = Breach(message, amount=amount, people=(self.person.id,), window=window)
                yield self.clash(breach, tuple(names))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        for day, part in self.candidates(board).items():
            unless = self.covered(board, waivers, part)
            groups: dict[Half | None, list[Literal]] = {None: []}
            for name, starts in part.items():
                groups[None].append(board.start_among(name, starts))
                for afternoon in (False, True):
                    half = Half(day, afternoon)
                    among = {
                        start
                        for start in starts
                        if half in self.halves(name, Placement("", start, board.ends(name)[start]))
                    }
                    groups.setdefault(half, []).append(board.start_among(name, among))
            for literals in groups.values():
                yield from ((pairs, 1) for pairs in self._all_pairs(board, literals, unless))

    @staticmethod
    def _all_pairs(board: Board, literals: Sequence[Literal], unless: Literal) -> Iterator[Expression]:
        """Numbers whose sum is the number of pairs of true literals: n over 2 is (n - 1) + (n - 2) + …"""
        return (board.excess(literals, limit, unless=unless) for limit in range(1, len(literals)))


def _pairs(count: int) -> int:
    """The number of pairs among so many."""
    return count * (count - 1) // 2


@dataclass(frozen=True, kw_only=True)
class EvenWorkload(Goal):
    """Costs the weight for every two sessions of a person on one day, and again if both are on the same half of it.

    The sum is least if the sessions are spread evenly. A hosted session counts with its host.
    """

    default = 0
    title = Text("even workload", "工作量均匀")
    about = Text(
        "Costs the weight for every two sessions of a person that begin on one day, and once more if both begin before "
        "noon or both after: least where days, and halves of days, have equally many.",
        "同一人每两场在同一天开始，计一次权重；同在上午或同在下午的，再计一次。各天、各半天场次越均匀，合计越少。",
    )
    usage = "even_workload: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: 2023-07-06..2023-07-07, hours: 11:00-14:00, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 30min, people: [Zoe], start: 2023-07-06 11:00, room: A}
                  - {id: two, title: Part two, duration: 30min, people: [Zoe]}
                goals: {even_workload: 3, busy_people: 0}
                """,
            accepts="one A 2023-07-06 11:00, two A 2023-07-07 11:00",
            rejects="one A 2023-07-06 11:00, two A 2023-07-06 11:30",
            says="Zoe has 2 sessions on Thu 6 Jul",
            cost=6,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[EvenDays]:
        demand = Text("{person} has as much to do on every day", "{person}每天的场次均匀")
        for person, members in expo.engagements.items():
            known = expo.people[person]
            filled = demand.fill(person=known.name)
            yield EvenDays(**self.terms(expo), demand=filled, person=known, members=members, goal=True)
