"""The facts of a scenario as the reference sees them: rooms, sessions and a schedule with every time worked out."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import combinations
from typing import Any

from differential.times import Span, Zone, clock_times, joined, length

Made = dict[str, Any]
"""A scenario, or a part of one, as plain JSON."""

Places = Mapping[str, tuple[str, int]]
"""A schedule: of the sessions that have a place, the room and the instant of the start."""


@dataclass(frozen=True)
class Placed:
    """A session with its place: its span, what it takes of its room, and what people see of it, day by day.

    `by_hours` is what has to lie within the expo's hours.
    """

    id: str
    session: Made
    room: Made
    span: Span
    taken: Span
    days: tuple[Span, ...]
    by_hours: tuple[Span, ...]


def every_time(sessions: list[Made]) -> Iterator[Made]:
    """The sessions, each with all it says, where those that take place several times are written once for each."""
    written = {session["id"]: session for session in sessions}
    for session in sessions:
        if "repeats" in session:
            continue
        yield session
        names = [f"{session['id']}-{number}" for number in range(2, session.get("times", 1) + 1)]
        own = [name for name, one in written.items() if one.get("repeats") == session["id"]]
        taken_over = {
            name: value for name, value in session.items() if name not in ("times", "spread", "start", "room", "pinned")
        }
        if "room" in session and isinstance(session["room"], list):
            taken_over.setdefault("rooms_needed", len(session["room"]))
        for name in dict.fromkeys([*names, *own]):
            yield taken_over | {"id": name, "repeats": session["id"]} | written.get(name, {})


class Facts:
    """What a scenario says, looked up the plain way."""

    def __init__(self, scenario: Made) -> None:
        self.scenario = scenario = scenario | {"sessions": [*every_time(scenario["sessions"])]}
        expo = scenario["expo"]
        self.zone = Zone(expo["timezone"], expo.get("parts", {}))
        self.step = length(expo.get("step", "30min"))
        self.dates = sorted(self._dates(expo["days"]))
        self.hours = {day: joined(self._hours(day)) for day in self.dates}
        self.rooms: dict[str, Made] = {room["id"]: room for room in scenario["rooms"]}
        self.rooms |= {name: room for session in scenario["sessions"] for name, room in self._several(session)}
        self.sessions: dict[str, Made] = {session["id"]: session for session in scenario["sessions"]}
        self.people: dict[str, Made] = {person["id"]: person for person in scenario.get("people", [])}
        self.rules: list[tuple[str, Made]] = [(name, one[name] or {}) for one in scenario["rules"] for name in one]
        self.goals: dict[str, int] = scenario.get("goals", {})

    @staticmethod
    def _dates(days: str | list[str]) -> list[date]:
        found = []
        for text in [days] if isinstance(days, str) else days:
            first, last = map(date.fromisoformat, [*text.split(".."), text][:2] if ".." in text else [text, text])
            found += [first + timedelta(days=count) for count in range((last - first).days + 1)]
        return found

    def _hours(self, day: date) -> list[Span]:
        hours = self.scenario["expo"].get("hours", "00:00-24:00")
        if isinstance(hours, dict):
            hours = hours.get(str(day), hours.get("default"))
        return [self.zone.of_day(day, *clock_times(text)) for text in ([hours] if isinstance(hours, str) else hours)]

    @property
    def all_hours(self) -> list[Span]:
        return joined([span for spans in self.hours.values() for span in spans])

    # rooms

    def _several(self, session: Made) -> Iterator[tuple[str, Made]]:
        """The rooms that a session has, or may have, at once; as rooms of their own."""
        halls = [room["id"] for room in self.rooms.values() if room.get("kind", "room") == "room"]
        names = session.get("rooms") or sorted(halls, key=self._by_size)
        chosen = list(combinations([name for name in names if name in halls], session.get("rooms_needed", 1)))
        now = tuple(self.together(session.get("room", "")).split("+"))
        for several in [*([] if session.get("host") else chosen), now]:
            parts = [self.rooms[name] for name in several if name]
            apart = not any(self.share(one, other) for one, other in combinations(parts, 2))
            one_site = session.get("rooms") or several == now or len({self.site(part) for part in parts}) == 1
            if len(parts) > 1 and apart and one_site:
                yield "+".join(several), {"id": "+".join(several), "parts": parts}

    @staticmethod
    def together(room: str | list[str]) -> str:
        """The name of a room or of several at once."""
        return room if isinstance(room, str) else "+".join(room)

    def _by_size(self, name: str) -> int:
        """The larger, the earlier."""
        return -(self.capacity(self.rooms[name]) or 0)

    def parts(self, room: Made) -> list[Made]:
        """Several rooms at once, or the room alone."""
        return room.get("parts") or [room]

    def usable(self, session: Made) -> list[str]:
        """The rooms that a session may use, one or several at once."""
        halls = [room for room in self.rooms.values() if room.get("kind", "room") == "room"]
        named = session.get("rooms") or [room["id"] for room in halls if "parts" not in room]
        if (needed := self.needed(session)) == 1:
            return named
        several = [room for room in self.rooms.values() if len(self.parts(room)) >= needed]
        return [room["id"] for room in several if all(part["id"] in named for part in room["parts"])]

    def needed(self, session: Made) -> int:
        """How many rooms a session takes at once."""
        return int(session.get("rooms_needed", len(self.together(session.get("room", "")).split("+"))))

    def among(self, room: Made, names: list[str]) -> bool:
        """Whether a room, or one of several at once, has one of these names."""
        return any(part["id"] in names for part in (room, *self.parts(room)))

    def cells(self, room: Made) -> set[str]:
        if "parts" in room:
            return set().union(*map(self.cells, room["parts"]))
        return set(room.get("cells") or [room["id"]])

    def share(self, one: Made, other: Made) -> bool:
        return bool(self.cells(one) & self.cells(other))

    def of_cells(self, room: Made, field: str) -> list[Any]:
        """A field of each cell of a joined hall that does not say itself; the room's own otherwise."""
        if room.get("cells") and field not in room:
            return [self.rooms[cell].get(field) for cell in room["cells"]]
        return [room.get(field)]

    def capacity(self, room: Made) -> int | None:
        if "parts" in room:
            own = [self.capacity(part) for part in room["parts"]]
            return None if None in own else sum(filter(None, own))
        seats = self.of_cells(room, "capacity")
        return None if None in seats else sum(seats)

    def equipment(self, room: Made) -> set[str]:
        if "parts" in room:
            return set.intersection(*map(self.equipment, room["parts"]))
        return set.intersection(*(set(one or []) for one in self.of_cells(room, "needs_met")))

    def price(self, room: Made) -> int:
        if "parts" in room:
            return sum(map(self.price, room["parts"]))
        return sum(one or 0 for one in self.of_cells(room, "cost_per_hour"))

    def site(self, room: Made) -> str | None:
        """None for online rooms, which need no travel; of several at once, the main one's."""
        if "parts" in room:
            return self.site(room["parts"][0])
        if room.get("kind") == "online":
            return None
        own = self.of_cells(room, "site")[0]
        return str(own or self.scenario["expo"].get("place", ""))

    def travel(self, one: Made, other: Made) -> int:
        here, there = self.site(one), self.site(other)
        for pair, time in self.scenario.get("sites", {}).get("travel", {}).items():
            if here is not None and there is not None and {here, there} == set(pair.split(" - ")):
                return length(time)
        return 0

    def windows(self, owner: Made, field: str) -> list[Span]:
        return [self.zone.window(text) for text in owner.get(field) or []]

    def is_open(self, room: Made, whole: Span, days: tuple[Span, ...]) -> bool:
        """Whether a room can be used: explicit windows see the whole, the expo's hours each day."""
        if "parts" in room:
            return all(self.is_open(part, whole, days) for part in room["parts"])
        if room.get("open"):
            return any(whole.inside(window) for window in joined(self.windows(room, "open")))
        if room.get("cells"):
            return all(self.is_open(self.rooms[cell], whole, days) for cell in room["cells"])
        return all(any(day.inside(window) for window in self.all_hours) for day in days)

    def is_closed(self, room: Made, whole: Span) -> bool:
        if "parts" in room:
            return any(self.is_closed(part, whole) for part in room["parts"])
        return any(
            whole.meets(window)
            for part in (room["id"], *self.cells(room))
            for window in self.windows(self.rooms[part], "closed")
        )

    # sessions

    def chosen(self, sessions: list[str] | dict[str, str]) -> list[str]:
        """The sessions that a rule is for."""
        if isinstance(sessions, list):
            return sessions
        [(kind, value)] = sessions.items()
        return [
            name
            for name, session in self.sessions.items()
            if (value in session.get("tags", []) if kind == "tag" else session.get(kind) == value)
        ]

    def end(self, session: Made, start: int) -> int:
        """When a session that starts then is over."""
        if "duration" not in session:
            last = re.split(r" \.\. | 至 ", session["start"])[1]
            return start + self.zone.moment(last) - self.written(session)
        if session["duration"].endswith("d"):
            return max(span.end for span in self.hours[self.days_of(session, start)[-1]])
        return start + length(session["duration"])

    def days_of(self, session: Made, start: int) -> list[date]:
        """The expo's days of a session of so many days that starts then."""
        later = [day for day in self.dates if day >= self.zone.day(start)]
        return later[: int(session["duration"][:-1])]

    def has_end(self, name: str, start: int) -> bool:
        """Whether the expo lasts as long as a session that starts then."""
        session = self.sessions[name]
        if not session.get("duration", "").endswith("d"):
            return True
        days = self.days_of(session, start)
        in_time = self.zone.day(start) in self.dates and len(days) == int(session["duration"][:-1])
        return in_time and start < self.end(session, start)

    def written(self, session: Made) -> int:
        """The start that the file gives."""
        return self.zone.moment(re.split(r" \.\. | 至 ", session["start"])[0])

    def daily(self, span: Span) -> tuple[Span, ...]:
        """What people see: of a session over several days each day from its start's clock time to its end's."""
        zone = self.zone
        first, begins = zone.day(span.start), zone.minute(span.start)
        last, ends = zone.ends(span.end)
        if not (last > first and ends > begins):
            return (span,)
        days = [first + timedelta(days=count) for count in range((last - first).days + 1)]
        spans = [zone.of_day(day, begins, ends) for day in days]
        spans[0] = Span(span.start, spans[0].end)
        spans[-1] = Span(spans[-1].start, span.end)
        return tuple(spans)

    def place(self, name: str, room: str, start: int) -> Placed:
        session = self.sessions[name]
        span = Span(start, self.end(session, start))
        taken = Span(
            span.start - length(session.get("setup", "0min")), span.end + length(session.get("teardown", "0min"))
        )
        days = by_hours = self.daily(span)
        if self.continuous(session):
            days = by_hours = (span,)
            if self.zone.ends(span.end)[0] > self.zone.day(span.start):
                by_hours = (Span(span.start, span.start + 1), Span(span.end - 1, span.end))
        return Placed(name, session, self.rooms[room], span, taken, days, by_hours)

    @staticmethod
    def continuous(session: Made) -> bool:
        """Whether it runs through the nights: a duration of more than 23 hours says so, if nothing else does."""
        written = session.get("duration", "")
        long = bool(written) and not written.endswith("d") and length(written) > 23 * 60
        return bool(session.get("continuous", long))

    def presences(self, placed: Placed) -> Iterator[tuple[str, Span]]:
        """Who is there when: all the time, or for an item of the programme."""
        for person in placed.session.get("people", []):
            for day in placed.days:
                yield person, day
        for item, span in zip(placed.session.get("programme", []), self.items(placed), strict=True):
            for person in item.get("people", []):
                if person not in placed.session.get("people", []):
                    yield person, span

    def items(self, placed: Placed) -> Iterator[Span]:
        """When the items of the programme are; what no longer fits into one day of several begins the next."""
        now = placed.span.start
        for item in placed.session.get("programme", []):
            if "at" in item:
                first, last = clock_times(item["at"])
                begins = self.zone.minute(self.written(placed.session))
                now = placed.span.start + (first - begins) % (24 * 60)
                minutes = last - first
            else:
                minutes = length(item["for"])
                for day, following in zip(placed.days, placed.days[1:], strict=False):
                    if now < following.start and now + minutes > day.end:
                        now = following.start
                        break
            yield Span(now, now + minutes)
            now += minutes
