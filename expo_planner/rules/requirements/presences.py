"""Demands on the times at which two sessions need one person."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from expo_planner.domain.clock import Window
from expo_planner.domain.entities import Person, Session
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.pairwise import AllPairs, Pairwise
from expo_planner.rules.requirements.requirement import requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal


@requirement
class TwoPresences(Pairwise):
    """A demand on one person's presences in two sessions."""

    person: Person

    def presences(self, session: Session, placement: Placement) -> tuple[Window, ...]:
        """The windows in which one of the two sessions needs the person."""
        return self.expo.presences(session, placement).get(self.person.id, ())

    def forbid(self, board: Board, broken: Callable[[Window, Window], bool], *when: Literal) -> None:
        """Posts that no starts go together by which two presences would break the demand; rooms do not matter."""
        first, second = self.sessions
        others = {
            start: self.presences(self.second, Placement("", start, end)) for start, end in board.ends(second).items()
        }
        pairs: dict[int, set[int]] = {}
        for start, end in board.ends(first).items():
            present = self.presences(self.first, Placement("", start, end))
            pairs[start] = {
                other
                for other, windows in others.items()
                if any(broken(one, window) for one in present for window in windows)
            }
        board.forbid(first, second, pairs, *when)


@requirement
class AllPresences(AllPairs):
    """A demand on one person's presences in every two of many sessions, none of which are further apart than `reach`."""

    person: Person

    def busy(self, schedule: Schedule) -> Sequence[tuple[Window, str]]:
        """The time from the first presence to the last, plus the reach."""
        windows = []
        for name in self.members:
            if name in schedule:
                present = self.expo.presences(self.expo.sessions[name], schedule[name]).get(self.person.id)
                if present:
                    windows.append((Window(present[0].start, present[-1].end + (self.reach or 0)), name))
        return windows
