"""Evaluates every placement of one session while all others stay: clashes, disturbance and cost.

Unlike the prices of a partial schedule, which guide a search, the evaluation is exact: it agrees with the checker.
"""

from __future__ import annotations

from collections.abc import Collection, Hashable, Iterable
from typing import NamedTuple

import numpy as np

from expo_planner.checker import beyond
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Clash, Requirement, Unary
from expo_planner.rules.requirements.pairwise import GivenOther
from expo_planner.solver.domains.grid import ArrayIndex, Grid, Integers, Truths, alike_rooms
from expo_planner.solver.domains.initial import InitialDomains
from expo_planner.solver.index import DemandIndex
from expo_planner.solver.params import PlacementParams


class RoomStays(NamedTuple):
    """The sessions in one room: when they occupy it (ticks), the people to notify of a move, and which are pinned."""

    names: list[str]
    begins: Integers
    ends: Integers
    told: Integers
    pinned: Truths


class PlacementEvaluation:
    """Evaluates rooms × starts for a session that is not placed in a schedule.

    `barred` marks placements that no move of up to two others opens; `blocked` counts the musts broken with other
    sessions; `told` is a lower bound on the people to notify of moves of others. `cost` is the added cost of a
    placement, known where `priced` is true and for `own`, the session's current placement. Placements that fit are
    priced; with `top`, only the `top` least disturbing ones and ties. With `movers` 0, no other session may move, and
    a single placement is not priced. With `everywhere`, all rooms of the expo are evaluated.
    """

    def __init__(
        self,
        index: DemandIndex,
        name: str,
        others: Schedule,
        own: Placement | None = None,
        also: Iterable[int] = (),
        top: int | None = None,
        movers: int = PlacementParams.movers,
        everywhere: bool = False,
    ) -> None:
        self.movers = movers
        self.index, self.expo, self.others, self.own = index, index.expo, others, own
        self.session = self.expo.sessions[name]
        rooms, starts = self._candidates(own, also)
        self.grid = Grid(self.expo, self.session, tuple(self.expo.rooms) if everywhere else rooms, starts)
        shape = self.grid.shape
        self.barred, self.blocked = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.int64)
        self.cost, self.told = np.zeros(shape, dtype=np.int64), np.zeros(shape, dtype=np.int64)
        self.kept, self.priced = np.zeros(shape, dtype=np.bool_), np.zeros(shape, dtype=np.bool_)
        if own is not None:
            self.kept = self.grid.only(own)
        self.suits = self.taken = np.zeros(shape, dtype=np.bool_)
        """The placements allowed by the session's own demands, and those in occupied rooms."""
        alone = sorted(index.alone.get(name, []), key=_timed)
        for demand in alone:
            if demand.weight is None:
                self._alone(demand)
        self.suits = ~self.barred
        self._take_rooms()
        beside = [*index.beside(name, others, must=True)]
        for part in beside:
            self._ask(part)
        self.musts = [*(demand for demand in alone if demand.weight is None), *beside]
        self.priced = self._least_disturbing(top)
        wishes = [demand for demand in alone if demand.weight is not None]
        for wish in (*wishes, *index.beside(name, others, must=False)) if self._in_doubt else ():
            self._ask(wish)

    def _candidates(self, own: Placement | None, also: Iterable[int]) -> tuple[tuple[str, ...], tuple[int, ...]]:
        """The rooms and starts that the solver would try, those of the file, and the current ones."""
        initial, session = InitialDomains(self.expo, afresh=True), self.session
        rooms, starts = dict.fromkeys(initial.rooms(session)), {*initial.starts(session), *also}
        if session.room is not None:
            rooms.setdefault(session.room)
        if session.start is not None:
            starts.add(session.start)
        if own is not None:
            rooms.setdefault(own.room)
            starts.add(own.start)
        return tuple(rooms), tuple(sorted(starts))

    @property
    def fits(self) -> Truths:
        """The placements that are open while all others stay."""
        fits: Truths = ~self.barred & (self.blocked == 0)
        return fits

    @property
    def price(self) -> Integers:
        """The disturbance of the session's own move."""
        if self.own is None:
            return np.zeros(self.cost.shape, dtype=np.int64)
        return self.grid.disturbance(self.own)

    @property
    def distance(self) -> Integers:
        """How far each placement is from the current one; 0 for a session that is not placed."""
        return np.zeros(self.cost.shape, dtype=np.int64) if self.own is None else self.grid.distance(self.own)

    @property
    def _in_doubt(self) -> bool:
        """Whether costs matter; they do not if only the best placement is sought and just one is left."""
        return bool(self.movers) or int(self.priced.sum()) > 1

    def _least_disturbing(self, top: int | None) -> Truths:
        """The open placements, without those that `top` others beat in disturbance."""
        fits, price = self.fits, self.price
        others = price[fits & ~self.kept] if top is not None else price[:0]
        if top is None or len(others) <= top:
            return fits
        least: Truths = fits & (price <= np.partition(others, top - 1)[top - 1])
        return least

    def _columns(self, rows: list[int] | slice, near: Truths | None = None, *, must: bool) -> list[int]:
        """The columns that still need evaluation in some rows."""
        some = ((~self.barred[rows] if must else self.priced[rows]) | self.kept[rows]).any(axis=0)
        return np.flatnonzero(some if near is None else some & near).tolist()

    def _ask(self, demand: Requirement) -> None:
        if isinstance(demand, Unary):
            self._alone(demand)
        else:
            self._together(demand)

    def _alone(self, demand: Unary) -> None:
        """Applies a demand on the session alone to all placements."""
        waivers, near = self.index.waivers(demand.rule), self._near(demand)
        if demand.weight is None and not waivers:
            self._forbid(demand, near)
            return
        must = demand.weight is None
        for where, clash in self.grid.clashes(demand, waivers, lambda rows: self._columns(rows, near, must=must)):
            self.cost[where] += clash.cost
            if clash.error and isinstance(demand, GivenOther):
                self._stop(where, self.movable(clash))
            elif clash.error:
                self.barred[where] = True

    def _forbid(self, demand: Unary, near: Truths | None) -> None:
        """Bars the placements that a must forbids, or records that another session blocks them."""
        for where in self.grid.forbidden(demand, lambda rows: self._columns(rows, near, must=True)):
            if isinstance(demand, GivenOther):
                self._stop(where, [name for name in demand.witnesses if self._may_move(name)])
            else:
                self.barred[where] = True

    def barred_by(self, demand: Unary) -> Truths:
        """A mask of the placements that a must on the session alone forbids."""
        bars = np.zeros(self.barred.shape, dtype=np.bool_)
        for where, clash in self.grid.clashes(demand, self.index.waivers(demand.rule)):
            bars[where] = clash.error
        return bars

    def _near(self, demand: Unary) -> Truths | None:
        """The starts at which the other session of a pair can clash at all; None: any."""
        if not isinstance(demand, GivenOther) or (reach := demand.pair.reach) is None:
            return None
        near: Truths = (self.grid.ticks < demand.other.end + reach + 1) & (
            self.grid.ends + reach + 1 > demand.other.start
        )
        return near

    def _stop(self, where: ArrayIndex, movable: Collection[str]) -> None:
        """Records a must broken at some placements together with other sessions, of which `movable` may move."""
        self.blocked[where] += 1
        if not movable or not self.movers:
            self.barred[where] = True
        else:
            least = min(self.expo.sessions[name].told for name in movable)
            self.told[where] = np.maximum(self.told[where], least)

    def movable(self, clash: Clash) -> list[str]:
        """The other sessions of a clash that may move."""
        return [name for name in clash.sessions if self._may_move(name)]

    def _may_move(self, name: str) -> bool:
        return name in self.others and not self.expo.sessions[name].pinned

    def _together(self, demand: Requirement) -> None:
        """Applies a demand on several sessions to all placements, less its clashes among the others."""
        waivers, must = self.index.waivers(demand.rule), demand.weight is None
        beside = {name: self.others[name] for name in demand.sessions if name in self.others}

        def judged(schedule: dict[str, Placement]) -> list[Clash]:
            return [clash.judged(self.expo, waivers) for clash in demand.broken_by(Schedule(schedule))]

        before = judged(beside)
        errors, cost = [clash for clash in before if clash.error], sum(clash.cost for clash in before)
        times: dict[Hashable, list[int]] = {}
        for column in self._columns(slice(None), must=must):
            place = self.grid.placement(0, column)
            key = place.window if waivers else demand.time_key(self.session.id, place)
            times.setdefault(key, []).append(column)
        for rows, room in alike_rooms(demand, self.grid.rooms):
            wanted = set(self._columns(rows, must=must))
            for columns in times.values():
                if wanted.isdisjoint(columns):
                    continue
                place = Placement(room, self.grid.starts[columns[0]], int(self.grid.ends[columns[0]]))
                if must and not waivers and demand.admits(self.others, self.session.id, place):
                    continue
                after = judged({**beside, self.session.id: place})
                where = np.ix_(rows, columns)
                for clash in beyond((clash for clash in after if clash.error), errors):
                    self._stop(where, self.movable(clash))
                self.cost[where] += sum(clash.cost for clash in after) - cost

    def _take_rooms(self) -> None:
        """Counts the sessions that occupy the room of each placement."""
        if self.session.host is not None:
            return
        begins, ends = self.grid.ticks - self.session.setup, self.grid.ends + self.session.teardown
        known: dict[str, RoomStays] = {}
        for row, room in enumerate(map(self.expo.rooms.__getitem__, self.grid.rooms)):
            for other in self.expo.joins[room.id]:
                cell = self.index.cell(room, other)
                if cell is None:
                    continue
                if other not in known:
                    known[other] = self._stays(other)
                stays, gap = known[other], cell.gap(room.id, other)
                meets = (begins < stays.ends[:, None] + gap) & (ends + gap > stays.begins[:, None])
                if cell.weight is None and not self.index.waivers(cell.rule):
                    self.blocked[row] += meets.sum(0)
                    self.told[row] += (stays.told[:, None] * meets).sum(0)
                    self.barred[row] |= meets[stays.pinned].any(0)
                    continue
                for number, column in np.argwhere(meets).tolist():
                    name = stays.names[number]
                    both = Schedule({name: self.others[name], self.session.id: self.grid.placement(row, column)})
                    for clash in cell.pair(self.session.id, name).broken_by(both):
                        judged = clash.judged(self.expo, self.index.waivers(cell.rule))
                        self.cost[row, column] += judged.cost
                        if judged.error:
                            self._stop(np.ix_([row], [column]), self.movable(judged))
        self.taken = self.blocked > 0
        self.barred |= self.blocked > self.movers

    def _stays(self, room: str) -> RoomStays:
        names = sorted(name for name in self.others.by_room.get(room, ()) if self.expo.sessions[name].host is None)
        taken = [self.expo.taken(self.expo.sessions[name], self.others[name]) for name in names]
        return RoomStays(
            names,
            np.array([window.start for window in taken], dtype=np.int64),
            np.array([window.end for window in taken], dtype=np.int64),
            np.array([self.expo.sessions[name].told for name in names], dtype=np.int64),
            np.array([self.expo.sessions[name].pinned for name in names], dtype=np.bool_),
        )


def _timed(demand: Unary) -> bool:
    """The sort key that puts demands that bar whole rooms first."""
    return demand.timed
