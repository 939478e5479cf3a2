"""Builds a first schedule greedily: hardest sessions first, each at its cheapest free placement.

Guided ejection: a session without a free placement takes one whose occupants were the easiest to place so far. The
ejected sessions are placed again; each failure raises the weight of a session, so that it is ejected less often
(Nagata and Bräysy, "A powerful route minimization heuristic", 2009, use the same idea for vehicle routing).
"""

from __future__ import annotations

import heapq
import random
from collections import defaultdict
from collections.abc import Iterable, Iterator, Set
from itertools import islice

import numpy as np

from expo_planner.domain.clock import DAY, Window
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.staffing import assignment_id
from expo_planner.rules.requirements import Extra, Pairwise
from expo_planner.solver import search_clock
from expo_planner.solver.domains.grid import Truths
from expo_planner.solver.domains.priced import NEVER, Numbers, Prices
from expo_planner.solver.params import ConstructionParams
from expo_planner.solver.partial_schedule import PartialSchedule, open_places
from expo_planner.solver.reduced_costs import ReducedCosts


class Construction:
    """Builds a schedule session by session, by reduced cost if `costs` has prices.

    The same seed and prices give the same schedule.
    """

    def __init__(
        self,
        partial: PartialSchedule,
        seed: int,
        params: ConstructionParams = ConstructionParams(),
        costs: ReducedCosts | None = None,
    ) -> None:
        self.params, self.costs = params, costs or ReducedCosts(partial.problem)
        self.partial, self.problem, self.expo = partial, partial.problem, partial.expo
        self.random = random.Random(seed)
        self.trouble: dict[str, int] = defaultdict(int)
        """How hard each session is to place again: its failures so far, plus its relations if it has very many."""
        self.trouble |= {
            name: len(pairs) for name, pairs in self.problem.pairs.items() if len(pairs) > self.params.hub_relations
        }
        self._optional = [name for name in self.problem.domains if self.problem.left_out[name] is not None]
        self._tries = 0

    def build(self, deadline: float) -> None:
        """Places as many sessions as it can before the deadline (search clock, seconds), must sessions first."""
        queue = [
            (self._ease(name), name)
            for name, domain in self.problem.domains.items()
            if name not in self.partial.placed and domain.extent and self.expo.sessions[name].filling is None
        ]
        heapq.heapify(queue)
        for name in [*self.partial.placed]:
            self._assign(name)
        left = round(len(queue) * self.params.ejections_by_session) + self.params.ejections
        best, most = dict(self.partial.placed), self._worth()
        while queue and search_clock.now() < deadline:
            _, name = heapq.heappop(queue)
            owner = self.expo.owner(name)
            if owner != name:
                if owner in self.partial.placed and not self._assign(owner) and self._all_movable({owner}) and left:
                    left -= 1
                    for other in self._drive_out({owner}):
                        heapq.heappush(queue, (self._ease(other), other))
                continue
            if name not in self.partial.placed and not self._place(self._group(name)) and left:
                left -= 1
                if self._worth() > most:
                    best, most = dict(self.partial.placed), self._worth()
                for other in self._make_room(*self._hosts(name)):
                    heapq.heappush(queue, (self._ease(other), other))
        if most > self._worth():
            self.partial.move({name: best.get(name) for name in (*best, *self.partial.placed)})

    def _worth(self) -> tuple[int, int]:
        """The number of must sessions that are placed, and of all sessions."""
        placed = self.partial.placed
        return len(placed) - sum(name in placed for name in self._optional), len(placed)

    def _ease(self, name: str) -> tuple[int, int, int, int]:
        session = self.expo.sessions[name]
        length = (session.length or DAY) + session.setup + session.teardown
        optional = self.problem.left_out[name] is not None
        many = self.problem.domains[name].extent // max(length // 15, 1)
        ties = 2 if len(self.problem.pairs[name]) > self.params.hub_relations else 1 if self.problem.ties[name] else 0
        return (optional * (1000 + self.trouble[name]), -ties, many, -length)

    def _group(self, name: str) -> list[str]:
        """The session and all unplaced sessions tied to it, directly or through others; hosts come first."""
        group = [name]
        for member in group:
            for tie in self.problem.ties[member]:
                new = (other for other in tie.sessions if other in self.problem.domains and other not in group)
                own = (other for other in new if self.expo.sessions[other].filling is None)
                group += [other for other in own if other not in self.partial.placed]
        return sorted(group, key=lambda name: len(self._hosts(name)))

    def _hosts(self, name: str) -> list[str]:
        """The session, preceded by its unplaced hosts, outermost first."""
        host = self.expo.sessions[name].host
        if host is None or host not in self.problem.domains or host in self.partial.placed:
            return [name]
        return [*self._hosts(host), name]

    def _inside(self, names: set[str]) -> set[str]:
        """The sessions and all placed sessions that they host."""
        hosted = {
            session
            for name in names
            for tie in self.problem.ties[name]
            for session in tie.sessions
            if self.expo.sessions[session].host == name and session in self.partial.placed and session not in names
        }
        return self._inside(names | hosted) if hosted else names

    def _place(self, group: list[str]) -> bool:
        """Places the whole group: the first session as cheaply as the others allow. Returns whether it succeeded."""
        self._tries = self.params.tries * len(group)
        return self._place_rest(group, self.params.tries)

    def _place_rest(self, group: list[str], tries: int) -> bool:
        name, *others = group
        for placement in islice(self._cheapest(name), tries if others else None):
            self._tries -= 1
            if self.partial.admitted(name, placement):
                self.partial.put(name, placement)
                if self._assign(name) and (not others or self._place_rest(others, self.params.tries_of_tied)):
                    return True
                self._drive_out({name})
            if self._tries < 0 and len(self.problem.ties[name]):
                return False
        return False

    def _assign(self, name: str) -> bool:
        """Fills the roles of a placed session, by those for whom it costs least; False where somebody is missing."""
        filled = True
        for number, role in enumerate(self.expo.sessions[name].to_fill):
            one_each = [assignment_id(name, number, person) for person in role.candidates]
            missing = role.count - sum(one in self.partial.placed for one in one_each)
            absent = (one for one in one_each if one not in self.partial.placed and missing)
            for one in sorted(absent, key=lambda one: sum(extra.amount for extra in self.partial.extras(one))):
                place = self.partial.placed[name]
                place = self.expo.place_session(self.expo.sessions[one], place.room, place.start)
                if missing and self.partial.open_to(one, place):
                    self.partial.put(one, place)
                    missing -= 1
            filled = filled and (not missing or role.optional is not None)
        return filled

    def _cheapest(self, name: str) -> Iterator[Placement]:
        """The free placements of a session, cheapest first.

        The first pass yields each start once, the second pass the rest: a relation that forbids a placement nearly
        always forbids the other rooms at the same start, too.
        """
        rows, columns = self._left(name, self.problem.pairs[name])
        tried = set[tuple[int, int]]()
        for once in (True, False):
            for spot in self._spots(name, rows, columns.copy(), once):
                if spot not in tried:
                    tried.add(spot)
                    yield self.partial.placement(name, *spot)

    def _spots(self, name: str, rows: Numbers, columns: Truths, once: bool) -> Iterator[tuple[int, int]]:
        """Rows and columns of free placements, cheapest first; further rooms are priced once they may be cheaper.

        With `once`, each start is yielded once.
        """
        if not rows.size or not columns.any():
            return
        domain, extras = self.problem.domains[name], self.partial.extras(name)
        least = domain.by_start[columns].min()
        prices = np.full((1, columns.size), NEVER)
        while True:
            row, column = divmod(int(prices.argmin()), columns.size)
            seen = len(prices) - 1
            if seen < len(rows) and prices[row, column] > domain.by_room[rows[seen]] + least:
                more = self._open(name, extras, rows[seen : max(2 * seen, self.params.rooms_at_first)])
                more[:, ~columns] = NEVER
                prices = np.concatenate((prices, more))
            elif prices[row, column] < NEVER:
                yield int(rows[row - 1]), column
                prices[slice(None) if once else row, column] = NEVER
                columns[column] &= not once
            else:
                return

    def _left(self, name: str, demands: Iterable[Pairwise]) -> tuple[Numbers, Truths]:
        """The rows of the session's domain, and a mask of its columns, that `demands` allow beside the other sessions.

        An unplaced session tied to it restricts it to the rooms that both may have.
        """
        domain, standing = self.problem.domains[name], self.partial.standing
        rows, columns = np.ones(domain.rooms.size, dtype=np.bool_), np.ones(domain.starts.size, dtype=np.bool_)
        ticks = domain.axes.ticks[domain.starts]
        for demand in demands:
            other = next(other for other in demand.sessions if other != name)
            one_room = demand.ties and demand.rooms_matter
            if (place := standing.get(other)) is not None:
                if one_room:
                    rows &= domain.rooms == domain.axes.row[place.room]
                if (window := demand.starts_beside(name, place)) is not None:
                    columns &= (window.start <= ticks) & (ticks < window.end)
            elif one_room and other in self.problem.domains:
                rows &= np.isin(domain.rooms, self.problem.domains[other].rooms)
        return np.flatnonzero(rows), columns

    def _open(self, name: str, extras: list[Extra], rows: Numbers) -> Prices:
        """The prices of the free placements in some rooms, slightly lower without a gap to the previous session."""
        domain, occupancy = self.problem.domains[name], self.partial.occupancy
        prices = self.partial.prices(name, extras, rows) + self.costs.toll(name, rows)
        prices = open_places(prices, self.partial.free(name, rows))
        begins, _ = occupancy.needed(self.expo.sessions[name], domain.starts)
        prices -= self.params.touching_bonus * (occupancy.run[domain.rooms[rows, None], begins - 1] <= 0)
        return prices

    def _make_room(self, name: str, *inside: str) -> list[str]:
        """Places the session where the ejected sessions are easiest to place again. Returns the sessions to place next.

        These include `inside`, the unplaced sessions on the chain of hosts.
        """
        self.trouble[name] += 1
        optional = self.problem.left_out[name] is not None
        if optional and self.trouble[name] > self.params.optional_tries:
            return []
        best: tuple[int, Placement, set[str]] | None = None
        prices = self.problem.domains[name].prices()
        rows, columns = self._left(
            name, self.problem.ties[name] if self.trouble[name] % self.params.stubborn_every else ()
        )
        kept = np.zeros(prices.shape, dtype=np.bool_)
        kept[np.ix_(rows, columns)] = True
        places = np.flatnonzero((prices < NEVER) & kept).tolist()
        if not places:
            tied = {other for tie in self.problem.ties[name] for other in tie.sessions if other in self.partial.placed}
            return [name, *inside, *self._drive_out({other for other in tied if self._all_movable({other})})]
        for number in self.random.sample(places, min(self.params.tries, len(places))):
            placement = self.partial.placement(name, *divmod(number, prices.shape[1]))
            driven = self._in_the_way(name, placement)
            if driven is None:
                continue
            trouble = sum(1 + self.trouble[other] for other in driven)
            if best is None or trouble < best[0]:
                best = (trouble, placement, driven)
        if best is None or (optional and best[0] > 1 + self.trouble[name]):
            return []
        driven_out = self._drive_out(best[-1])
        self.partial.put(name, best[1])
        self._assign(name)
        return [*inside, *driven_out]

    def _drive_out(self, names: Set[str]) -> list[str]:
        """Removes the sessions, and those that they host, from the schedule."""
        driven = sorted(self._inside(set(names)))
        for name in driven:
            self.partial.remove(name)
        return driven

    def _in_the_way(self, name: str, placement: Placement) -> set[str] | None:
        """The sessions to eject for this placement; None if one of them cannot be moved."""
        placed, driven = self.partial.standing, set[str]()
        margin = self.problem.margin
        long = Window(placement.start - margin, placement.end + margin)
        for cell in self.problem.cells_of[placement.room] if self.expo.sessions[name].host is None else ():
            near = frozenset[str]().union(*(placed.near(long, self.partial.inside[room]) for room in cell.rooms))
            driven |= {other for other in near if not cell.pair(other, name).admits(placed, name, placement)}
        for demand in self.problem.musts[name]:
            if demand.admits(placed, name, placement):
                continue
            around = demand.around(placed, name, placement)
            beside = {other: placed[other] for other in around if other not in driven}
            for other in list(beside):
                if not demand.admits(Schedule({other: beside[other]}), name, placement):
                    driven.add(other)
                    del beside[other]
            if not demand.admits(Schedule(beside), name, placement):
                return None
        return driven if self._all_movable(driven) else None

    def _all_movable(self, names: set[str]) -> bool:
        """Whether the sessions may leave their places, and all that they host with them."""
        return self._inside(names) <= self.problem.domains.keys()
