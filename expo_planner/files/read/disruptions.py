"""Disruptions given on the command line: `7A 2023-07-06 afternoon`, `Maya Lindqvist 2027-05-21`, ids, windows."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from typing import TypeVar

from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import Quoted, Refusal
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.files.schema.value_parsing import DATE, narrow
from expo_planner.solver.replan.disruption import Disruption

BEFORE_DATE = re.compile(rf"\s+(?={DATE})")
ROOM_AND_WINDOW = Text(
    "write a room id and a time window: '7A 2023-07-06 afternoon'", "先写场地编号，再写时段：“7A 2023-07-06 下午”"
)
PERSON_AND_WINDOW = Text(
    "write a person and a time window: 'Maya Lindqvist 2027-05-21'", "先写人员，再写时段：“翟瑞光 2023-07-06 下午”"
)
NO_WINDOW = Text("{found} has no time window", "{found}没有写时段")
MANY_NAMED = Text("more than one person is called {name}", "有不止一个人叫{name}")
Value = TypeVar("Value")


def read_disruption(
    expo: Expo,
    *,
    close: Iterable[str] = (),
    away: Iterable[str] = (),
    drop: Iterable[str] = (),
    freeze: Iterable[str] = (),
    most: int | None = None,
) -> Disruption:
    """The disruption that these texts describe. Raises BadInput with all problems."""
    reader = _Reader(expo)
    disruption = Disruption(
        closed=tuple(reader.each("--close", close, reader.closure)),
        away=tuple(reader.each("--away", away, reader.absence)),
        dropped=frozenset(reader.each("--drop", drop, lambda text: reader.context.reference("session", text))),
        frozen=tuple(reader.each("--freeze", freeze, reader.context.calendar.window)),
        most=most,
    )
    if reader.problems:
        raise BadInput(reader.problems)
    return disruption


class _Reader:
    def __init__(self, expo: Expo) -> None:
        self.expo = expo
        self.problems: list[Problem] = []
        known = {"session": expo.own_sessions, "room": expo.rooms}
        self.context = Context(calendar=Calendar(expo.clock, expo.parts), known=dict(known))

    def each(self, option: str, texts: Iterable[str], read: Callable[[str], Value]) -> list[Value]:
        """The values of an option; what is wrong with them is noted."""
        values = []
        for text in texts:
            try:
                values.append(read(text.strip()))
            except Refusal as refusal:
                self.problems.append(Problem(Source(option), "", refusal.message, refusal.hint))
        return values

    def closure(self, text: str) -> tuple[str, Window]:
        room, window = self._split(text, ROOM_AND_WINDOW)
        named = [one.id for one in self.expo.rooms.values() if one.name == room]
        room = named[0] if len(named) == 1 and room not in self.expo.rooms else room
        return self.context.reference("room", room), self.context.calendar.window(window)

    def absence(self, text: str) -> tuple[str, Window]:
        person, window = self._split(text, PERSON_AND_WINDOW)
        return self._person(person), self.context.calendar.window(window)

    def _split(self, text: str, hint: Text) -> tuple[str, str]:
        """A name, and the window after it, which begins with the first date."""
        match = BEFORE_DATE.search(narrow(text))
        if match is None or not match.start():
            raise Refusal(NO_WINDOW.fill(found=Quoted(text)), hint)
        return text[: match.start()].strip(), text[match.end() :]

    def _person(self, name: str) -> str:
        """The id of somebody whom the scenario names."""
        people = self.expo.people
        if name in people:
            return name
        ids = [person.id for person in people.values() if person.name == name]
        if len(ids) > 1:
            hint = Text("give an id instead: {ids}", "请用编号指明：{ids}").fill(ids=ids)
            raise Refusal(MANY_NAMED.fill(name=Quoted(name)), hint)
        if ids:
            return ids[0]
        names = [*people, *(person.name for person in people.values())]
        raise Refusal(
            Text("there is nobody called {name} in the scenario", "方案里没有{name}这个人").fill(name=Quoted(name)),
            self.context.suggestion(name, dict.fromkeys(names)),
        )
