"""The relations of a scenario as rows: the usual linear form of each. A wish costs one variable for each clash."""

from __future__ import annotations

from collections.abc import Iterable
from itertools import combinations, pairwise

import numpy as np

from benchmarks.rivals.highs.program import FREE, Term
from benchmarks.rivals.highs.resources import at_most
from benchmarks.rivals.highs.timetable import Timetable
from expo_planner.rules.alone import Alone
from expo_planner.rules.apart import Apart
from expo_planner.rules.at_most import AtMost
from expo_planner.rules.audience import Audience
from expo_planner.rules.before import Before
from expo_planner.rules.crowd import Crowd
from expo_planner.rules.follow import Follow
from expo_planner.rules.rule import Rule
from expo_planner.rules.same_day import SameDay
from expo_planner.rules.same_room import SameRoom
from expo_planner.rules.together import Together


def relate(timetable: Timetable, rule: Rule) -> bool:
    """Adds the rows of a relation; whether this model knows it."""
    match rule:
        case Before():
            for one, other in pairwise(rule.sessions):
                _in_order(timetable, one, other, timetable.in_steps(rule.gap), rule.weight)
        case Apart():
            _apart(timetable, rule)
        case Audience():
            for one, other, people in (*rule.pairs, *rule.file.pairs):
                both = timetable.program.variable((rule.weight or 1) * people)
                timetable.apart((one, other), [(both, -1)])
        case SameDay():
            for one, other in pairwise(rule.sessions):
                broken = _broken(timetable, rule.weight)
                for day in range(timetable.days):
                    _alike(timetable, one, other, timetable.on_day(one, day), timetable.on_day(other, day, -1), broken)
        case SameRoom() if rule.weight is None:
            for one, other in pairwise(rule.sessions):
                _one_room(timetable, one, other)
        case Together() if rule.weight is None:
            for one, other in pairwise(rule.sessions):
                _one_start(timetable, one, other)
        case Follow() if rule.weight is None:
            for one, other in pairwise(rule.sessions):
                _in_order(timetable, one, other, 0, None)
                _in_order(timetable, one, other, timetable.in_steps(rule.within), None, latest=True)
                _one_room(timetable, one, other)
        case AtMost() if rule.weight is None:
            if rule.count is not None:
                at_most(timetable, dict.fromkeys(rule.sessions, 1), rule.count)
            if rule.people is not None:
                attending = {name: timetable.expo.sessions[name].attendance or 0 for name in rule.sessions}
                at_most(timetable, attending, rule.people)
        case Crowd() if rule.weight is None:
            _coming_out(timetable, rule)
        case Alone() if rule.weight is None and not rule.except_:
            _alone(timetable, rule.session)
        case _:
            return False
    return True


def _broken(timetable: Timetable, weight: int | None) -> list[int]:
    """A variable that allows a clash at the price of a wish; none for a must."""
    return [] if weight is None else [timetable.program.variable(weight, integer=True)]


def _in_order(
    timetable: Timetable, one: str, other: str, gap: int, weight: int | None, *, latest: bool = False
) -> None:
    """The other starts at least the gap after the one's end, or at most, unless one is left out or the wish broken."""
    sign = -1 if latest else 1
    slack = float(timetable.steps)
    terms = [
        *timetable.begins(other, sign),
        *timetable.begins(one, -sign),
        *timetable.out(slack, one, other),
        *((column, slack) for column in _broken(timetable, weight)),
    ]
    timetable.program.row(terms, sign * (timetable.length[one] + gap), FREE)


def _alike(
    timetable: Timetable, one: str, other: str, mine: Iterable[Term], minus: Iterable[Term], broken: Iterable[int] = ()
) -> None:
    """The two sums are equal, unless a session is left out or the wish broken."""
    terms, allowed = [*mine, *minus], [*broken]
    slack = [*timetable.out(1, one, other), *((column, 1.0) for column in allowed)]
    if slack:
        timetable.program.row([*terms, *((column, -value) for column, value in slack)], -FREE, 0)
        timetable.program.row([*terms, *slack], 0, FREE)
    else:
        timetable.program.row(terms, 0, 0)


def _one_room(timetable: Timetable, one: str, other: str) -> None:
    for room in timetable.rooms:
        _alike(timetable, one, other, timetable.in_rooms(one, [room]), timetable.in_rooms(other, [room], -1))


def _one_start(timetable: Timetable, one: str, other: str) -> None:
    first, second = timetable.starts[one], timetable.starts[other]
    for start in sorted({*first, *second}):
        mine, minus = (
            [(column[start], value)] if start in column else [] for column, value in ((first, 1), (second, -1))
        )
        _alike(timetable, one, other, mine, minus)


def _apart(timetable: Timetable, rule: Apart) -> None:
    if rule.weight is None:
        timetable.apart(rule.sessions)
        return
    for pair in combinations(rule.sessions, 2):
        timetable.apart(pair, [(timetable.program.variable(rule.weight), -1)])


def _coming_out(timetable: Timetable, rule: Crowd) -> None:
    """Of the sessions in the rooms, those that end within a stretch of time bring out only so many people."""
    ending: dict[int, list[Term]] = {}
    for name in timetable.names:
        people = timetable.expo.sessions[name].attendance or 0
        for column, _ in timetable.in_rooms(name, rule.rooms) if people else ():
            end = int(timetable.start[column]) + timetable.length[name]
            ending.setdefault(end, []).append((column, people))
    for first in sorted(ending):
        ends = range(first, first + timetable.in_steps(rule.within))
        terms = [term for end in ends for term in ending.get(end, ())]
        timetable.program.row(terms, -FREE, rule.people)


def _alone(timetable: Timetable, name: str) -> None:
    """While it runs no cell is taken by another, which says it for all others in as many rows as there are cells."""
    rows = timetable.program.rows(len(timetable.cells) * timetable.steps, -FREE, 1)
    timetable.occupy(rows, but=name)
    every = rows + timetable.steps * np.arange(len(timetable.cells))
    for step in range(timetable.steps):
        for column, _ in timetable.runs(name, step):
            timetable.program.put(every + step, np.full(every.size, column))
