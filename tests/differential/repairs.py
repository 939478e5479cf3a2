"""Repairs beside brute force: the fewest told, then the least cost, with the reference as the judge."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from functools import cache
from itertools import combinations, product

from differential.brute import OF_ONE, Brute
from differential.compare import as_places, as_schedule, read
from differential.expos import CALENDARS, wide_expo
from differential.facts import Made, Places
from differential.reference import Reference
from expo_planner.domain.schedule import Schedule
from expo_planner.files.read.disruptions import read_disruption
from expo_planner.planner.repair import repair
from expo_planner.planner.solve import solve
from expo_planner.solver.limits import Effort

OF_TWO = OF_ONE | {
    *("room_clash", "person_clash", "apart", "alone", "before", "follow", "together", "same_room", "same_day")
}
"""Rules that two sessions break or keep whatever the others do."""
EFFORT = Effort(time_limit=60)
KEEP = {"start": 2, "room": 1, "dropped": 4}


def two_sites(seed: int) -> Made:
    """Two halls far from each other, four sessions, pairs with a common audience, all goals weighed."""
    drawn = random.Random(f"two sites {seed}")
    zone, first = drawn.choice(CALENDARS)
    days = [str(date.fromisoformat(first) + timedelta(days=number)) for number in range(2)]
    names = ["a", "b", "c", "d"]
    hours = drawn.choice(["09:00-11:00", "10:00-12:00", "01:00-03:00"])
    sessions: list[Made] = []
    for name in names:
        session: Made = {
            "id": name,
            "title": f"Session {name}",
            "duration": drawn.choice(["30min", "1h", "1h", "90min"]),
        }
        session["attendance"] = drawn.choice([3, 8, 20, 40])
        if drawn.random() < 0.6:
            session["people"] = drawn.sample(["zoe", "max"], drawn.choice([1, 1, 2]))
        if drawn.random() < 0.5:
            session["prefer"] = {"when": [f"{drawn.choice(days)} {hours}"], "rooms": [drawn.choice(["A", "B"])]}
        if drawn.random() < 0.5:
            session["series"] = drawn.choice(["law", "art"])
        if drawn.random() < 0.3:
            session["priority"] = drawn.choice([1, 8, 30])
        sessions.append(session)
    pairs = [[*two, drawn.choice([1, 3, 7, 20])] for two in combinations(names, 2) if drawn.random() < 0.6]
    limit = {"count": drawn.choice([1, 2])} if drawn.random() < 0.6 else {"people": drawn.choice([30, 60])}
    at_most: Made = {"sessions": drawn.sample(names, 3), **limit}
    if drawn.random() < 0.4:
        at_most["weight"] = drawn.choice([1, 6])
    rules: list[Made] = [{"at_most": at_most}]
    return {
        "expo": {
            "id": f"sites-{seed}",
            "title": "Two sites",
            "timezone": zone,
            "days": days,
            "hours": hours,
            "step": drawn.choice(["30min", "60min", "60min"]),
            "place": "Fair",
            "language": "en",
        },
        "sites": {"travel": {"Fair - Hotel": drawn.choice(["15min", "30min", "45min"])}},
        "rooms": [
            {"id": "A", "name": "Hall A", "capacity": 50, "cost_per_hour": 2},
            {"id": "B", "name": "Hall B", "capacity": drawn.choice([20, 80]), "site": "Hotel"},
        ],
        "sessions": sessions,
        "rules": [*rules, {"audience": {"pairs": pairs}}] if pairs else rules,
        "goals": {
            "prefer_when": 10,
            "prefer_rooms": 5,
            "snug_room": 1,
            "turned_away": 1,
            "home_room": 4,
            "busy_people": 2,
            "hire": 1,
            "spare_room": drawn.choice([0, 3]),
        },
    }


@dataclass(frozen=True)
class Told:
    """What happens to a schedule, in the words of the command line."""

    close: list[str] = field(default_factory=list)
    away: list[str] = field(default_factory=list)
    drop: list[str] = field(default_factory=list)
    freeze: list[str] = field(default_factory=list)
    most: int | None = None


def told(made: Made, before: Places, drawn: random.Random) -> Told:
    """A room that closes, mostly for a day, and now and then all else that can happen."""
    facts = Reference(made).facts
    days = [str(day) for day in facts.dates]
    rooms = sorted({room for room, _ in before.values()} or facts.rooms)

    def window() -> str:
        hours = drawn.choice(["", "", " 09:00-10:00", " 08:00-09:30", " 00:30-02:30"])
        return drawn.choice(days) + hours

    def some(share: float, text: str) -> list[str]:
        return [text] if drawn.random() < share else []

    people = sorted({person for session in made["sessions"] for person in session.get("people", [])})
    return Told(
        close=some(0.9, f"{drawn.choice(rooms)} {window()}"),
        away=some(0.3, f"{drawn.choice(people)} {window()}") if people else [],
        drop=some(0.1, drawn.choice([*facts.sessions])),
        freeze=some(0.15, window()),
        most=drawn.choice([None, None, None, None, 1, 2]),
    )


def after(made: Made, what: Told) -> Made:
    """The scenario with the rooms closed and the people away."""
    changed = copy.deepcopy(made)
    for text in what.close:
        room, window = text.split(" ", 1)
        next(one for one in changed["rooms"] if one["id"] == room).setdefault("closed", []).append(window)
    for text in what.away:
        name, window = text.split(" ", 1)
        people = changed.setdefault("people", [])
        if name not in {one["id"] for one in people}:
            people.append({"id": name})
        next(one for one in people if one["id"] == name).setdefault("away", []).append(window)
    written = {session["id"]: session for session in changed["sessions"]}
    for name in absent(made, what):
        if name not in written:
            further = {"id": name, "repeats": Reference(made).facts.sessions[name]["repeats"]}
            changed["sessions"].append(further)
            written[name] = further
        written[name]["priority"] = 0
    return changed


def absent(made: Made, what: Told) -> set[str]:
    """The dropped sessions and what they host."""
    gone, sessions = set(what.drop), Reference(made).facts.sessions.values()
    while more := {one["id"] for one in sessions if one.get("host") in gone} - gone:
        gone |= more
    return gone


class BruteRepair(Brute):
    """Every repair of a schedule that a planner may choose."""

    def __init__(self, made: Made, before: Places, what: Told) -> None:
        self.before, self.what = before, what
        self.gone = absent(made, what)
        facts = Reference(made).facts
        windows = [facts.zone.window(text) for text in what.freeze]
        self.frozen = {
            name
            for name, (room, start) in before.items()
            if name not in self.gone and not facts.sessions[name].get("pinned")
            if any(facts.place(name, room, start).span.meets(window) for window in windows)
        }
        super().__init__(after(made, what))

    def best(self) -> tuple[int, int] | None:
        """The least price of changes, and the least cost with it; None where no schedule is without errors."""
        classes = [self._by_price(name) for name in self.options]
        prices: dict[int, list[tuple[int, ...]]] = {}
        for chosen in product(*classes):
            prices.setdefault(sum(chosen), []).append(chosen)
        for price in sorted(prices):
            cases = [
                {name: own[one] for name, own, one in zip(self.options, classes, chosen, strict=True)}
                for chosen in prices[price]
            ]
            costs = [self._cost(places) for options in cases for places in self.every(options)]
            errorless = [cost for cost in costs if cost is not None]
            if errorless:
                return price, min(errorless)
        return None

    def _by_price(self, name: str) -> dict[int, list[tuple[str, int] | None]]:
        """Where a session may be, by what a move there costs."""
        found: dict[int, list[tuple[str, int] | None]] = {}
        for place in self.options[name]:
            known = name in self.before and name not in self.gone
            price = self._disturbance(name, self.before[name], place) if known else 0
            found.setdefault(price, []).append(place)
        return found

    def every(self, options: Mapping[str, list[tuple[str, int] | None]]) -> Iterator[Places]:
        """Every schedule of these places in which no two sessions break a rule."""
        left = list(options)

        def extend(places: dict[str, tuple[str, int]], number: int) -> Iterator[Places]:
            if number == len(left):
                if self.what.most is None or self.changed(places) <= self.what.most:
                    yield dict(places)
                return
            name = left[number]
            for place in options[name]:
                if place is None:
                    yield from extend(places, number + 1)
                elif not any(self._two_broken(one, here, name, place) for one, here in places.items()):
                    yield from extend({**places, name: place}, number + 1)

        return extend({}, 0)

    @cache  # noqa: B019 - lives as long as one case
    def _two_broken(self, one: str, here: tuple[str, int], other: str, there: tuple[str, int]) -> bool:
        return self._broken({one: here, other: there})

    def _broken(self, places: Places) -> bool:
        return any(one.error for one in self.reference.judge(places, OF_TWO))

    def changed(self, places: Places) -> int:
        return sum(places.get(name) != place for name, place in self.before.items() if name not in self.gone)

    def price(self, places: Places) -> int:
        return sum(
            self._disturbance(name, place, places.get(name))
            for name, place in self.before.items()
            if name not in self.gone
        )

    def _disturbance(self, name: str, was: tuple[str, int], now: tuple[str, int] | None) -> int:
        session, keep = self.facts.sessions[name], KEEP | self.facts.scenario.get("keep", {})
        people = {*session.get("people", [])}
        people.update(person for item in session.get("programme", []) for person in item.get("people", []))
        people_told, own = 1 + session.get("attendance", 0) + len(people), session.get("keep", {})
        if now is None:
            return int(keep["dropped"] * people_told + own.get("start", 0) + own.get("room", 0))
        start, room = now[1] != was[1], now[0] != was[0]
        factor = keep["start"] if start else keep["room"] if room else 0
        return int(factor * people_told + start * own.get("start", 0) + room * own.get("room", 0))

    def _held(self, session: Made) -> bool:
        """Whether the session keeps what the file gives it."""
        return bool(session.get("pinned")) or session["id"] not in self.before

    def _places(self, name: str) -> list[tuple[str, int] | None]:
        session = self.facts.sessions[name]
        if name in self.gone:
            return [None]
        if name in self.frozen:
            return [self.before[name]]
        if self._held(session) and "start" in session and "room" in session:
            return [(self.facts.together(session["room"]), self.facts.written(session))]
        found = super()._places(name)
        return found if self._held(session) or None in found else [None, *found]

    def _rooms(self, session: Made) -> list[str]:
        if self._held(session) and "room" in session:
            return [self.facts.together(session["room"])]
        if session["id"] in self.frozen:
            return [self.before[session["id"]][0]]
        if session["id"] in self.gone:
            return []
        rooms = super()._rooms({field: value for field, value in session.items() if field != "room"})
        if session["id"] in self.before:
            rooms = [*dict.fromkeys([*rooms, self.before[session["id"]][0]])]
        return rooms

    def _starts(self, session: Made) -> list[int]:
        if self._held(session) and "start" in session:
            return super()._starts(session)
        starts = super()._starts({field: value for field, value in session.items() if field != "start"})
        if session["id"] in self.before:
            starts = sorted({*starts, self.before[session["id"]][1]})
        return starts


@dataclass(frozen=True)
class Case:
    """A schedule that was published, and what happened since."""

    made: Made
    before: Places
    what: Told


def case(seed: int) -> Case:
    """A repair to try; every other one of two sites."""
    made = two_sites(seed) if seed % 2 else wide_expo(seed, small=True)
    drawn = random.Random(f"repair {seed}")
    if seed % 3 == 0:
        made["keep"] = {name: drawn.choice([1, 2, 3, 5]) for name in KEEP}
    scenario = read(made)
    solved = solve(scenario, EFFORT).schedule
    before = {name: place for name, place in as_places(scenario.expo, solved).items() if drawn.random() < 0.9}
    return Case(made, before, told(made, before, drawn))


def wrong_repair(one: Case) -> list[str]:
    """What the planner finds otherwise than brute force, or leaves unproven."""
    scenario = read(one.made)
    before: Schedule = as_schedule(scenario.expo, one.before)
    options = {"close": one.what.close, "away": one.what.away, "drop": one.what.drop, "freeze": one.what.freeze}
    disruption = read_disruption(scenario.expo, **options, most=one.what.most)
    mended = repair(scenario, before, disruption, EFFORT)
    brute = BruteRepair(one.made, one.before, one.what)
    best = brute.best()
    if best is None:
        return [] if mended.status == "infeasible" else [f"the planner: {mended.status}; brute force: none"]
    places = as_places(scenario.expo, mended.schedule)
    ours = (mended.status, brute.price(places), mended.cost)
    wrong = [f"the planner: {ours}; brute force: {('optimal', *best)}"] if ours != ("optimal", *best) else []
    if not wrong and not mended.fewest:
        wrong.append(f"not proven: {mended.price_bound} to {mended.price}")
    return wrong
