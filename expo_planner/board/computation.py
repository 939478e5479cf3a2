"""Long questions about a board, each computed in a process of its own: solve, explain, repair.

The board stays quick meanwhile, progress is told as it comes, and whoever stops it gets the best found so far.
"""

from __future__ import annotations

import _thread
import os
import signal
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from multiprocessing import get_context
from multiprocessing.connection import Connection
from threading import Lock, Thread, get_ident
from typing import Literal

from expo_planner.board.proposal import PlanProposal, Question, proposal_of
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.board.state import BoardState
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Schedule
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.files.write.times import start_text, window_text
from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.rules import Scenario
from expo_planner.solver.limits import Effort, Progress
from expo_planner.solver.replan.disruption import Disruption, with_hosted

LONGEST = 3600.0
"""Seconds that a computation may take at most."""
NOT_MISSED = "0"
"""The priority of a session that was dropped: it stays in the scenario, and nobody misses it."""
GRACE = 10.0
"""Seconds after which a computation that was told to stop is ended without a result."""
ComputationState = Literal["running", "done", "failed"]


class Busy(Exception):
    """One computation at a time: another one is running."""


@dataclass(frozen=True, kw_only=True)
class ComputationRequest:
    """What is asked: `afresh` solves all anew, `disruption` is what a repair is for; time in seconds."""

    question: Question
    time_limit: float
    afresh: bool = False
    disruption: Disruption = field(default_factory=Disruption)


@dataclass(frozen=True, kw_only=True)
class Computation:
    """A computation as it stands: who asked what of which expo, how far it is, and what it proposes once it is done."""

    number: int
    by: str
    expo: Expo
    request: ComputationRequest
    state: ComputationState = "running"
    progress: Progress | None = None
    proposal: PlanProposal | None = None


class Computations:
    """The computations of a board, one at a time. `listener` is called, in whatever thread, when one changes."""

    def __init__(self, listener: Callable[[Computation], None]) -> None:
        self.current: Computation | None = None
        self._listener = listener
        self._lock = Lock()
        self._count = 0
        self._process: _Process | None = None

    def start(self, by: str, state: BoardState, request: ComputationRequest) -> Computation:
        """Begins a computation about the board as it is. Raises Busy."""
        with self._lock:
            if self.current is not None and self.current.state == "running":
                raise Busy
            self._count += 1
            started = self.current = Computation(number=self._count, by=by, expo=state.expo, request=request)
            process = self._process = _Process(state, request)
        Thread(target=self._follow, args=(process, started), name="computation", daemon=True).start()
        self._listener(started)
        return started

    def stop(self) -> None:
        """Ends the computation that is running; its result is the best found so far."""
        process, current = self._process, self.current
        if process is not None and current is not None and current.state == "running":
            process.stop()

    def dismiss(self) -> None:
        """Takes the result away."""
        with self._lock:
            current = self.current
            if current is None or current.state == "running":
                return
            self.current = None
        self._listener(current)

    def close(self) -> None:
        """Ends whatever is running, without a result."""
        if self._process is not None:
            self._process.kill()

    def _follow(self, process: _Process, started: Computation) -> None:
        now = started
        for told in process.told():
            if isinstance(told, Progress):
                now = replace(now, progress=_further(now.progress, told))
            else:
                now = replace(now, state="done", proposal=told)
            self._set(now)
        if now.state == "running":
            self._set(replace(now, state="failed"))

    def _set(self, now: Computation) -> None:
        self.current = now
        self._listener(now)


def _further(before: Progress | None, now: Progress) -> Progress:
    """Progress after progress: a phase that begins knows of no schedule and no bound, but they are still known."""
    if before is None:
        return now
    cost = before.cost if now.cost is None else now.cost if before.cost is None else min(before.cost, now.cost)
    unplaced = now.unplaced if cost is None else 0
    return replace(now, cost=cost, bound=max(before.bound, now.bound), unplaced=unplaced)


class _Process:
    """The process of one computation."""

    def __init__(self, state: BoardState, request: ComputationRequest) -> None:
        context = get_context("spawn")
        self._ours, theirs = context.Pipe()
        given = (theirs, standing_so(state.scenario, state.schedule), state.schedule, request)
        self._process = context.Process(target=compute, args=given, name="plan computation", daemon=True)
        self._process.start()
        theirs.close()

    def told(self) -> Iterator[Progress | PlanProposal]:
        """What it tells until it ends."""
        try:
            while True:
                yield self._ours.recv()
        except (EOFError, OSError):
            self._process.join()

    def stop(self) -> None:
        """Asks it to end with what it has; kills it if it does not."""
        try:
            self._ours.send("stop")
        except OSError:
            return
        Thread(target=self._give_up, name="give up", daemon=True).start()

    def _give_up(self) -> None:
        self._process.join(GRACE)
        self.kill()

    def kill(self) -> None:
        if self._process.is_alive():
            self._process.kill()


def standing_so(scenario: Scenario, schedule: Schedule) -> Scenario:
    """The scenario with a schedule as its own, whether its file can have it yet or not."""
    expo, announced = scenario.expo, schedule.announced
    sessions = dict(expo.sessions)
    for name in {*announced, *expo.standing.announced} & sessions.keys():
        place = announced.get(name)
        start, room = (None, None) if place is None else (place.start, place.room)
        sessions[name] = replace(sessions[name], start=start, room=room)
    return replace(scenario, expo=replace(expo, sessions=sessions))


def compute(connection: Connection, scenario: Scenario, schedule: Schedule, request: ComputationRequest) -> None:
    """Computes what is asked, in a process of its own, and tells progress and result."""
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    Thread(target=_heed, args=(connection, get_ident()), daemon=True).start()
    proposal = answer(scenario, schedule, request, connection.send)
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    connection.send(proposal)


def _heed(connection: Connection, thread: int) -> None:
    """Interrupts the computation when it is told to stop, and when nobody listens any more."""
    try:
        connection.recv()
    except (EOFError, OSError):
        os._exit(1)
    if hasattr(signal, "pthread_kill"):
        signal.pthread_kill(thread, signal.SIGINT)
    else:
        _thread.interrupt_main()


def answer(
    scenario: Scenario, schedule: Schedule, request: ComputationRequest, watch: Callable[[Progress], None]
) -> PlanProposal:
    """What is proposed for a schedule of a scenario, which has it as its own."""
    effort = Effort(time_limit=request.time_limit, workers=os.cpu_count() or 1)
    if request.question == "explain":
        from expo_planner.planner.explain import explain

        return proposal_of("explain", schedule, explain(scenario, effort))
    if request.question == "repair":
        from expo_planner.planner.repair import repair

        mended = repair(scenario, schedule, request.disruption, effort, watch=watch)
        found = proposal_of("repair", schedule, mended)
        lost = {name: Text(why.say("en"), why.say("zh")) for name, why in mended.lost.items()}
        return replace(found, told_bound=mended.told_bound, proven=mended.fewest, left_out={**found.left_out, **lost})
    from expo_planner.planner.solve import solve

    return proposal_of("solve", schedule, solve(scenario, effort, afresh=request.afresh, watch=watch))


def closures(file: ScenarioFile, disruption: Disruption) -> Iterator[FieldChange]:
    """The closed rooms, the people who are away and the sessions that are dropped, as changes of the scenario."""
    calendar = Calendar(file.scenario.expo.clock, file.scenario.expo.parts)
    for section, column, pairs in (("rooms", "closed", disruption.closed), ("people", "away", disruption.away)):
        windows: dict[str, list[Value]] = {}
        for name, window in pairs:
            text = window_text(calendar, window) or start_text(calendar.clock, window.start, window.end)
            windows.setdefault(name, []).append(text)
        for name, added in windows.items():
            entry = file.flat[section].get(name)
            if entry is None and section == "rooms":  # it was removed since
                continue
            if entry is None:  # somebody whom sessions name, without an entry of their own
                yield FieldChange(section, name, "", None, {"id": name, column: added})
                continue
            old = entry.get(column)
            known = old if isinstance(old, list) else [] if old is None else [old]
            if new := [one for one in added if one not in known]:
                yield FieldChange(section, name, column, old, [*known, *new])
    for name in sorted(with_hosted(file.scenario.expo, disruption.dropped)):
        first, session = file.entry_for("sessions", name), file.flat["sessions"].get(name)
        if session is not None and session.get("priority") != NOT_MISSED:
            yield FieldChange("sessions", name, "priority", session.get("priority"), NOT_MISSED)
        elif first != name:
            further: dict[str, Value] = {"id": name, "repeats": first, "priority": NOT_MISSED}
            yield FieldChange("sessions", name, "", None, further)
