"""The board at one moment: a schedule and its scenario that people change step by step, with undo and redo.

A board may break musts, since people plan through broken states; only pinned sessions stay where they are. Boards are
frozen: every change gives a new one, and only what the change can affect is checked again.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Literal, NamedTuple

from expo_planner.board.edition import Edition
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.checker import Report, beyond, check, report_of
from expo_planner.domain.clock import MINUTE
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import assignment_id
from expo_planner.planner.move import moved_schedule
from expo_planner.planner.result import Verdict
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.rules import Scenario
from expo_planner.rules.requirements.pinned import StaysPut

if TYPE_CHECKING:
    from expo_planner.solver.index import DemandIndex

EMPTY: Mapping[str, Placement | None] = MappingProxyType({})
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
"""The placements that change, by the ids of their sessions."""
Deed = Literal["move", "edit", "undo", "redo"]
"""What a step does to the list of steps: adds one, takes the last one back, or makes that good again."""


@dataclass(frozen=True, slots=True)
class BoardStep:
    """One change of a board: the sessions that move, and what is edited in the scenario itself."""

    moves: Change
    edition: Edition | None = None

    @property
    def reversed(self) -> BoardStep:
        """The step that takes this one back."""
        moves = {name: Replaced(one.after, one.before) for name, one in self.moves.items()}
        return BoardStep(moves, None if self.edition is None else self.edition.reversed)

    def __bool__(self) -> bool:
        return bool(self.moves) or self.edition is not None


@dataclass(frozen=True, kw_only=True)
class BoardState:
    """A board: the schedule of a scenario, its report, and the steps that can be undone and redone, oldest first.

    `file` is the scenario as people wrote and edited it, `scenario` the same as it stands on the disk, with the places
    of the sessions. `revision` counts changes of any kind. `index` finds the demands that a change can affect.
    """

    file: ScenarioFile
    scenario: Scenario
    schedule: Schedule
    report: Report
    index: DemandIndex = field(repr=False, compare=False)
    revision: int = 0
    done: tuple[BoardStep, ...] = ()
    undone: tuple[BoardStep, ...] = ()

    @classmethod
    def opened(
        cls, file: ScenarioFile, schedule: Schedule | None = None, scenario: Scenario | None = None
    ) -> BoardState:
        """The board of a scenario with its own placements or, if given, those of a schedule."""
        from expo_planner.solver.index import DemandIndex

        scenario = scenario or file.scenario
        known = _with_roomless(scenario.expo, scenario.expo.standing if schedule is None else schedule)
        return cls(
            file=file, scenario=scenario, schedule=known, report=check(scenario, known), index=DemandIndex(scenario)
        )

    @property
    def expo(self) -> Expo:
        return self.scenario.expo

    @cached_property
    def pins(self) -> Mapping[str, Session]:
        """The pinned sessions as people wrote them: one that is pinned to a room alone may still get any start."""
        return {name: session for name, session in self.file.scenario.expo.sessions.items() if session.pinned}

    def reopened(self, file: ScenarioFile, schedule: Schedule, scenario: Scenario | None = None) -> BoardState:
        """The board after its scenario was read again; what was done can still be undone."""
        later = self._later(file.scenario.expo)
        done, undone = (
            tuple(replace(step, moves=_moved_by(later, step.moves)) for step in steps)
            for steps in (self.done, self.undone)
        )
        return replace(BoardState.opened(file, schedule, scenario), revision=self.revision, done=done, undone=undone)

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
        return self.moved(BoardStep(self.change(moves)))

    def moved(self, step: BoardStep) -> BoardState:
        """The board after a step that moves sessions and is known to be possible."""
        return self._later_by(done=(*self.done, step), undone=())._placed(_after(self.schedule, step.moves))

    def edit(self, changes: Sequence[FieldChange], moves: Mapping[str, Placement | None] = EMPTY) -> BoardState:
        """The board after changes of its scenario and, together with them, placements of some sessions.

        Sessions and rooms that are gone take their placements with them. Raises BadInput where the scenario could not
        be read any more, and PinnedSession.
        """
        file = self.file.edited(changes)
        board = self._in(file)
        if moves:
            board = board._placed(_after(board.schedule, board.change(moves)))
        step = BoardStep(self.moves_to(board), Edition.between(self.file, file, changes))
        return board._later_by(done=(*self.done, step), undone=()) if step.edition and step.edition.splices else self

    def undo(self) -> BoardState:
        """The board before the last step, as far as its scenario still allows; the same board where there is none.

        Raises BadInput where the scenario could not be read any more.
        """
        if not self.done:
            return self
        *done, step = self.done
        return self._taken(step.reversed)._later_by(done=tuple(done), undone=(*self.undone, step))

    def redo(self) -> BoardState:
        """The board with the last step that was undone; the same board where there is none. Raises BadInput."""
        if not self.undone:
            return self
        *undone, step = self.undone
        return self._taken(step)._later_by(done=(*self.done, step), undone=tuple(undone))

    def moves_to(self, after: BoardState) -> Change:
        """The placements that differ on a later board."""
        return changes_between(self.schedule, after.schedule)

    def _later_by(self, *, done: tuple[BoardStep, ...], undone: tuple[BoardStep, ...]) -> BoardState:
        return replace(self, revision=self.revision + 1, done=done, undone=undone)

    def _taken(self, step: BoardStep) -> BoardState:
        """The board after a step, as far as the scenario still allows."""
        board = self if step.edition is None else self._in(step.edition.applied(self.file))
        possible = board._possible(step.moves)
        return board._placed(_after(board.schedule, possible)) if possible else board

    def _in(self, file: ScenarioFile) -> BoardState:
        """The board in an edited scenario; sessions keep their starts, and their rooms if these are still there."""
        expo, later = file.scenario.expo, self._later(file.scenario.expo)
        kept = {
            name: expo.place_session(expo.sessions[name], place.room, place.start + later)
            for name, place in self.schedule.items()
            if name in expo.sessions and place.room in expo.rooms
        }
        edited = {
            name for name, one in expo.own_sessions.items() if _roles(one) != _roles(self.expo.sessions.get(name))
        }
        kept = {
            name: place for name, place in kept.items() if name in expo.own_sessions or expo.owner(name) not in edited
        }
        for owner in edited & kept.keys():  # the file says anew who fills its roles
            roles = enumerate(expo.sessions[owner].to_fill)
            names = [assignment_id(owner, number, person) for number, role in roles for person in role.people]
            kept |= {one: expo.place_session(expo.sessions[one], *kept[owner][:2]) for one in names}
        return self.reopened(file, Schedule(kept))

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


def _roles(session: Session | None) -> tuple[object, ...]:
    """The roles of a session, those who may fill them, and those who do as the file says."""
    return () if session is None else tuple((one.role, one.candidates, one.people) for one in session.to_fill)


def _after(schedule: Schedule, change: Change) -> dict[str, Placement | None]:
    return {**schedule, **{name: one.after for name, one in change.items()}}


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


def merged(expo: Expo, change: Change) -> tuple[Change, Sequence[tuple[str, Placement | None]]]:
    """A change of ours on top of the placements of a scenario that was edited by hand meanwhile.

    Where both moved a session, the scenario wins: its id and our placement are among those that are returned second. So
    it does where the session is pinned now, or its room is gone.
    """
    standing, ours = expo.standing, dict[str, Placement | None]()
    lost: list[tuple[str, Placement | None]] = []
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
            lost.append((name, after))
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
