"""A board that several people change at once; every change is in the history before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import datetime
from threading import Lock
from typing import Any

from expo_planner.domain.clock import MINUTE
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.interface.web.board.history import Entry, History, Kind
from expo_planner.interface.web.board.messages import (
    ALSO_MOVED,
    EDITED,
    FILE_WINS,
    REDONE,
    TAKEN,
    UNDONE,
    titles,
    what_changed,
)
from expo_planner.planner.board import BoardState, Change, Replaced, merged
from expo_planner.planner.result import Verdict
from expo_planner.rules import Scenario


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """What others are told of a change."""

    revision: int
    by: str
    what: Text


Listener = Callable[[BoardEvent], None]


class LiveBoard:
    """The board as it is now. All changes take turns; `state` may be read at any time.

    `trouble` tells that the scenario file cannot be read or written, `notice` what its last edit by hand brought.
    """

    def __init__(self, state: BoardState, history: History | None, name: str) -> None:
        self.state, self.history, self.name = state, history, name
        self.trouble: Message | None = None
        self.notice: Message | None = None
        self._lock = Lock()
        self._moved: dict[str, tuple[int, str]] = {}
        self._listeners: list[Listener] = []
        self._revision = state.revision

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Calls the listener, in whatever thread, after every change; what is returned ends that."""
        self._listeners.append(listener)

        def end() -> None:
            with suppress(ValueError):
                self._listeners.remove(listener)

        return end

    def tell(self, event: BoardEvent) -> None:
        for listener in [*self._listeners]:
            listener(event)

    def move(self, by: str, revision: int, moves: Mapping[str, Placement | None]) -> tuple[BoardState, Message | None]:
        """Moves sessions; whoever saw the board at a `revision` is told who moved them since. Raises PinnedSession."""
        with self._lock:
            change = self.state.change(moves)
            late = {name: self._moved[name] for name in moves if self._moved.get(name, (0, by))[0] > revision}
            others = {name: who for name, (_, who) in late.items() if who != by}
            state = self.state.after("move", change) if change else self.state
            event = self._keep(by, "move", what_changed(state.expo, change), change, state) if change else None
            state = self.state
        if event:
            self.tell(event)
        if not others or not change:
            return state, None
        people = [*dict.fromkeys(others.values())]
        return state, ALSO_MOVED.fill(by=people, sessions=titles(state.expo, [*others]))

    def why(self, name: str, placement: Placement) -> tuple[Expo, Verdict]:
        """What one placement of a session would break and cost, and the expo that this is said of."""
        with self._lock:
            return self.state.expo, self.state.why(name, placement)

    def undo(self, by: str) -> BoardState:
        """Takes the last change back, whoever made it."""
        with self._lock:
            before = self.state
            if not before.done:
                return before
            what = UNDONE.fill(message=what_changed(before.expo, before.done[-1]))
            event = self._keep(by, "undo", what, before.undoing, before.undo())
            state = self.state
        self.tell(event)
        return state

    def redo(self, by: str) -> BoardState:
        """Makes good what was undone last."""
        with self._lock:
            before = self.state
            if not before.undone:
                return before
            what = REDONE.fill(message=what_changed(before.expo, before.undone[-1]))
            event = self._keep(by, "redo", what, before.redoing, before.redo())
            state = self.state
        self.tell(event)
        return state

    def take(self, by: str, schedule: Schedule, source: str) -> None:
        """Takes the placements of a schedule. Raises PinnedSession."""
        with self._lock:
            gone = dict.fromkeys(name for name in self.state.schedule if name not in schedule)
            change = self.state.change({**schedule, **gone})
            if not change:
                return
            what = TAKEN.fill(schedule=source, count=len(change))
            event = self._keep(by, "move", what, change, self.state.after("move", change))
        self.tell(event)

    def edited_by_hand(self, scenario: Scenario, ours: Change, revision: int) -> int | None:
        """The scenario was edited by hand; `ours` are the changes that the file did not have at that `revision`.

        Returns the revision of the merged board if the file has all of it, None if some of ours must still be written.
        """
        with self._lock:
            if self.state.revision != revision:  # somebody was faster: these are not all of our changes
                raise Outrun
            change, lost = merged(scenario.expo, ours)
            event = self._merge(scenario, change, lost)
        self.tell(event)
        return None if change else event.revision

    def _merge(self, scenario: Scenario, change: Change, lost: Sequence[str]) -> BoardEvent:
        standing = scenario.expo.standing
        placed = {**standing, **{name: one.after for name, one in change.items()}}
        schedule = Schedule({name: place for name, place in placed.items() if place is not None})
        before = self.state
        state = before.reopened(scenario, schedule)
        seen = state.since(before)
        if seen:
            state = replace(state, done=(*state.done, seen), undone=())
        self.notice = FILE_WINS.fill(path=self.name, sessions=titles(scenario.expo, lost)) if lost else None
        what = EDITED.fill(path=self.name, count=len(seen))
        return self._keep(self.name, "file", what, seen, state)

    def keep_pins(self, scenario: Scenario) -> None:
        """Pins are those of the scenario as people wrote it, not as the board did."""
        pins = {name: session for name, session in scenario.expo.sessions.items() if session.pinned}
        self.state = replace(self.state, pins=pins)

    def refresh(self, before: BoardState, scenario: Scenario) -> None:
        """Lets a board name the places in its file as they are now, unless it has changed in the meantime."""
        after = replace(before.reopened(scenario, before.schedule), pins=before.pins)
        with self._lock:
            if self.state is before:
                self.state = after

    def _keep(self, by: str, kind: Kind, what: Message, change: Change, state: BoardState) -> BoardEvent:
        """Lets a new state take the place of the old one, once it is in the history."""
        number = self._revision + 1
        if self.history is not None:
            number = self.history.add(by, kind, what, to_json(state.expo, change)).number
        self._revision = number
        self.state = replace(state, revision=number)
        if kind != "file":
            self.notice = None
        self._moved |= dict.fromkeys(change, (number, by))
        return BoardEvent(number, by, Text(what.say("en"), what.say("zh")))


class Outrun(Exception):
    """The board has changed while something else was being worked out for it."""


def to_json(expo: Expo, change: Change) -> dict[str, Any]:
    """A change as JSON values; times are instants, so that another first day of the expo does not shift them."""
    return {name: [_place(expo, one.before), _place(expo, one.after)] for name, one in change.items()}


def _place(expo: Expo, placement: Placement | None) -> dict[str, str] | None:
    return None if placement is None else {"room": placement.room, "start": expo.clock.iso(placement.start)}


def from_json(expo: Expo, changes: Mapping[str, Any]) -> Change:
    """A change that was kept."""

    def placement(name: str, kept: Mapping[str, str] | None) -> Placement | None:
        if kept is None:
            return None
        start = (datetime.fromisoformat(kept["start"]) - expo.clock.origin) // MINUTE
        session = expo.sessions.get(name)
        return Placement(kept["room"], start, start + 1 if session is None else expo.end(session, start))

    return {name: Replaced(placement(name, old), placement(name, new)) for name, (old, new) in changes.items()}


def resumed(scenario: Scenario, entries: list[Entry]) -> BoardState:
    """The board as it was left: each session where its last change put it, all others where the scenario does."""
    expo = scenario.expo
    placed: dict[str, Placement | None] = dict(expo.standing)
    done: list[Change] = []
    undone: list[Change] = []
    for entry in entries:
        change = from_json(expo, entry.changes)
        placed |= {name: one.after for name, one in change.items() if name in expo.sessions}
        if entry.kind == "undo":
            undone.append(done.pop())
        elif entry.kind == "redo":
            done.append(undone.pop())
        elif change:
            done.append(change)
            undone.clear()
    known = {name: place for name, place in placed.items() if place is not None and place.room in expo.rooms}
    board = BoardState.opened(scenario, Schedule(known))
    revision = entries[-1].number if entries else 0
    return replace(board, revision=revision, done=tuple(done), undone=tuple(undone))
