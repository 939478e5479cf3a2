"""What the rules mean, a second time: naive, literal, slow, and written from their meaning alone.

Every function under `ALWAYS`, `RELATIONS` and `GOALS` yields the clashes of one rule with one set of parameters. Times,
rooms and people come from `facts`; nothing here knows how the planner works.

What the meaning leaves open is read so: a clash of one session starts with it, one of two with the time they share or
else the gap between them, one of more with the first of all; time_window is broken once, whatever the reasons.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations
from typing import Any

from differential import of_people
from differential.facts import Facts, Made, Placed, Places
from differential.situation import Found, Meaning, Situation, both, excess, minutes_in_which, span_or_gap, whole
from differential.times import Span, joined, length, minute


@dataclass(frozen=True)
class Judged:
    """A clash with its rule's name and weight (None: a must), and whether a waiver covers it.

    A `goal` only costs: so do sessions that may be left out.
    """

    rule: str
    weight: int | None
    goal: bool
    waived: bool
    found: Found

    @property
    def error(self) -> bool:
        return self.weight is None and not self.waived

    @property
    def cost(self) -> int:
        return 0 if self.weight is None or self.waived else self.weight * self.found.amount


# always on


def room_clash(at: Situation, rule: Made) -> Iterator[Found]:
    def turnover(room: Made) -> int:
        return length(str(room.get("turnover", rule.get("turnover", "0min"))))

    for one, other in combinations(at.takers, 2):
        gaps = []
        for own in at.facts.parts(one.room):
            for its in at.facts.parts(other.room):
                kinds = {own.get("kind", "room"), its.get("kind", "room")}
                if kinds == {"room"} and at.facts.share(own, its):
                    wall = length(rule.get("wall_move", "0min")) if own is not its else 0
                    gaps.append(max(turnover(own), turnover(its), wall))
        if gaps and one.taken.apart(other.taken) < max(gaps):
            yield Found(both(one, other), span_or_gap(one.taken, other.taken))


def room_open(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.takers:
        days = list(one.by_hours)
        days[0] = Span(one.taken.start, days[0].end)
        days[-1] = Span(days[-1].start, one.taken.end)
        if not at.facts.is_open(one.room, one.taken, tuple(days)) or at.facts.is_closed(one.room, one.taken):
            yield Found((one.id,), one.span, rooms=(one.room["id"],))


def room_fit(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.takers:
        capacity = at.facts.capacity(one.room)
        reasons = [
            capacity is not None and one.session.get("attendance", 0) > capacity,
            not set(one.session.get("needs", [])) <= at.facts.equipment(one.room),
            bool(one.session.get("rooms"))
            and not all(part["id"] in one.session["rooms"] for part in at.facts.parts(one.room)),
            len(at.facts.parts(one.room)) < at.facts.needed(one.session),
        ]
        for _ in filter(None, reasons):
            yield Found((one.id,), one.span, rooms=(one.room["id"],))


def time_window(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        when = at.facts.windows(one.session, "when")
        in_hours = all(any(day.inside(hours) for hours in at.facts.all_hours) for day in one.by_hours)
        as_asked = not when or any(one.span.inside(window) for window in when)
        if not (in_hours and as_asked and in_a_slot(at.facts, one)):
            yield Found((one.id,), one.span)


def in_a_slot(facts: Facts, one: Placed) -> bool:
    slots = facts.scenario["expo"].get("slots", [])
    for slot in slots:
        if slot.get("types") and one.session.get("type") not in slot["types"]:
            continue
        for day in [slot["day"]] if "day" in slot else map(str, facts.dates):
            span = facts.zone.window(f"{day} {slot['at']}")
            if one.span.start == span.start and one.span.end <= span.end:
                return True
    return not slots


def person_away(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        bad = [(person, span) for person, span in at.facts.presences(one) if not can_come(at.facts, person, span)]
        for person in dict(bad):
            yield Found((one.id,), min(span for who, span in bad if who == person), people=(person,))


def can_come(facts: Facts, person: str, span: Span) -> bool:
    known = facts.people.get(person, {})
    available = joined(facts.windows(known, "available"))
    away = any(span.meets(window) for window in facts.windows(known, "away"))
    return not away and (not available or any(span.inside(window) for window in available))


def host(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        own = one.session.get("host")
        if own is None:
            continue
        around = at.placed.get(own)
        if around is None or one.room is not around.room or not one.span.inside(around.span):
            yield Found((one.id, own), one.span)


def pool(at: Situation, rule: Made) -> Iterator[Found]:
    for name, limit in at.facts.scenario.get("pools", {}).items():
        users = {one.id: one.session.get("uses", {}).get(name, 0) for one in at.placed.values()}
        yield from excess(at, {user: used for user, used in users.items() if used}, limit)


def occupancy(at: Situation, rule: Made) -> Iterator[Found]:
    for room in at.facts.rooms.values():
        if room.get("kind") == "open" and "capacity" in room:
            here = {one.id: one for one in at.takers if one.room is room and one.session.get("attendance", 0) > 0}

            def too_full(now: int, seats: int = room["capacity"], here: dict[str, Placed] = here) -> bool:
                people = [one.session["attendance"] for one in here.values() if one.span.start <= now < one.span.end]
                return len(people) > 1 and sum(people) > seats

            for span in minutes_in_which(too_full, [one.span for one in here.values()]):
                yield Found(
                    tuple(name for name, one in here.items() if one.span.meets(span)), span, rooms=(room["id"],)
                )


def at_once(at: Situation, rule: Made) -> Iterator[Found]:
    for room in at.facts.rooms.values():
        if "at_once" in room:
            yield from excess(at, {one.id: 1 for one in at.takers if one.room is room}, room["at_once"])


def placed(at: Situation, rule: Made) -> Iterator[Found]:
    for name, session in at.facts.sessions.items():
        if name not in at.placed and session.get("priority", "must") == "must":
            yield Found((name,))


def pinned(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        if one.session.get("pinned"):
            moved = "start" in one.session and at.facts.written(one.session) != one.span.start
            room = at.facts.together(one.session["room"]) if "room" in one.session else one.room["id"]
            if moved or room != one.room["id"]:
                yield Found((one.id,), one.span)


# relations


def before(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in at.consecutive(rule):
        if one.span.end + length(rule.get("gap", "0min")) > other.span.start:
            yield Found(both(one, other), span_or_gap(one.span, other.span))


def follow(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in at.consecutive(rule):
        later = other.span.start - one.span.end
        if not 0 <= later <= length(rule.get("within", "0min")) or one.room is not other.room:
            yield Found(both(one, other), span_or_gap(one.span, other.span))


def together(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in at.consecutive(rule):
        if one.span.start != other.span.start:
            yield Found(both(one, other), span_or_gap(one.span, other.span))


def same_room(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in at.consecutive(rule):
        if one.room is not other.room:
            yield Found(both(one, other), span_or_gap(one.span, other.span))


def same_day(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in at.consecutive(rule):
        if at.facts.zone.day(one.span.start) != at.facts.zone.day(other.span.start):
            yield Found(both(one, other), span_or_gap(one.span, other.span))


def apart(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in combinations(at.of(at.facts.chosen(rule["sessions"])), 2):
        if one.span.meets(other.span):
            yield Found(both(one, other), one.span.shared(other.span))


def alone(at: Situation, rule: Made) -> Iterator[Found]:
    excepted = at.facts.chosen(rule.get("except", []))
    for one in at.of([rule["session"]]):
        for other in at.placed.values():
            own = other.session.get("host") == one.id
            if other is not one and not own and other.id not in excepted and one.span.meets(other.span):
                yield Found(both(one, other), one.span.shared(other.span))


def at_most(at: Situation, rule: Made) -> Iterator[Found]:
    chosen = at.of(at.facts.chosen(rule["sessions"]))
    if "count" in rule:
        yield from excess(at, {one.id: 1 for one in chosen}, rule["count"])
    if "people" in rule:
        yield from excess(at, {one.id: one.session.get("attendance", 0) for one in chosen}, rule["people"])


def crowd(at: Situation, rule: Made) -> Iterator[Found]:
    inside = [one for one in at.placed.values() if at.facts.among(one.room, rule["rooms"])]
    groups = [
        {one.id for one in group}
        for size in range(1, len(inside) + 1)
        for group in combinations(inside, size)
        if all(abs(one.span.end - other.span.end) < length(rule["within"]) for one, other in combinations(group, 2))
    ]
    for group in groups:
        if any(group < larger for larger in groups):
            continue
        if sum(at.facts.sessions[name].get("attendance", 0) for name in group) > rule["people"]:
            ends = [one.span.end for one in inside if one.id in group]
            yield Found(tuple(group), Span(min(ends), max(ends)))


def repeats(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in combinations(at.placed.values(), 2):
        if first_time(one.session) != first_time(other.session):
            continue
        spread = at.facts.sessions[first_time(one.session)].get("spread", "0min")
        days = [at.facts.zone.day(each.span.start) for each in (one, other)]
        halves = [at.facts.zone.minute(each.span.start) >= 12 * 60 for each in (one, other)]
        if spread == "days":
            close = days[0] == days[1]
        elif spread == "half_days":
            close = days[0] == days[1] and halves[0] == halves[1]
        else:
            close = abs(one.span.start - other.span.start) < length(spread)
        if close or one.span.meets(other.span):
            yield Found(both(one, other), span_or_gap(one.span, other.span))


def first_time(session: Made) -> str:
    """The session itself, or the one that it repeats."""
    return str(session.get("repeats", session["id"]))


def audience(at: Situation, rule: Made) -> Iterator[Found]:
    for first, second, people in rule["pairs"]:
        times = [
            [one for one in at.placed.values() if first_time(one.session) == first_time(at.facts.sessions[name])]
            for name in (first, second)
        ]
        repeated = [name for name, one in at.facts.sessions.items() if "repeats" in one]
        if {first_time(at.facts.sessions[name]) for name in repeated} & {
            first_time(at.facts.sessions[name]) for name in (first, second)
        }:
            together = [one.span.meets(other.span) for one in times[0] for other in times[1]]
            if together and all(together) and times[0] != times[1]:
                every = [*times[0], *times[1]]
                yield Found(tuple(one.id for one in every), whole([one.span for one in every]), amount=people)
            continue
        for one, other in combinations(at.of([first, second]), 2):
            if one.span.meets(other.span):
                yield Found(both(one, other), one.span.shared(other.span), amount=people)


def preference(at: Situation, rule: Made) -> Iterator[Found]:
    windows = at.facts.windows(rule, "when")
    for one in at.of(rule["sessions"]):
        there = not rule.get("rooms") or at.facts.among(one.room, rule["rooms"])
        then = not windows or any(one.span.meets(window) for window in windows)
        if there and then:
            yield Found((one.id,), one.span, amount=rule["cost"])


def preference_table(at: Situation, rule: Made) -> Iterator[Found]:
    for name, row in rule["costs"].items():
        for head, cost in row.items() if name in at.placed else ():
            one = at.placed[name]
            if head in at.facts.rooms:
                there = at.facts.among(one.room, [head])
            else:
                there = one.span.meets(at.facts.zone.window(head))
            if there and cost:
                yield Found((name,), one.span, amount=cost)


def breaks(at: Situation, rule: Made) -> Iterator[Found]:
    chosen, shift, minutes = (
        at.of(at.facts.chosen(rule["sessions"])),
        length(rule.get("shift", "0min")),
        length(rule["for"]),
    )
    for day in map(date.fromisoformat, rule["days"]) if "days" in rule else at.facts.dates:
        begins = at.facts.zone.at(day, minute(rule["at"]))
        about = Span(begins - shift, begins + shift + minutes)
        there = [one for one in chosen if one.span.meets(about)]
        starts = range(about.start, about.end - minutes + 1)
        if all(any(one.span.meets(Span(start, start + minutes)) for one in there) for start in starts):
            yield Found(tuple(one.id for one in there), about)


# goals


def avoid(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        asked = one.session.get("avoid", {})
        reasons = [
            any(one.span.meets(window) for window in at.facts.windows(asked, "when")),
            at.facts.among(one.room, asked.get("rooms", [])),
            bool(set(asked.get("tags", [])) & at.facts.equipment(one.room)),
        ]
        for _ in filter(None, reasons):
            yield Found((one.id,), one.span, amount=asked.get("weight", 1))


def left_out(at: Situation, rule: Made) -> Iterator[Found]:
    for name, session in at.facts.sessions.items():
        priority = session.get("priority", "must")
        if name not in at.placed and priority != "must":
            yield Found((name,), amount=priority)


def prefer_when(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        windows = at.facts.windows(one.session.get("prefer", {}), "when")
        if windows and not any(one.span.inside(window) for window in windows):
            yield Found((one.id,), one.span)


def prefer_rooms(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        rooms = one.session.get("prefer", {}).get("rooms")
        if rooms and not at.facts.among(one.room, rooms):
            yield Found((one.id,), one.span)


def snug_room(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.takers:
        capacity, attendance = at.facts.capacity(one.room), one.session.get("attendance")
        if capacity is not None and attendance is not None and capacity - attendance >= 10:
            yield Found((one.id,), one.span, amount=(capacity - attendance) // 10)


def turned_away(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.takers:
        capacity, attendance = at.facts.capacity(one.room), one.session.get("attendance")
        if capacity is not None and attendance is not None and attendance > capacity:
            yield Found((one.id,), one.span, amount=attendance - capacity)


def home_room(at: Situation, rule: Made) -> Iterator[Found]:
    groups: dict[tuple[str, date], list[Placed]] = {}
    for one in at.placed.values():
        if "series" in one.session:
            groups.setdefault((one.session["series"], at.facts.zone.day(one.span.start)), []).append(one)
    for group in groups.values():
        if rooms := len({one.room["id"] for one in group}) - 1:
            yield Found(tuple(one.id for one in group), whole([one.span for one in group]), amount=rooms)


def busy_people(at: Situation, rule: Made) -> Iterator[Found]:
    days: dict[str, set[date]] = {}
    names: dict[str, set[str]] = {}
    for one in at.placed.values():
        for person, span in at.facts.presences(one):
            days.setdefault(person, set()).update(at.facts.zone.day(now) for now in range(span.start, span.end))
            names.setdefault(person, set()).add(one.id)
    for person, own in days.items():
        if len(own) > 1:
            when = whole([at.placed[name].span for name in names[person]])
            yield Found(tuple(names[person]), when, people=(person,), amount=len(own) - 1)


def hire(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.takers:
        hours = -(-(one.taken.end - one.taken.start) // 60)
        if price := at.facts.price(one.room):
            yield Found((one.id,), one.span, amount=hours * price)


def spare_room(at: Situation, rule: Made) -> Iterator[Found]:
    halls = [room for room in at.facts.rooms.values() if room.get("kind", "room") == "room" and "parts" not in room]
    for hours in at.facts.all_hours:
        for start in range(hours.start, hours.end, 30):
            half = Span(start, start + 30)
            if not any(is_free(at, room, half) for room in halls):
                yield Found((), half)


def is_free(at: Situation, room: Made, half: Span) -> bool:
    taken = any(at.facts.share(room, one.room) and one.taken.meets(half) for one in at.takers)
    return not taken and at.facts.is_open(room, half, (half,)) and not at.facts.is_closed(room, half)


ALWAYS: dict[str, Meaning] = {
    one.__name__: one
    for one in (
        *(room_clash, room_open, room_fit, time_window, of_people.person_clash, person_away),
        *(host, pool, occupancy, at_once, placed, pinned, of_people.waking_hours, repeats),
    )
}
RELATIONS: dict[str, Meaning] = {
    one.__name__: one
    for one in (
        *(before, follow, together, same_room, same_day, apart, alone, at_most, crowd, audience, preference),
        *(preference_table, breaks, of_people.workload, of_people.night_rest),
    )
}
WISHES = {"audience", "preference", "preference_table"}
"""Relations that are wishes even without a weight."""
GOALS: dict[str, tuple[Meaning, int]] = {
    "prefer_when": (prefer_when, 10),
    "prefer_rooms": (prefer_rooms, 5),
    "snug_room": (snug_room, 1),
    "turned_away": (turned_away, 1),
    "home_room": (home_room, 4),
    "busy_people": (busy_people, 2),
    "hire": (hire, 0),
    "spare_room": (spare_room, 0),
    "avoid": (avoid, 10),
    "length_of_stay": (of_people.length_of_stay, 0),
    "even_workload": (of_people.even_workload, 0),
}


class Reference:
    """Judges schedules of one scenario."""

    def __init__(self, scenario: Made) -> None:
        self.facts = Facts(scenario)

    def judge(self, places: Places, rules: Collection[str] | None = None) -> list[Judged]:
        """Every clash of a schedule and everything that costs, of all rules or of some."""
        ordered = [name for name in self.facts.sessions if name in places]
        at = Situation(self.facts, {name: self.facts.place(name, *places[name]) for name in ordered})
        return [
            Judged(name, weight, name in GOALS or meaning is left_out, self.waived(name, found), found)
            for name, weight, meaning, rule in self.asked()
            if rules is None or name in rules
            for found in meaning(at, rule)
        ]

    def asked(self) -> Iterator[tuple[str, int | None, Meaning, Made]]:
        """Every rule and goal that holds, with its weight: None for a must."""
        given = dict(self.facts.rules)
        for name, meaning in ALWAYS.items():
            rule: dict[str, Any] = given.get(name, {})
            yield name, rule.get("weight"), meaning, rule
        yield "placed", 1, left_out, {}
        for name, rule in self.facts.rules:
            if name in RELATIONS:
                yield name, rule.get("weight", 1 if name in WISHES else None), RELATIONS[name], rule
        for name, (meaning, default) in GOALS.items():
            if weight := self.facts.goals.get(name, default):
                yield name, weight, meaning, {}

    def waived(self, rule: str, found: Found) -> bool:
        for waiver in self.facts.scenario.get("waivers", []):
            if waiver["rule"] == rule and set(waiver["sessions"]) <= set(found.sessions):
                until = waiver.get("until")
                if until is None or found.when is None or str(self.facts.zone.day(found.when.start)) <= until:
                    return True
        return False
