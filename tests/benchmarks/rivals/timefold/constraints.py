"""The musts and wishes of a made expo as constraint streams."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from timefold.solver.score import ConstraintCollectors, ConstraintFactory, HardSoftScore, Joiners, constraint_provider

from benchmarks.rivals.timefold.domain import Load, Needed, Pair, Reserve, Session

HARD, SOFT = HardSoftScore.ONE_HARD, HardSoftScore.ONE_SOFT


@constraint_provider
def constraints(factory: ConstraintFactory) -> list[Any]:
    """All of them; clashes of time cost as many steps as they last, so that the search sees a slope."""
    return [
        one_at_a_time(factory),
        open_and_free(factory),
        alone(factory),
        inside_host(factory),
        *pair(factory, "person", lambda p, a, b: max(a.overlap(b) + (p.gap if a.room.site != b.room.site else 0), 0)),
        *pair(factory, "apart", lambda p, a, b: max(a.overlap(b), 0)),
        *pair(factory, "before", lambda p, a, b: max(a.ends() + p.gap - b.begins(), 0)),
        *pair(factory, "same_day", lambda p, a, b: 0 if a.day() == b.day() else 1),
        *pair(factory, "same_room", lambda p, a, b: 0 if a.room.id == b.room.id else 1),
        *pair(factory, "together", lambda p, a, b: abs(a.begins() - b.begins())),
        *pair(factory, "soon", lambda p, a, b: max(b.begins() - a.ends() - p.gap, 0)),
        running(factory),
        leaving(factory),
        rooms_and_priorities(factory),
        preferred_times(factory),
        few_days(factory),
        home_rooms(factory),
        spare_room(factory),
    ]


def one_at_a_time(factory: ConstraintFactory) -> Any:
    """One session in a cell, set-up and tear-down included."""
    return (
        factory.for_each_unique_pair(
            Session,
            Joiners.equal(lambda session: session.room.block),
            Joiners.overlapping(lambda session: session.taken_from(), lambda session: session.taken_until()),
        )
        .filter(lambda one, other: one.shares(other))
        .penalize(HARD, lambda one, other: one.crowding(other))
        .as_constraint("one at a time")
    )


def open_and_free(factory: ConstraintFactory) -> Any:
    """Rooms are open, and people and organisers have time."""
    return (
        factory.for_each(Session)
        .filter(lambda session: session.is_closed())
        .penalize(HARD)
        .as_constraint("open and free")
    )


def alone(factory: ConstraintFactory) -> Any:
    """Nothing else runs during a session but those that it hosts."""
    return (
        factory.for_each(Session)
        .filter(lambda one: one.alone)
        .join(Session, Joiners.overlapping(lambda session: session.begins(), lambda session: session.ends()))
        .filter(lambda one, other: one.id != other.id and other.host != one.id and not other.is_left_out())
        .penalize(HARD, lambda one, other: one.overlap(other))
        .as_constraint("alone")
    )


def inside_host(factory: ConstraintFactory) -> Any:
    """A hosted session runs while its host does."""
    return (
        factory.for_each(Session)
        .filter(lambda one: one.host != "")
        .join(Session, Joiners.equal(lambda one: one.host, lambda other: other.id))
        .filter(lambda one, host: host.is_left_out() or one.outside(host) > 0)
        .penalize(HARD, lambda one, host: max(one.outside(host), 1))
        .as_constraint("inside host")
    )


def pair(factory: ConstraintFactory, kind: str, broken: Callable[[Pair, Session, Session], int]) -> list[Any]:
    """The relations of a kind, as musts by how far they are broken, and as wishes by their weights."""

    def both() -> Any:
        return (
            factory.for_each(Pair)
            .filter(lambda relation: relation.kind == kind)
            .join(Session, Joiners.equal(lambda relation: relation.first, lambda session: session.id))
            .join(Session, Joiners.equal(lambda relation, one: relation.second, lambda session: session.id))
            .filter(lambda relation, one, other: not one.is_left_out() and not other.is_left_out())
            .filter(lambda relation, one, other: broken(relation, one, other) > 0)
        )

    must = both().filter(lambda relation, one, other: relation.weight == 0)
    wish = both().filter(lambda relation, one, other: relation.weight > 0)
    return [
        must.penalize(HARD, broken).as_constraint(f"{kind}: must"),
        wish.penalize(SOFT, lambda relation, one, other: relation.weight).as_constraint(f"{kind}: wish"),
    ]


def running(factory: ConstraintFactory) -> Any:
    """At no step do the loads of what runs add up to more than the limit."""
    loads = (
        factory.for_each(Load)
        .filter(lambda load: load.within == 0)
        .join(Session, Joiners.equal(lambda load: load.session, lambda session: session.id))
        .filter(lambda load, session: not session.is_left_out())
        .expand(lambda load, session: session.running())
    )
    return _limited(loads, "running at once")


def leaving(factory: ConstraintFactory) -> Any:
    """Of the sessions in some rooms, those that end within a stretch of time bring out only so many people."""
    loads = (
        factory.for_each(Load)
        .filter(lambda load: load.within > 0)
        .join(Session, Joiners.equal(lambda load: load.session, lambda session: session.id))
        .filter(lambda load, session: session.room.id in load.rooms)
        .expand(lambda load, session: session.leaving(load.within))
    )
    return _limited(loads, "leaving at once")


def _limited(loads: Any, name: str) -> Any:
    """What the loads at any one step exceed their limit by; `loads` has a load, its session and the steps."""
    return (
        loads.flatten_last(lambda steps: steps)
        .group_by(
            lambda load, session, step: load.limit,
            lambda load, session, step: step,
            ConstraintCollectors.sum(lambda load, session, step: load.amount),
        )
        .filter(lambda limit, step, amount: amount > limit.most)
        .penalize(HARD, lambda limit, step, amount: amount - limit.most)
        .as_constraint(name)
    )


def rooms_and_priorities(factory: ConstraintFactory) -> Any:
    """Rooms cost something for themselves; so does leaving a session out."""
    return (
        factory.for_each(Session)
        .filter(lambda session: session.price() > 0)
        .penalize(SOFT, lambda session: session.price())
        .as_constraint("rooms and priorities")
    )


def preferred_times(factory: ConstraintFactory) -> Any:
    return (
        factory.for_each(Session)
        .filter(lambda session: session.lateness() > 0)
        .penalize(SOFT, lambda session: session.lateness())
        .as_constraint("preferred times")
    )


def few_days(factory: ConstraintFactory) -> Any:
    """Every day beyond one on which a person is needed."""
    return (
        factory.for_each(Needed)
        .join(Session, Joiners.equal(lambda needed: needed.session, lambda session: session.id))
        .filter(lambda needed, session: not session.is_left_out())
        .group_by(
            lambda needed, session: needed.person,
            lambda needed, session: needed.weight,
            ConstraintCollectors.count_distinct(lambda needed, session: session.day()),
        )
        .filter(lambda person, weight, days: days > 1)
        .penalize(SOFT, lambda person, weight, days: weight * (days - 1))
        .as_constraint("few days")
    )


def home_rooms(factory: ConstraintFactory) -> Any:
    """Every room beyond one that a series uses on a day."""
    return (
        factory.for_each(Session)
        .filter(lambda session: session.series != "" and not session.is_left_out())
        .group_by(
            lambda session: session.series,
            lambda session: session.day(),
            lambda session: session.home,
            ConstraintCollectors.count_distinct(lambda session: session.room.id),
        )
        .filter(lambda series, day, weight, rooms: rooms > 1)
        .penalize(SOFT, lambda series, day, weight, rooms: weight * (rooms - 1))
        .as_constraint("home rooms")
    )


def spare_room(factory: ConstraintFactory) -> Any:
    """Every half-hour in which all cells that could be free are taken."""
    return (
        factory.for_each(Reserve)
        .if_exists(
            Session,
            Joiners.equal(lambda reserve: reserve.block, lambda session: session.room.block),
            Joiners.less_than(lambda reserve: reserve.half_hour, lambda session: session.taken_until()),
            Joiners.greater_than(lambda reserve: reserve.until, lambda session: session.taken_from()),
            Joiners.filtering(lambda reserve, session: reserve.cell in session.room.cells),
        )
        .group_by(
            lambda reserve: reserve.half_hour,
            lambda reserve: reserve.of,
            lambda reserve: reserve.weight,
            ConstraintCollectors.count(),
        )
        .filter(lambda half_hour, cells, weight, taken: taken == cells)
        .penalize(SOFT, lambda half_hour, cells, weight, taken: weight)
        .as_constraint("spare room")
    )
