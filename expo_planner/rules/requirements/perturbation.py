"""Demands that keep a known schedule stable in a repair: sessions stay, or everyone in them must be notified."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from expo_planner.domain.expo import Expo, Session, Waiver
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.disturbance import DISTURBANCE
from expo_planner.rules.requirements.requirement import MUST, Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

RULE = "keep"
STAYS = Text("{session} stays where it is", "{session}保持原有时间和场地")
FEW = Text("at most {most} sessions change", "最多变动{most}场活动")
MOVES = Text("{session} moves", "{session}有变动")
TOO_MANY = Text("{count} sessions change; at most {most} may", "{count}场活动有变动，最多允许{most}场")


@requirement
class Perturbation(Requirement):
    """A session stays where it was `before`; a change costs its `told` times `DISTURBANCE`, ahead of all wishes."""

    session: Session
    before: Placement
    tier = MUST + 1

    @classmethod
    def of(cls, expo: Expo, session: Session, before: Placement) -> Self:
        """The wish that a session that people already know of stays where it was."""
        demand = STAYS.fill(session=session)
        return cls(expo=expo, rule=RULE, weight=1, demand=demand, session=session, before=before)

    @property
    def sessions(self) -> tuple[str, ...]:
        return (self.session.id,)

    def price(self, after: Placement | None) -> int:
        """The disturbance of being placed there now; None means not placed."""
        return DISTURBANCE.times(self.before, after) * self.session.told

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        if price := self.price(schedule.get(self.session.id)):
            yield self.clash(Breach(MOVES.fill(session=self.session), amount=price), self.sessions)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return placement == self.before

    def post(self, board: Board, when: Literal) -> None:
        board.imply(when, self._stays(board))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        name, people = self.session.id, self.session.told
        candidates = board.placements(name)
        starts = set(board.starts(name))
        yield board.negation(board.placed(name)), DISTURBANCE.dropped * people
        yield board.start_among(name, starts - {self.before.start}), DISTURBANCE.start * people
        elsewhere = board.at(name, candidates.keys() - {self.before.room}, {self.before.start} & starts)
        yield elsewhere, DISTURBANCE.room * people

    def _stays(self, board: Board) -> Literal:
        name, (room, start, _) = self.session.id, self.before
        if start not in board.placements(name).get(room, ()):
            return board.false
        return board.at(name, {room}, {start})

    def moves(self, board: Board) -> Literal:
        """Whether it is no longer where it was."""
        return board.negation(self._stays(board))


@requirement
class PerturbationLimit(Requirement):
    """At most `most` of the placed sessions move or lose their placement."""

    kept: Mapping[str, Perturbation]
    most: int

    @classmethod
    def of(cls, expo: Expo, kept: Mapping[str, Perturbation], most: int) -> Self:
        """The demand that at most `most` of these sessions change."""
        return cls(expo=expo, rule=RULE, demand=FEW.fill(most=most), kept=kept, most=most)

    @property
    def sessions(self) -> tuple[str, ...]:
        return tuple(self.kept)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        changed = tuple(name for name, kept in self.kept.items() if schedule.get(name) != kept.before)
        if len(changed) > self.most:
            yield self.clash(Breach(TOO_MANY.fill(count=len(changed), most=self.most)), changed)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The limit among the free sessions; changes among the others are already deducted."""
        inside = {name: kept for name, kept in self.kept.items() if name in free}
        changed = sum(schedule.get(name) != kept.before for name, kept in self.kept.items() if name not in free)
        if inside:
            yield replace(self, kept=inside, most=self.most - changed)

    def post(self, board: Board, when: Literal) -> None:
        board.never(board.excess(self._moving(board), self.most, unless=board.negation(when)))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        yield board.excess(self._moving(board), self.most, unless=board.false), 1

    def _moving(self, board: Board) -> list[Literal]:
        return [kept.moves(board) for kept in self.kept.values()]
