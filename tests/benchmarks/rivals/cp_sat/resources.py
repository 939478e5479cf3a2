"""What always holds: cells hold one session, hosts hold theirs, people are in one place, pools last."""

from __future__ import annotations

from collections.abc import Mapping
from itertools import combinations, permutations

from ortools.sat.python import cp_model

from benchmarks.rivals.cp_sat.timetable import Literal, Timetable
from benchmarks.rivals.reading import reserves
from expo_planner.domain.expo import Expo


def one_at_a_time(timetable: Timetable, reserve: int) -> None:
    """One session in a cell, set-up and tear-down included; half-hours in which no cell is free cost `reserve`.

    A cell that is free in a half-hour is taken by an interval of its own, so that one constraint says both.
    """
    model, expo = timetable.model, timetable.expo
    taking: dict[str, list[cp_model.IntervalVar]] = {
        room.id: [] for room in expo.rooms.values() if room.kind == "room" and not room.joined
    }
    for own in timetable.of.values():
        before, after = timetable.in_steps(own.session.setup), timetable.in_steps(own.session.teardown)
        for room, here in own.rooms.items():
            interval = model.new_optional_fixed_size_interval_var(
                own.start - before, before + own.length + after, here, ""
            )
            for cell in expo.rooms[room].cells:
                taking[cell].append(interval)
    if reserve:
        for window, usable in reserves(expo):
            start, end = window.start // timetable.step, -(-window.end // timetable.step)
            free: list[Literal] = [timetable.literal(reserve)]
            for cell in usable:
                free.append(timetable.literal())
                taking[cell].append(model.new_optional_fixed_size_interval_var(start, end - start, free[-1], ""))
            model.add_bool_or(free)
    for intervals in taking.values():
        model.add_no_overlap(intervals)


def inside_hosts(timetable: Timetable) -> None:
    """A hosted session runs while its host does, and only if its host takes place."""
    for own in timetable.of.values():
        if own.session.host is not None:
            host = timetable.of[own.session.host]
            timetable.model.add_implication(own.there, host.there)
            timetable.model.add(host.start <= own.start).only_enforce_if(own.there)
            timetable.model.add(own.end <= host.end).only_enforce_if(own.there)


def nobody_twice(timetable: Timetable) -> None:
    """A person is in one session at a time, and has the time to travel between sites."""
    for names in timetable.expo.everyone.values():
        if len(names) > 1:
            timetable.model.add_no_overlap(timetable.of[name].interval for name in names)
            for one, other in combinations(names, 2):
                _travel(timetable, one, other)


def _travel(timetable: Timetable, one: str, other: str) -> None:
    """The one is first by the way between their sites, or the other is."""
    expo, model = timetable.expo, timetable.model
    first, second = timetable.of[one], timetable.of[other]
    sites = {site: [room.id for room in expo.rooms.values() if room.site == site] for site in _sites(expo)}
    for here, there in permutations(sites, 2):
        way = timetable.in_steps(expo.travel.get(frozenset((here, there)), 0))
        mine, its = timetable.in_one_of(one, sites[here]), timetable.in_one_of(other, sites[there])
        if way and mine is not None and its is not None:
            order = timetable.literal()
            model.add(first.end + way <= second.start).only_enforce_if(mine, its, order)
            model.add(second.end + way <= first.start).only_enforce_if(mine, its, order.negated())


def _sites(expo: Expo) -> list[str]:
    return [site for site in dict.fromkeys(room.site for room in expo.rooms.values()) if site is not None]


def pools_last(timetable: Timetable) -> None:
    """At no time is more of a pool used than there is."""
    for pool, limit in timetable.expo.pools.items():
        uses = {name: session.uses.get(pool, 0) for name, session in timetable.expo.sessions.items()}
        at_most(timetable, {name: amount for name, amount in uses.items() if amount}, limit)


def at_most(timetable: Timetable, loads: Mapping[str, int], limit: int) -> None:
    """At no time do the loads of what runs add up to more than the limit."""
    intervals = [timetable.of[name].interval for name in loads]
    timetable.model.add_cumulative(intervals, list(loads.values()), limit)
