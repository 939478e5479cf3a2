"""Timefold's own way to plan a conference, through its package for Python: local search on constraint streams.

A session is a planning entity with its room and its start as variables, as in its examples. Its Python functions are
translated for a Java machine; only one thread searches, as more are not in the free edition.
"""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from typing import Any

from benchmarks.rivals.found import Found, Known, Stopwatch, lacking
from benchmarks.rivals.placements import placements
from benchmarks.rivals.timefold.problem import HOSTED, OUT, pose
from expo_planner.checker import check
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules import RULES, Scenario

GIVEN = frozenset(RULES)
"""The rules that its model is given: all that a made expo has."""
LEFT_OUT = (
    "relations as wishes, but for before, apart and same_day",
    "waivers, slots, turnover, programmes, sessions over several days, lengths off the grid, more than two sites",
)
PHASES = """
<solver xmlns="https://timefold.ai/xsd/solver">
  <constructionHeuristic>
    <constructionHeuristicType>FIRST_FIT</constructionHeuristicType>
    <forager><pickEarlyType>{pick}</pickEarlyType></forager>
  </constructionHeuristic>
  <localSearch>
    <unionMoveSelector>
      <changeMoveSelector/>
      <swapMoveSelector/>
      <cartesianProductMoveSelector>
        <changeMoveSelector>
          <entitySelector id="session"/>
          <valueSelector variableName="room"/>
        </changeMoveSelector>
        <changeMoveSelector>
          <entitySelector mimicSelectorRef="session"/>
          <valueSelector variableName="start"/>
        </changeMoveSelector>
      </cartesianProductMoveSelector>
    </unionMoveSelector>
  </localSearch>
</solver>
"""
"""Its defaults, and moves that change the room and the start of a session at once."""
THOROUGH = 50_000
"""Placements up to which the first schedule takes the best of each session's; beyond, the first that breaks no more."""
OFTEN = 0.25
"""Seconds between two schedules that are kept on the way: telling each of thousands would slow the search."""


def absent() -> str:
    """Why it cannot be had, if so."""
    return lacking("timefold") or _without_java()


def _without_java() -> str:
    jpype = import_module("jpype")
    try:
        jpype.getDefaultJVMPath()
    except jpype.JVMNotFoundException:
        return "Java is not installed (17 or later)"
    return ""


def solve(scenario: Scenario, seconds: float, workers: int = 1) -> Found:
    """The best schedule in so many seconds, those of starting Java and of translating the model included."""
    watch = Stopwatch()
    domain = import_module("benchmarks.rivals.timefold.domain")
    problem = pose(scenario, placements(scenario), domain)
    config = import_module("timefold.solver.config")
    factory = _factory(sum(len(session.rooms) * len(session.starts) for session in problem.sessions))
    left = config.Duration(milliseconds=max(round(1000 * (seconds - watch.seconds)), 1))
    limits = config.SolverConfigOverride(termination_config=config.TerminationConfig(spent_limit=left))
    solver = factory.build_solver(limits)
    seen: list[tuple[Known, Schedule]] = []

    def see(solution: Any) -> None:
        if not seen or watch.seconds - seen[-1][0].seconds > OFTEN:
            seen.append((watch.known(None, None), _schedule(scenario, solution())))

    listen(solver, see)
    best = solver.solve(problem)
    note = str(best.score)
    if best.score is not None and best.score.is_feasible:
        seen.append((watch.known(None, None), _schedule(scenario, best)))
    course = [known.costing(check(scenario, schedule).cost) for known, schedule in seen]
    return Found(tuple(course), seen[-1][1] if seen else None, note)


def score(scenario: Scenario, schedule: Schedule) -> str:
    """What its model counts on a schedule."""
    domain = import_module("benchmarks.rivals.timefold.domain")
    problem = pose(scenario, placements(scenario), domain)
    slots = {slot.step: slot for slot in problem.timeslots}
    for session in problem.sessions:
        placement = schedule.get(session.id)
        own = {room.id: room for room in session.rooms}
        session.room = own[OUT if placement is None else HOSTED if session.host else placement.room]
        session.start = session.starts[0] if placement is None else slots[placement.start // scenario.expo.step]
    manager = import_module("timefold.solver").SolutionManager.create(_factory())
    return str(manager.analyze(problem).score)


def _factory(placements: int = 0) -> Any:
    """What makes solvers of the model for an expo of so many placements."""
    config = import_module("timefold.solver.config")
    domain = import_module("benchmarks.rivals.timefold.domain")
    provider = import_module("benchmarks.rivals.timefold.constraints").constraints
    pick = "NEVER" if placements <= THOROUGH else "FIRST_FEASIBLE_SCORE_OR_NON_DETERIORATING_HARD"
    return import_module("timefold.solver").SolverFactory.create(
        config.SolverConfig(
            xml_source_text=PHASES.format(pick=pick),
            solution_class=domain.Timetable,
            entity_class_list=[domain.Session],
            score_director_factory_config=config.ScoreDirectorFactoryConfig(constraint_provider_function=provider),
        )
    )


def listen(solver: Any, see: Callable[[Callable[[], Any]], None]) -> None:
    """Tells of every better solution that keeps all musts, with a function that gives it.

    The listener of the package for Python writes the whole solution into Python objects each time, which would take
    most of the search's time; so this one listens in Java.
    """
    jpype, conversion = import_module("jpype"), import_module("_jpyinterpreter")

    class Listener:
        def bestSolutionChanged(self, event: Any) -> None:
            if event.isNewBestSolutionInitialized() and event.getNewBestScore().isFeasible():
                see(lambda: conversion.unwrap_python_like_object(event.getNewBestSolution()))

    solver._delegate.addEventListener(
        jpype.JProxy("ai.timefold.solver.core.api.solver.event.SolverEventListener", inst=Listener())
    )


def _schedule(scenario: Scenario, solution: Any) -> Schedule:
    """What a solution says; hosted sessions are in the rooms of their hosts."""
    expo = scenario.expo
    rooms = {session.id: session.room.id for session in solution.sessions}
    placed: dict[str, Placement] = {}
    for session in solution.sessions:
        room = rooms[session.host or session.id]
        if room in expo.rooms:
            placed[session.id] = expo.place_session(expo.sessions[session.id], room, session.start.step * expo.step)
    return Schedule(placed)
