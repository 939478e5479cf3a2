"""Demands that keep a known schedule stable in a repair: sessions stay, or everyone in them must be notified."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Set
from dataclasses import replace
from typing import TYPE_CHECKING, Self

from expo_planner.domain.entities import Session, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.nearness import distance, distance_of_room, distance_of_start
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements.requirement import NEARNESS, TOLD, Breach, Clash, Requirement, requirement

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

RULE = "keep"
STAYS = Text("{session} stays where it is", "{session}保持原有时间和场地")
FEW = Text("at most {most} sessions change", "最多变动{most}场活动")
MOVES = Text("{session} moves", "{session}有变动")
TOO_MANY = Text("{count} sessions change; at most {most} may", "{count}场活动有变动，最多允许{most}场")


@requirement
class Perturbation(Requirement):
    """A session stays where it was `before`; a change costs its disturbance, ahead of all wishes."""

    session: Session
    before: Placement
    tier = TOLD

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
        return self.expo.disturbance(self.session, self.before, after)

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        if price := self.price(schedule.get(self.session.id)):
            yield self.clash(Breach(MOVES.fill(session=self.session), amount=price), self.sessions)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return placement == self.before

    def post(self, board: Board, when: Literal) -> None:
        board.imply(when, self._stays(board))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        name, (room, start, _), price = self.session.id, self.before, self.expo.keep.of_move
        told, extra = self.session.told, self.session.keep
        other_rooms, starts = board.placements(name).keys() - {room}, set(board.starts(name))
        yield board.negation(board.placed(name)), self.price(None)
        yield board.start_among(name, starts - {start}), price(told, extra, start=True, room=False)
        yield board.at(name, other_rooms, {start} & starts), price(told, extra, start=False, room=True)
        if extra.room:
            yield board.at(name, other_rooms, starts - {start}), extra.room

    def _stays(self, board: Board) -> Literal:
        name, (room, start, _) = self.session.id, self.before
        if start not in board.placements(name).get(room, ()):
            return board.false
        return board.at(name, {room}, {start})

    def moves(self, board: Board) -> Literal:
        """Whether it is no longer where it was."""
        return board.negation(self._stays(board))


@requirement
class Nearness(Perturbation):
    """A session moves no farther from where it was `before` than it has to; this decides where wishes do not."""

    tier = NEARNESS

    def price(self, after: Placement | None) -> int:
        """The distance from where it was; None means not placed."""
        return distance(self.expo, self.before, after)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        name = self.session.id
        rooms: dict[int, set[str]] = defaultdict(set)
        starts: dict[int, set[int]] = defaultdict(set)
        for room in board.placements(name):
            rooms[distance_of_room(self.expo, self.before, room)].add(room)
        for start in board.starts(name):
            starts[distance_of_start(self.expo, self.before, start)].add(start)
        yield board.negation(board.placed(name)), self.price(None)
        yield from ((board.in_rooms(name, alike), far) for far, alike in rooms.items() if far)
        yield from ((board.start_among(name, alike), far) for far, alike in starts.items() if far)


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

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        if placement == self.kept[session].before:
            return True
        others = (name for name in self.kept if name != session and name in schedule)
        return sum(schedule[name] != self.kept[name].before for name in others) < self.most

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
