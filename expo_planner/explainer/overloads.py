"""Conflicts that counting alone shows: more is asked of rooms, people or pools than there is of them."""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterator, Sequence, Set
from dataclasses import replace
from datetime import timedelta
from itertools import pairwise

from expo_planner.domain.clock import Day, Windows, union
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.explainer.demands import Conflict, Demand, conflict_of
from expo_planner.explainer.premises import premises_of, without
from expo_planner.rules.requirements import Pairwise, Requirement, Shortage, Unary
from expo_planner.solver import search_clock
from expo_planner.solver.capacity.overload import Overload, find_overloads
from expo_planner.solver.capacity.usage import Usage, usage_of_limit, usage_of_rooms, usages
from expo_planner.solver.construct import Construction
from expo_planner.solver.domains.initial import InitialDomains, filtered
from expo_planner.solver.partial_schedule import PartialSchedule
from expo_planner.solver.problem import SearchProblem
from expo_planner.solver.search import FIRST_ATTEMPT

TOO_FEW_HOURS = Text(
    "{asked} are asked of {rooms} on {when}, {there} are there", "{when}，{rooms}需要{asked}，实有{there}"
)
WITH_TURNOVER = Text(
    "{asked} are asked of {rooms} on {when}, turnover included; {there} are there",
    "{when}，{rooms}需要{asked}（含转场时间），实有{there}",
)
TOO_MANY_SESSIONS = Text(
    "{count} sessions ({asked}) are asked of {rooms} on {when}; at most {most} fit there",
    "{when}，{rooms}要安排{count}场活动（共{asked}），最多排下{most}场",
)
NEARLY_FULL = Text(
    "{asked} are asked of {rooms} on {when}, {there} are there: at {share}",
    "{when}，{rooms}需要{asked}，实有{there}，占{share}",
)
LIMIT_NEARLY_FULL = Text(
    "{demand}: {asked} are asked on {when}, {there} are there: at {share}",
    "{demand}：{when}需要{asked}，实有{there}，占{share}",
)
FULL = 0.9
"""The share of what there is from which it is told that it is nearly used up."""
TOLD = 5
"""The most of these that are told."""
SUITS_NOWHERE = Text("no room and time suits {session}: {demands}", "没有适合{session}的场地和时间：{demands}")
IN_A_ROW = Text(
    "{sessions} follow one another in one room and take {asked}; no room is open for more than {there} at a time",
    "{sessions}须在同一场地首尾相接，共需{asked}，而场地每次最多连续开放{there}",
)
ROOMS = Text("{count} rooms ({rooms} …)", "{count}个场地（{rooms}等）")
DAYS = Text("{first} – {last}", "{first}至{last}")
NAMED = 6
"""The most rooms that a sentence names; of more, it names the first few."""
FEW = 4
"""The most windows that a sentence names."""
DISTINCT = 12
"""The most kinds of sessions in a conflict for which it is verified that it is minimal."""


def counted_conflicts(problem: SearchProblem, deadline: float, *, in_whole_numbers: bool = True) -> Iterator[Conflict]:
    """The conflicts of all overloads: people, pools and other limits first, then rooms.

    An overload of rooms is passed over if its sessions are too many for a person or a pool already.
    """
    limited: list[frozenset[str]] = []
    for overload in find_overloads(problem, deadline, in_whole_numbers=in_whole_numbers):
        core = frozenset(overload.core)
        if overload.limit is not None:
            limited.append(core)
        elif any(other <= core for other in limited):
            continue
        yield overload_conflict(problem, overload, deadline)


def overload_conflict(problem: SearchProblem, overload: Overload, deadline: float) -> Conflict:
    """The conflict of an overload: its sentence, that its sessions must be placed, and what restricts them."""
    core = frozenset(overload.core)
    requirements = [
        demand for demand in problem.scenario.requirements if demand.gives_place and demand.session_set <= core
    ]
    requirements += restricting(problem, overload.core)
    if overload.limit is not None:
        requirements.append(overload.limit)
    found = conflict_of(requirements, minimal=_minimal(problem, overload.core, deadline))
    return replace(found, summary=summary_of(problem, overload), overload=overload)


def restricting(problem: SearchProblem, names: Sequence[str]) -> Iterator[Unary]:
    """The demands on each session alone that, by themselves, keep it from some placement."""
    wide = InitialDomains(problem.scenario.expo, wide=True)
    known: dict[Hashable, tuple[bool, ...]] = {}
    for name in names:
        session = problem.scenario.expo.sessions[name]
        if name not in problem.own_domains:
            continue
        demands = [demand for demand in problem.alone[name] if demand.weight is None]
        key = (session.rooms, session.shape, *((type(demand), demand.likeness) for demand in demands))
        if key not in known:
            known[key] = tuple(_widens(wide, demands, number) for number in range(len(demands)))
        yield from (demand for demand, alone in zip(demands, known[key], strict=True) if alone)


def _widens(wide: InitialDomains, demands: Sequence[Unary], number: int) -> bool:
    """Whether a session may go to further placements without one of its demands."""
    domain = wide.of(demands[number].session)
    for place, demand in enumerate(demands):
        if place != number:
            domain = filtered(demand, domain)
    held = filtered(demands[number], domain)
    return any(held.get(room) != starts for room, starts in domain.items())


def _minimal(problem: SearchProblem, core: Sequence[str], deadline: float) -> bool:
    """Whether a schedule of all but one of the sessions was found, whichever is left out; like ones are tried once."""
    kinds: dict[Hashable, str] = {}
    for name in core:
        session = problem.scenario.expo.sessions[name]
        ranges = problem.starts(name).tobytes(), tuple(sorted(_rooms(problem, name)))
        kinds.setdefault((session.shape, session.named, *sorted(session.uses.items()), *ranges), name)
    if len(kinds) > DISTINCT or not problem.rooms_are_musts:
        return False
    return all(_placed_without(problem, frozenset(core) - {name}, deadline) for name in kinds.values())


def with_premises(problem: SearchProblem, counted: Conflict, deadline: float) -> Conflict:
    """The conflict of an overload with what the expo contributes; minimal if all fit without any one of these."""
    assert counted.overload is not None
    limit, core, scenario = counted.overload.limit, frozenset(counted.overload.core), problem.scenario
    usage = (
        usage_of_rooms(problem, counted.overload.groups, turnover=True)
        if limit is None
        else usage_of_limit(problem, limit, counted.overload.sessions)
    )
    cells = [cell for cell in problem.cells if limit is None and cell.cell.id in usage.rooms]
    exact = usage.asked <= usage.there  # by minutes alone they would fit: they do not on the grid of starts
    known = {
        premise: demand
        for premise, demand in premises_of(scenario.expo, cells)
        if premise[0] != "travel" and (exact or premise[0] != "step")
    }
    requirements = counted.requirements
    needed = counted.minimal and all(
        _placed_with(problem, without(scenario, [premise], requirements), core, deadline) for premise in known
    )
    return replace(counted, premises=tuple(known.values()), minimal=needed)


def _rooms(problem: SearchProblem, name: str) -> Collection[str]:
    if name not in problem.own_domains:
        return (problem.scenario.expo.standing[name].room,)
    return [problem.axes.rooms[row] for row in problem.own_domains[name].rooms.tolist()]


def _placed_without(problem: SearchProblem, names: Set[str], deadline: float) -> bool:
    """Whether these sessions can be placed together, all others aside."""
    return _placed_with(problem, problem.scenario.expo, names, deadline)


def _placed_with(problem: SearchProblem, expo: Expo, names: Set[str], deadline: float) -> bool:
    """Whether these sessions can be placed together in an expo, all others aside."""
    if search_clock.now() > deadline:
        return False
    sessions = {
        name: session if name in names else replace(session, start=None, room=None, pinned=False, priority=0)
        for name, session in expo.sessions.items()
    }
    alone = replace(problem.scenario, expo=replace(expo, sessions=sessions))
    initial = replace(problem.initial, expo=alone.expo, absent=expo.sessions.keys() - names)
    partial = PartialSchedule(SearchProblem(alone, initial))
    Construction(partial, 0, FIRST_ATTEMPT.construction).build(deadline)
    return not partial.missing


def summary_of(problem: SearchProblem, overload: Overload) -> Demand:
    """The overload in one sentence, with figures."""
    if overload.limit is None:
        return _of_rooms(problem, overload)
    usage = usage_of_limit(problem, overload.limit, overload.sessions)
    shortage = Shortage(
        count=len(overload.sessions),
        most=overload.most,
        asked=usage.asked,
        there=usage.there,
        when=_when(problem.scenario.expo, usage.windows),
    )
    return Demand(overload.limit.rule, overload.limit.too_little(shortage), overload.limit.sources)


def _of_rooms(problem: SearchProblem, overload: Overload) -> Demand:
    usage, text = usage_of_rooms(problem, overload.groups), TOO_FEW_HOURS
    if usage.asked <= usage.there:
        usage, text = usage_of_rooms(problem, overload.groups, turnover=True), WITH_TURNOVER
    if usage.asked <= usage.there:
        usage, text = usage_of_rooms(problem, overload.groups), TOO_MANY_SESSIONS
    message = text.fill(**_facts(problem.scenario.expo, usage), count=len(overload.sessions), most=overload.most)
    rule = next(iter(problem.cells)).rule
    return Demand(rule, message, tuple(problem.scenario.expo.rooms[room].source for room in usage.rooms))


def nearly_full(problem: SearchProblem, overloaded: Set[str], deadline: float) -> Iterator[tuple[Demand, Usage]]:
    """What is asked for nearly all that there is of it, most used first; overloaded sessions are passed over."""
    found = [
        usage
        for usage in usages(problem, deadline)
        if FULL <= usage.share <= 1 and len(usage.sessions) > 1 and overloaded.isdisjoint(usage.sessions)
    ]
    found.sort(key=lambda usage: (-usage.share, -len(usage.sessions)))
    said: list[frozenset[str]] = []
    for usage in found:
        sessions = frozenset(usage.sessions)
        if len(said) == TOLD or any(other <= sessions or sessions <= other for other in said):
            continue
        said.append(sessions)
        facts = {**_facts(problem.scenario.expo, usage), "share": f"{usage.share:.0%}"}
        if usage.limit is not None:
            yield (
                Demand(
                    usage.limit.rule, LIMIT_NEARLY_FULL.fill(**facts, demand=usage.limit.demand), usage.limit.sources
                ),
                usage,
            )
        else:
            sources = tuple(problem.scenario.expo.rooms[room].source for room in usage.rooms)
            yield Demand(next(iter(problem.cells)).rule, NEARLY_FULL.fill(**facts), sources), usage


def _facts(expo: Expo, usage: Usage) -> dict[str, object]:
    """The rooms, the time and the figures of a sentence about what is asked of rooms."""
    cells = [expo.rooms[cell].name for cell, _ in usage.available if cell]
    names = ROOMS.fill(count=len(cells), rooms=cells[:FEW]) if len(cells) > NAMED else cells
    facts = {"asked": Duration(usage.asked), "there": Duration(usage.there)}
    return {"rooms": names, "when": _when(expo, usage.windows), **facts}


def _when(expo: Expo, windows: Windows) -> list[object]:
    """Windows as people read them: days where these are wholly in it, else the hours."""
    dates = sorted({day for window in windows for day in expo.clock.dates(window)})
    whole = union(window for day in dates for window in expo.opening.get(day, ()))
    if whole == tuple(windows):
        if len(dates) > 2 and all(later - first == timedelta(days=1) for first, later in pairwise(dates)):
            return [DAYS.fill(first=Day(dates[0]), last=Day(dates[-1]))]
        return [Day(day) for day in dates]
    said: list[object] = [expo.clock.span(window) for window in windows[:FEW]]
    return said if len(windows) <= FEW else [*said, "…"]


def never_placed(problem: SearchProblem, name: str, conflict: Conflict) -> Demand:
    """Why a session cannot be placed whatever the others do, in one sentence; `conflict` has the demands on it."""
    for demand in problem.alone[name]:
        if demand.weight is None and (message := demand.never()) is not None:
            return Demand(demand.rule, message, demand.sources)
    session = problem.scenario.expo.sessions[name]
    others = [one for one in conflict.requirements if not one.gives_place]
    message = SUITS_NOWHERE.fill(session=session, demands=[one.demand for one in others])
    return Demand((others or conflict.requirements)[0].rule, message, (session.source,))


def too_long_in_a_row(problem: SearchProblem, demands: Sequence[Requirement]) -> Demand | None:
    """Why sessions that follow one another do not fit, in one sentence; None if they are not longer than any window."""
    pairs = [demand for demand in demands if isinstance(demand, Pairwise) and demand.in_a_row]
    expo = problem.scenario.expo
    names = dict.fromkeys(name for pair in pairs for name in pair.sessions)
    asked = sum(expo.sessions[name].length or 0 for name in names)
    rooms = [room for room in expo.rooms.values() if room.kind == "room"]
    there = max((window.end - window.start for room in rooms for window in expo.usable(room)), default=0)
    if not pairs or asked <= there:
        return None
    facts = {"asked": Duration(asked), "there": Duration(there)}
    return Demand(
        pairs[0].rule, IN_A_ROW.fill(sessions=[expo.sessions[name] for name in names], **facts), pairs[0].sources
    )
