"""What the rules about people mean, a second time: naive, literal, slow."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from itertools import combinations

from differential.facts import Made, Placed
from differential.situation import Found, Situation, both, hosts, span_or_gap, whole
from differential.times import Span, Zone, clock_times, joined, length


def spans_of(at: Situation, one: Placed, person: str) -> list[Span]:
    """When a session needs a person; items that follow one another are one presence."""
    return joined(span for who, span in at.facts.presences(one) if who == person)


def named(one: Placed | Made) -> list[str]:
    """Everyone whom a session names."""
    session = one.session if isinstance(one, Placed) else one
    return [
        *session.get("people", []),
        *(who for item in session.get("programme", []) for who in item.get("people", [])),
    ]


def engagements(at: Situation, person: str) -> list[Placed]:
    """The sessions that need a person, but for those whose host names the person too."""
    found = []
    for one in at.placed.values():
        around = at.facts.sessions.get(one.session.get("host") or "", {})
        if person in named(one) and person not in named(around):
            found.append(one)
    return found


def everyone(at: Situation) -> list[str]:
    return list(dict.fromkeys(person for session in at.facts.sessions.values() for person in named(session)))


def days(at: Situation, span: Span) -> set[date]:
    return {at.facts.zone.day(now) for now in range(span.start, span.end)}


def person_clash(at: Situation, rule: Made) -> Iterator[Found]:
    for one, other in combinations(at.placed.values(), 2):
        way = at.facts.travel(one.room, other.room)
        sites = at.facts.site(one.room), at.facts.site(other.room)
        if None not in sites and sites[0] == sites[1] and not at.facts.share(one.room, other.room):
            way = length(rule.get("walk", "0min"))
        close = []
        for person in dict.fromkeys(named(one)):
            own = str(at.facts.people.get(person, {}).get("pause", rule.get("pause", "0min")))
            for here in spans_of(at, one, person):
                for there in spans_of(at, other, person):
                    if here.apart(there) < max(way, length(own)):
                        close.append((person, span_or_gap(here, there)))
        for person in () if hosts(one, other) else dict(close):
            yield Found(both(one, other), min(when for who, when in close if who == person), people=(person,))


def waking_hours(at: Situation, rule: Made) -> Iterator[Found]:
    for one in at.placed.values():
        for person in dict.fromkeys(named(one)) if one.room.get("kind") == "online" else ():
            known = at.facts.people.get(person, {})
            if "timezone" in known:
                there = Zone(known["timezone"], {})
                spans = spans_of(at, one, person)
                depth = max((deep(there, known, now) for span in spans for now in range(*span)), default=0)
                if depth:
                    yield Found((one.id,), one.span, people=(person,), amount=-(-depth // 60))


def deep(there: Zone, known: Made, now: int) -> int:
    """Minutes from a minute to the nearest in which a person is awake, on a clock that goes round."""
    first, last = clock_times(known.get("waking", "07:00-23:00"))
    shown = there.minute(now)
    awake = {minute % (24 * 60) for minute in range(first, last)}
    return min(off for off in range(24 * 60) if {(shown + off) % (24 * 60), (shown - off) % (24 * 60)} & awake)


def workload(at: Situation, rule: Made) -> Iterator[Found]:
    for person in rule.get("people") or everyone(at):
        by_day: dict[date, dict[str, int]] = {}
        for one in engagements(at, person):
            minutes = {now for span in spans_of(at, one, person) for now in range(*span)}
            for now in minutes:
                own = by_day.setdefault(at.facts.zone.day(now), {})
                own[one.id] = own.get(one.id, 0) + 1
        for own in by_day.values():
            names = tuple(own)
            when = whole([at.placed[name].span for name in names])
            if "count" in rule and len(own) > rule["count"]:
                yield Found(names, when, people=(person,))
            if "hours" in rule and sum(own.values()) > length(rule["hours"]):
                yield Found(names, when, people=(person,))


def night_rest(at: Situation, rule: Made) -> Iterator[Found]:
    for person in rule.get("people") or everyone(at):
        for one, other in combinations(engagements(at, person), 2):
            short = [
                span_or_gap(here, there)
                for here in spans_of(at, one, person)
                for there in spans_of(at, other, person)
                if at.facts.zone.day(here.start) != at.facts.zone.day(there.start)
                and here.apart(there) < length(rule["rest"])
            ]
            if short:
                yield Found(both(one, other), span_or_gap(one.span, other.span), people=(person,))


def length_of_stay(at: Situation, rule: Made) -> Iterator[Found]:
    for person in everyone(at):
        there = [
            (one, day) for one in at.placed.values() for span in spans_of(at, one, person) for day in days(at, span)
        ]
        dates = [day for _, day in there]
        if dates and min(dates) < max(dates):
            names = tuple(dict.fromkeys(one.id for one, _ in there))
            when = whole([at.placed[name].span for name in names])
            yield Found(names, when, people=(person,), amount=(max(dates) - min(dates)).days)


def half(at: Situation, span: Span) -> tuple[date, bool]:
    """The day on which a span begins, and whether it is after noon."""
    return at.facts.zone.day(span.start), at.facts.zone.minute(span.start) >= 12 * 60


def even_workload(at: Situation, rule: Made) -> Iterator[Found]:
    for person in everyone(at):
        halves = {one.id: {half(at, span) for span in spans_of(at, one, person)} for one in engagements(at, person)}
        for day in sorted({day for own in halves.values() for day, _ in own}):
            names = [name for name, own in halves.items() if any(its == day for its, _ in own)]
            pairs = len([*combinations(names, 2)])
            for afternoon in (False, True):
                pairs += len([*combinations([name for name, own in halves.items() if (day, afternoon) in own], 2)])
            if pairs:
                when = whole([at.placed[name].span for name in names])
                yield Found(tuple(names), when, people=(person,), amount=pairs)
