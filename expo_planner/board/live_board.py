"""A board that several people change at once; every change is in the history before anybody sees it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from threading import RLock
from typing import Any

from expo_planner.board.contradiction import Contradiction, place_to_json, start_from_json
from expo_planner.board.edition import Edition, edited_where_unchanged
from expo_planner.board.history import Entry, History, Kind
from expo_planner.board.messages import (
    ALSO_CHANGED,
    EDITED,
    FILE_WINS,
    REDONE,
    SETTLED_BY_HAND,
    TAKEN,
    UNDONE,
    titles,
    what_changed,
    what_edited,
    what_is_named,
)
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.board.state import EMPTY, BoardState, BoardStep, Change, Replaced, joined, merged
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.planner.result import Verdict
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.rules import Scenario


@dataclass(frozen=True, slots=True)
class BoardEvent:
    """What others are told of a change."""

    revision: int
    by: str
    what: Text


Listener = Callable[[BoardEvent], None]
ChangeKey = str | tuple[str, str, str]
"""What somebody changes: a session's placement, by its id, or a field by section, entry and name."""


class LiveBoard:
    """The board as it is now. All changes take turns; `state` may be read at any time.

    `trouble` tells that the scenario file cannot be read or written, `notice` what its last edit by hand brought.
    `conflicts` are what the board and that edit contradict in, by number, until somebody decides. `on_refresh` is
    called, in whatever thread, when the board names other places in its file.
    """

    def __init__(self, state: BoardState, history: History | None, name: str) -> None:
        self.state, self.history, self.name = state, history, name
        self.trouble: Message | None = None
        self.notice: Message | None = None
        kept = {} if history is None else history.conflicts()
        self.conflicts = {number: Contradiction.from_json(told) for number, told in kept.items()}
        self.on_refresh: Callable[[], None] = lambda: None
        self._lock = RLock()
        self._changed: dict[ChangeKey, tuple[int, str]] = {}
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
            before = self.state
            step = BoardStep(before.change(moves))
            if not step:
                return before, None
            notice = self._changed_since(revision, by, [*moves])
            event = self._keep(by, "move", what_changed(before.expo, step.moves), step, before.moved(step))
            state = self.state
        self.tell(event)
        return state, notice

    def edit(
        self,
        by: str,
        revision: int,
        fields: Sequence[FieldChange],
        moves: Mapping[str, Placement | None] = EMPTY,
        what: Message | None = None,
    ) -> tuple[BoardState, Message | None]:
        """Edits the scenario and, together with that, moves sessions. Raises BadInput and PinnedSession.

        `what` says it in a sentence, by default what becomes of the first field. Whoever saw the board at a `revision`
        is told who edited the same fields since.
        """
        with self._lock:
            before = self.state
            after = before.edit(fields, moves)
            if after is before:
                return before, None
            notice = self._changed_since(revision, by, [*map(_key, fields), *moves])
            what = what or what_edited(before.expo, after.expo, fields)
            event = self._keep(by, "edit", what, after.done[-1], after)
            state = self.state
        self.tell(event)
        return state, notice

    def _changed_since(self, revision: int, by: str, keys: Sequence[ChangeKey]) -> Message | None:
        """Tells who else has changed the same since a revision."""
        late = {key: self._changed[key] for key in keys if self._changed.get(key, (0, by))[0] > revision}
        others = {key: who for key, (_, who) in late.items() if who != by}
        if not others:
            return None
        expo, people = self.state.expo, [*dict.fromkeys(others.values())]
        entries = dict.fromkeys(key[:2] if isinstance(key, tuple) else ("sessions", key) for key in others)
        return ALSO_CHANGED.fill(by=people, entries=[what_is_named(expo, *entry) for entry in entries])

    def why(self, name: str, placement: Placement) -> tuple[Expo, Verdict]:
        """What one placement of a session would break and cost, and the expo that this is said of."""
        with self._lock:
            return self.state.expo, self.state.why(name, placement)

    def undo(self, by: str) -> BoardState:
        """Takes the last change back, whoever made it. Raises BadInput where an edit of the file is in the way."""
        with self._lock:
            before = self.state
            if not before.done:
                return before
            undone = before.done[-1]
            after = before.undo()
            back = BoardStep(after.since(before), undone.reversed.edition)
            event = self._keep(by, "undo", UNDONE.fill(message=_what(after, before, undone)), back, after)
            state = self.state
        self.tell(event)
        return state

    def redo(self, by: str) -> BoardState:
        """Makes good what was undone last. Raises BadInput where an edit of the file is in the way."""
        with self._lock:
            before = self.state
            if not before.undone:
                return before
            redone = before.undone[-1]
            after = before.redo()
            step = BoardStep(after.since(before), redone.edition)
            event = self._keep(by, "redo", REDONE.fill(message=_what(before, after, redone)), step, after)
            state = self.state
        self.tell(event)
        return state

    def take(self, by: str, schedule: Schedule, source: str) -> None:
        """Takes the placements of a schedule. Raises PinnedSession."""
        with self._lock:
            gone = dict.fromkeys(name for name in self.state.schedule if name not in schedule)
            step = BoardStep(self.state.change({**schedule, **gone}))
            if not step:
                return
            what = TAKEN.fill(schedule=source, count=len(step.moves))
            event = self._keep(by, "move", what, step, self.state.moved(step))
        self.tell(event)

    def edited_by_hand(self, file: ScenarioFile, ours: Sequence[BoardStep], revision: int) -> int | None:
        """The scenario was edited by hand; `ours` are the steps that the file did not have at that `revision`.

        Returns the revision of the merged board if the file has all of it, None if some of ours must still be written.
        """
        with self._lock:
            if self.state.revision != revision:  # somebody was faster: these are not all of our changes
                raise Outrun
            basis, lost = file, list[FieldChange]()
            for step in ours:
                if step.edition is not None:
                    basis, more = _with_ours(basis, step.edition.fields)
                    lost += more
            moves, contradicted = merged(basis.scenario.expo, joined(step.moves for step in ours))
            event = self._merge(file, basis, moves, [*contradicted, *_last_of_each(lost)])
        self.tell(event)
        return None if moves or basis is not file else event.revision

    def _merge(
        self,
        file: ScenarioFile,
        basis: ScenarioFile,
        moves: Change,
        lost: Sequence[tuple[str, Placement | None] | FieldChange],
    ) -> BoardEvent:
        expo = basis.scenario.expo
        placed = {**expo.standing, **{name: one.after for name, one in moves.items()}}
        schedule = Schedule({name: place for name, place in placed.items() if place is not None})
        before = self.state
        state = before.reopened(basis, schedule)
        seen = state.since(before)
        if seen:
            state = replace(state, done=(*state.done, BoardStep(seen)), undone=())
        for one in lost:
            self._contradict(Contradiction.of(expo, one))
        names = [what_is_named(expo, one.section, one.name) if isinstance(one, FieldChange) else one[0] for one in lost]
        self.notice = FILE_WINS.fill(path=self.name, entries=titles(expo, names)) if lost else None
        what = EDITED.fill(path=self.name, count=len(seen))
        return self._keep(self.name, "file", what, BoardStep(seen), state)

    def _contradict(self, found: Contradiction) -> None:
        """Keeps a conflict until it is decided; a newer one about the same takes its place."""
        for number, one in [*self.conflicts.items()]:
            if one.about == found.about:
                self._settle(number)
        number = (
            max(self.conflicts, default=0) + 1 if self.history is None else self.history.add_conflict(found.to_json())
        )
        self.conflicts[number] = found

    def _settle(self, number: int) -> None:
        if self.history is not None:
            self.history.settle(number)
        self.conflicts.pop(number, None)

    def decide(self, by: str, number: int, *, ours: bool) -> BoardState:
        """Settles a conflict: makes our change again, or lets the file's stay. Raises BadInput and PinnedSession."""
        with self._lock:
            found, state = self.conflicts[number], self.state
            if ours and found.field is not None:
                state, _ = self.edit(by, state.revision, [replace(found.field, old=state.file.now(found.field))])
            elif ours and found.session in state.expo.sessions:
                state, _ = self.move(by, state.revision, {found.session: found.placement(state.expo)})
            self._settle(number)
            event = BoardEvent(state.revision, by, SETTLED_BY_HAND)
        self.tell(event)
        return state

    def refresh(self, before: BoardState, scenario: Scenario) -> None:
        """Lets a board name the places in its file as they are now, unless it has changed in the meantime."""
        after = before.reopened(before.file, before.schedule, scenario)
        with self._lock:
            if self.state is not before:
                return
            self.state = after
        self.on_refresh()

    def _keep(self, by: str, kind: Kind, what: Message, step: BoardStep, state: BoardState) -> BoardEvent:
        """Lets a new state take the place of the old one, once it is in the history."""
        number = self._revision + 1
        if self.history is not None:
            edition = None if step.edition is None else step.edition.to_json()
            basis = None if edition is None else state.file.named()
            number = self.history.add(by, kind, what, to_json(state.expo, step.moves), edition, basis).number
        self._revision = number
        self.state = replace(state, revision=number)
        if kind != "file":
            self.notice = None
        edited = () if step.edition is None else map(_key, step.edition.fields)
        self._changed |= dict.fromkeys([*step.moves, *edited], (number, by))
        return BoardEvent(number, by, Text(what.say("en"), what.say("zh")))


def _key(change: FieldChange) -> ChangeKey:
    return change.section, change.name, change.field


def _what(before: BoardState, after: BoardState, step: BoardStep) -> Message:
    """What a step was that leads from one board to the other, in a sentence."""
    if step.edition is None:
        return what_changed(after.expo, step.moves)
    return what_edited(before.expo, after.expo, step.edition.fields)


def _with_ours(file: ScenarioFile, fields: Sequence[FieldChange]) -> tuple[ScenarioFile, Sequence[FieldChange]]:
    """A scenario that was edited by hand, with our edit where it can be made; and what of it is lost."""
    try:
        edited, _, lost = edited_where_unchanged(file, fields)
    except BadInput:  # the two do not go together
        return file, fields
    return edited, lost


def _last_of_each(changes: Sequence[FieldChange]) -> list[FieldChange]:
    return [*{(one.section, one.name, one.field): one for one in changes}.values()]


class Outrun(Exception):
    """The board has changed while something else was being worked out for it."""


def to_json(expo: Expo, change: Change) -> dict[str, Any]:
    """A change as JSON values; times are instants, so that another first day of the expo does not shift them."""
    return {name: [place_to_json(expo, one.before), place_to_json(expo, one.after)] for name, one in change.items()}


def from_json(expo: Expo, changes: Mapping[str, Any]) -> Change:
    """A change that was kept."""

    def placement(name: str, kept: Mapping[str, str] | None) -> Placement | None:
        if kept is None:
            return None
        session = expo.sessions.get(name)
        start = start_from_json(expo, kept)
        return Placement(kept["room"], start, start + 1 if session is None else expo.end(session, start))

    return {name: Replaced(placement(name, old), placement(name, new)) for name, (old, new) in changes.items()}


def step_of(expo: Expo, entry: Entry) -> BoardStep:
    """The step that an entry of the history was."""
    return BoardStep(
        from_json(expo, entry.changes), None if entry.edition is None else Edition.from_json(entry.edition)
    )


def resumed(file: ScenarioFile, entries: list[Entry]) -> BoardState:
    """The board as it was left: each session where its last change put it, all others where the scenario does."""
    expo = file.scenario.expo
    placed: dict[str, Placement | None] = dict(expo.standing)
    done: list[BoardStep] = []
    undone: list[BoardStep] = []
    for entry in entries:
        step = step_of(expo, entry)
        placed |= {name: one.after for name, one in step.moves.items() if name in expo.sessions}
        if entry.kind == "undo":
            undone.append(done.pop())
        elif entry.kind == "redo":
            done.append(undone.pop())
        elif step:
            done.append(step)
            undone.clear()
    known = {name: place for name, place in placed.items() if place is not None and place.room in expo.rooms}
    board = BoardState.opened(file, Schedule(known))
    revision = entries[-1].number if entries else 0
    return replace(board, revision=revision, done=tuple(done), undone=tuple(undone))
