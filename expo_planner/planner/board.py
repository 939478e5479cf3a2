"""The planning board: a schedule that people change move by move, with its clashes, undo and redo.

A board may break musts, since people plan through broken states; only pinned sessions stay where they are. Boards are
frozen: every change gives a new one, and only what the change can affect is checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal, NamedTuple

from expo_planner.checker import Report, beyond, check, report_of
from expo_planner.domain.clock import MINUTE
from expo_planner.domain.expo import Expo, Session
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.planner.move import moved_schedule
from expo_planner.planner.result import Verdict
from expo_planner.rules import Scenario
from expo_planner.rules.requirements.pinned import StaysPut

if TYPE_CHECKING:
    from expo_planner.solver.index import DemandIndex

PINNED = Text(
    "{session} is pinned to {spot}; to move it, remove pinned: true at {place}",
    "{session}固定在{spot}；如需移动，请先删去 {place} 处的 pinned: true",
)


class PinnedSession(Exception):
    """Raised when a move would take a pinned session from its place."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.say("en"))
        self.message = message


class Replaced(NamedTuple):
    """The placements of a session before and after a change; None where it is not placed."""

    before: Placement | None
    after: Placement | None


Change = Mapping[str, Replaced]
"""A change of a board, by the ids of its sessions."""
Deed = Literal["move", "undo", "redo"]
"""What a change does to the list of changes: adds one, takes the last one back, or makes that good again."""


@dataclass(frozen=True, kw_only=True)
class BoardState:
    """A board: the schedule of a scenario, its report, and the changes that can be undone and redone, oldest first.

    `revision` counts changes of any kind. `index` finds the demands that a change can affect. `pins` are the pinned
    sessions as people wrote them: one that is pinned to a room alone may still get any start.
    """

    scenario: Scenario
    schedule: Schedule
    report: Report
    index: DemandIndex = field(repr=False, compare=False)
    pins: Mapping[str, Session]
    revision: int = 0
    done: tuple[Change, ...] = ()
    undone: tuple[Change, ...] = ()

    @classmethod
    def opened(cls, scenario: Scenario, schedule: Schedule | None = None) -> BoardState:
        """The board of a scenario with its own placements or, if given, those of a schedule."""
        from expo_planner.solver.index import DemandIndex

        known = _with_roomless(scenario.expo, scenario.expo.standing if schedule is None else schedule)
        return cls(
            scenario=scenario,
            schedule=known,
            report=check(scenario, known),
            index=DemandIndex(scenario),
            pins={name: session for name, session in scenario.expo.sessions.items() if session.pinned},
        )

    @property
    def expo(self) -> Expo:
        return self.scenario.expo

    def reopened(self, scenario: Scenario, schedule: Schedule) -> BoardState:
        """The board after its scenario was read again; what was done can still be undone."""
        later = self._later(scenario.expo)
        done, undone = (tuple(_moved_by(later, change) for change in changes) for changes in (self.done, self.undone))
        return replace(BoardState.opened(scenario, schedule), revision=self.revision, done=done, undone=undone)

    def since(self, before: BoardState) -> Change:
        """What has changed since the board as it was before its scenario was read again."""
        then = _moved_by(before._later(self.expo), changes_between({}, before.schedule))
        return changes_between({name: one.after for name, one in then.items() if one.after}, self.schedule)

    def _later(self, expo: Expo) -> int:
        """By how many ticks every moment is later there: the first day, which ticks are counted from, may change."""
        return (self.expo.clock.origin - expo.clock.origin) // MINUTE

    def change(self, moves: Mapping[str, Placement | None]) -> Change:
        """What new placements of some sessions would change, hosted sessions that go along included.

        Raises PinnedSession.
        """
        changed = changes_between(self.schedule, moved_schedule(self.expo, self.schedule, moves))
        for name, (_, after) in changed.items():
            session = self.pins.get(name)
            if session is not None and not _keeps_pin(self.expo, session, after):
                spot = StaysPut.standing(self.expo, session).spot(session.room, session.start)
                raise PinnedSession(PINNED.fill(session=session, spot=spot, place=str(session.at("pinned"))))
        return changed

    def apply(self, moves: Mapping[str, Placement | None]) -> BoardState:
        """The board after new placements of some sessions; None takes a session off. Raises PinnedSession."""
        return self.after("move", self.change(moves))

    def undo(self) -> BoardState:
        """The board before the last change; the same board where there is none."""
        return self.after("undo", self.undoing) if self.done else self

    def redo(self) -> BoardState:
        """The board with the last change that was undone; the same board where there is none."""
        return self.after("redo", self.redoing) if self.undone else self

    @cached_property
    def undoing(self) -> Change:
        """What the next undo changes: the last change backwards, as far as the scenario still allows."""
        return self._possible({name: Replaced(one.after, one.before) for name, one in self.done[-1].items()})

    @cached_property
    def redoing(self) -> Change:
        """What the next redo changes."""
        return self._possible(self.undone[-1])

    def _possible(self, change: Change) -> Change:
        """A change without sessions and rooms that are gone, and without those that were pinned since."""
        expo, kept = self.expo, {}
        for name, (_, after) in change.items():
            session = expo.sessions.get(name)
            if session is None or (after is not None and after.room not in expo.rooms):
                continue
            if after is not None:
                after = expo.place_session(session, after.room, after.start)
            if name not in self.pins or _keeps_pin(expo, self.pins[name], after):
                kept[name] = after
        return changes_between(self.schedule, {**self.schedule, **kept})

    def after(self, deed: Deed, change: Change) -> BoardState:
        """The board after a change that is known to be possible, and the next revision."""
        done, undone = self.done, self.undone
        if deed == "move":
            done, undone = (*done, change), ()
        elif deed == "undo":
            done, undone = done[:-1], (*undone, done[-1])
        else:
            done, undone = (*done, undone[-1]), undone[:-1]
        board = replace(self, revision=self.revision + 1, done=done, undone=undone)
        return board._placed({**self.schedule, **{name: one.after for name, one in change.items()}})

    def _placed(self, placements: Mapping[str, Placement | None]) -> BoardState:
        known = {name: place for name, place in placements.items() if place is not None}
        schedule = _with_roomless(self.expo, Schedule(known))
        before, after = self.index.compare(self.schedule, schedule)
        clashes = (*beyond(self.report.clashes, before.clashes), *after.clashes)
        goals = [clash for clash in (*beyond(self.report.costs, before.costs), *after.costs) if clash.goal]
        return replace(self, schedule=schedule, report=report_of(self.expo, (*clashes, *goals)))

    def why(self, name: str, placement: Placement) -> Verdict:
        """What one placement of a session would break and cost: as `plan why`, but hosted sessions go along."""
        moved = moved_schedule(self.expo, self.schedule, {name: placement})
        going = {name: None, **dict.fromkeys(changes_between(self.schedule, moved))}
        without, after = self.index.compare(moved_schedule(self.expo, self.schedule, going), moved)
        before, changed = self.index.compare(self.schedule, moved)
        told = [other for other in going if other in self.schedule and self.schedule[other] != moved[other]]
        return Verdict(
            session=name,
            now=self.schedule.get(name),
            placement=placement,
            report=Report(beyond(after.clashes, without.clashes), beyond(after.costs, without.costs)),
            cost=changed.cost - before.cost,
            costs=beyond(changed.costs, before.costs),
            saves=beyond(before.costs, changed.costs),
            told=sum(self.expo.sessions[other].told for other in told),
        )


def changes_between(before: Mapping[str, Placement], after: Mapping[str, Placement | None]) -> Change:
    """The placements that differ."""
    names = dict.fromkeys([*before, *after])
    pairs = {name: Replaced(before.get(name), after.get(name)) for name in names}
    return {name: pair for name, pair in pairs.items() if pair.before != pair.after}


def _moved_by(ticks: int, change: Change) -> Change:
    """The same change in ticks of another clock."""
    if not ticks:
        return change

    def moved(place: Placement | None) -> Placement | None:
        return place and Placement(place.room, place.start + ticks, place.end + ticks)

    return {name: Replaced(moved(one.before), moved(one.after)) for name, one in change.items()}


def joined(changes: Iterable[Change]) -> Change:
    """Several changes, one after the other, as one."""
    whole: dict[str, Replaced] = {}
    for change in changes:
        for name, one in change.items():
            whole[name] = Replaced(whole[name].before if name in whole else one.before, one.after)
    return {name: one for name, one in whole.items() if one.before != one.after}


def merged(expo: Expo, change: Change) -> tuple[Change, Sequence[str]]:
    """A change of ours on top of the placements of a scenario that was edited by hand meanwhile.

    Where both moved a session, the scenario wins: its id is among those that are returned second. So it does where the
    session is pinned now, or its room is gone.
    """
    standing, ours, lost = expo.standing, dict[str, Placement | None](), []
    for name, (before, after) in change.items():
        session = expo.sessions.get(name)
        if session is None:
            continue
        now = standing.get(name)
        after = None if after is None else after._replace(end=expo.end(session, after.start))
        if now == after:
            continue
        possible = after is None or after.room in expo.rooms
        if _spot(now) == _spot(before) and possible and (not session.pinned or _keeps_pin(expo, session, after)):
            ours[name] = after
        else:
            lost.append(name)
    return changes_between(standing, {**standing, **ours}), lost


def _spot(placement: Placement | None) -> tuple[str, int] | None:
    return None if placement is None else (placement.room, placement.start)


def _keeps_pin(expo: Expo, session: Session, after: Placement | None) -> bool:
    """Whether a pinned session may be placed so; one that has start and room in the file must not be taken off."""
    if after is None:
        return session.start is None or session.room is None
    return StaysPut.standing(expo, session).breach(after) is None


def _with_roomless(expo: Expo, schedule: Schedule) -> Schedule:
    """The schedule with the sessions whose room is to be announced, except those that have one now."""
    rest = {name: time for name, time in expo.standing.roomless.items() if name not in schedule}
    return Schedule(dict(schedule), rest)
