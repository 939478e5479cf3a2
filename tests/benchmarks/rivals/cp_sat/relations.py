"""The relations of a scenario as constraints. A wish has a literal that allows its clash and costs its weight."""

from __future__ import annotations

from itertools import combinations, pairwise

from ortools.sat.python import cp_model

from benchmarks.rivals.cp_sat.resources import at_most
from benchmarks.rivals.cp_sat.timetable import Literal, Timetable
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
    """Adds a relation; whether this model knows it."""
    match rule:
        case Before():
            for one, other in pairwise(rule.sessions):
                unless = _broken(timetable, rule.weight)
                _in_order(timetable, one, other, timetable.in_steps(rule.gap), unless)
        case Apart(weight=None):
            timetable.model.add_no_overlap(timetable.of[name].interval for name in rule.sessions)
        case Apart(weight=int(weight)):
            for one, other in combinations(rule.sessions, 2):
                _apart(timetable, one, other, weight)
        case Audience():
            for one, other, people in (*rule.pairs, *rule.file.pairs):
                _apart(timetable, one, other, (rule.weight or 1) * people)
        case SameDay():
            for one, other in pairwise(rule.sessions):
                unless = _broken(timetable, rule.weight)
                for first, second in zip(*(timetable.on_day(name).values() for name in (one, other)), strict=True):
                    timetable.model.add_bool_or(first.negated(), second, *unless, *_out(timetable, one, other))
        case SameRoom() if rule.weight is None:
            for one, other in pairwise(rule.sessions):
                _one_room(timetable, one, other)
        case Together() if rule.weight is None:
            for one, other in pairwise(rule.sessions):
                first, second = timetable.of[one], timetable.of[other]
                timetable.model.add(first.start == second.start).only_enforce_if(first.there, second.there)
        case Follow() if rule.weight is None:
            for one, other in pairwise(rule.sessions):
                _follow(timetable, one, other, timetable.in_steps(rule.within))
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


def _broken(timetable: Timetable, weight: int | None) -> list[Literal]:
    """A literal that allows a clash at the price of a wish; none for a must."""
    return [] if weight is None else [timetable.literal(weight)]


def _out(timetable: Timetable, *names: str) -> list[Literal]:
    """Literals of which one is true where one of the sessions is left out."""
    return [timetable.of[name].there.negated() for name in names]


def _in_order(timetable: Timetable, one: str, other: str, gap: int, unless: list[Literal]) -> None:
    """The other starts at least the gap after the one's end, unless one of the literals is true."""
    first, second = timetable.of[one], timetable.of[other]
    both = [first.there, second.there, *(literal.negated() for literal in unless)]
    timetable.model.add(first.end + gap <= second.start).only_enforce_if(both)


def _apart(timetable: Timetable, one: str, other: str, weight: int) -> None:
    """The two do not overlap, or it costs the weight."""
    both, order = timetable.literal(weight), timetable.literal()
    _in_order(timetable, one, other, 0, [both, order])
    _in_order(timetable, other, one, 0, [both, order.negated()])


def _one_room(timetable: Timetable, one: str, other: str) -> None:
    first, second, out = timetable.of[one].rooms, timetable.of[other].rooms, _out(timetable, one, other)
    for mine, its in ((first, second), (second, first)):
        for room, here in mine.items():
            there = [its[room]] if room in its else []
            timetable.model.add_bool_or(here.negated(), *there, *out)


def _follow(timetable: Timetable, one: str, other: str, within: int) -> None:
    first, second = timetable.of[one], timetable.of[other]
    _in_order(timetable, one, other, 0, [])
    timetable.model.add(second.start <= first.end + within).only_enforce_if(first.there, second.there)
    _one_room(timetable, one, other)


def _coming_out(timetable: Timetable, rule: Crowd) -> None:
    """People come out of a session in the rooms for as long as others may not: an interval from its end on."""
    intervals: list[cp_model.IntervalVar] = []
    people: list[int] = []
    for name, own in timetable.of.items():
        leaving = timetable.in_one_of(name, rule.rooms) if own.session.attendance else None
        if leaving is not None and own.session.attendance is not None:
            within = timetable.in_steps(rule.within)
            intervals.append(timetable.model.new_optional_fixed_size_interval_var(own.end, within, leaving, ""))
            people.append(own.session.attendance)
    timetable.model.add_cumulative(intervals, people, rule.people)


def _alone(timetable: Timetable, name: str) -> None:
    """No other session overlaps it but those that it hosts."""
    alone = timetable.of[name]
    for own in timetable.of.values():
        if own is not alone and own.session.host != name:
            timetable.model.add_no_overlap([alone.interval, own.interval])
