"""The best schedule by trying every one, with the reference as the judge."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import product

from differential.facts import Made, Places
from differential.reference import Reference

OF_ONE = {"room_open", "room_fit", "time_window", "person_away", "pinned"}
"""Rules that a place of one session breaks or keeps whatever the others do."""


class Brute:
    """Every schedule that a planner may choose: what the file places stays there."""

    def __init__(self, made: Made) -> None:
        self.reference = Reference(made)
        self.facts = self.reference.facts
        self.options = {name: self._places(name) for name in self.facts.sessions}

    @property
    def schedules(self) -> int:
        """How many there are."""
        count = 1
        for options in self.options.values():
            count *= len(options)
        return count

    def cheapest(self) -> int | None:
        """The least cost of a schedule without errors; None where there is none."""
        costs = [self._cost(schedule) for schedule in self._every_schedule()]
        return min((cost for cost in costs if cost is not None), default=None)

    def _cost(self, schedule: Places) -> int | None:
        judged = self.reference.judge(schedule)
        return None if any(one.error for one in judged) else sum(one.cost for one in judged)

    def _every_schedule(self) -> Iterator[Places]:
        for chosen in product(*self.options.values()):
            yield {name: place for name, place in zip(self.options, chosen, strict=True) if place is not None}

    def _places(self, name: str) -> list[tuple[str, int] | None]:
        """Where one session may be; None is nowhere."""
        session = self.facts.sessions[name]
        everywhere = [
            (room, start)
            for room in self._rooms(session)
            for start in self._starts(session)
            if self.facts.has_end(name, start)
        ]
        places = [
            place for place in everywhere if not any(one.error for one in self.reference.judge({name: place}, OF_ONE))
        ]
        nowhere = [] if "start" in session and "room" in session else [None]
        return [*nowhere, *places]

    def _rooms(self, session: Made) -> list[str]:
        if "room" in session:
            return [self.facts.together(session["room"])]
        if session.get("host"):
            return self._rooms(self.facts.sessions[session["host"]])
        return self.facts.usable(session)

    def _starts(self, session: Made) -> list[int]:
        zone = self.facts.zone
        if "start" in session:
            return [self.facts.written(session)]
        slots = self.facts.scenario["expo"].get("slots")
        if slots:
            days = [(slot, day) for slot in slots for day in self.facts.dates if slot.get("day", str(day)) == str(day)]
            return sorted({zone.window(f"{day} {slot['at']}").start for slot, day in days})
        return [
            now
            for day in self.facts.dates
            for now in range(zone.at(day, 0), zone.at(day, 24 * 60))
            if zone.minute(now) % self.facts.step == 0
        ]
