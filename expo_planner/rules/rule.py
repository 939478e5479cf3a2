"""A rule: its parameters, its sentences, an example, and the requirements that it places on an expo.

A rule is one file in this folder, named as the rule is named in a scenario file. Its class derives from `Rule` (or
`Goal`). Its dataclass fields are its parameters, typed with the names below: from these the reader of scenario files
decodes and checks them, and `plan schema` and `plan rules` describe them. No other file names the rule.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Annotated, ClassVar, NamedTuple, Self

from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.clock import Window
from expo_planner.domain.entities import NOWHERE
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.rules.requirements import Requirement, Terms


class Price(NamedTuple):
    """What it costs to have a session in a window or in a room; one of the two is given."""

    session: str
    cost: int
    when: Window | None = None
    room: str | None = None


SessionId = Annotated[str, "session"]
SessionIds = Annotated[tuple[str, ...], "sessions"]
"""A list of ids, or `{tag: …}`, `{category: …}`, `{series: …}`; ids in the order written, otherwise in the order of the file."""
AnySessionIds = Annotated[tuple[str, ...], "any sessions"]
"""The same, of any number; others are two sessions at least where they are listed."""
RoomIds = Annotated[tuple[str, ...], "rooms"]
People = Annotated[tuple[str, ...], "people"]
"""Ids of persons, written by id or name."""
Days = Annotated[tuple[date, ...], "days"]
"""Dates, and ranges of dates."""
ClockTime = Annotated[int, "clock time"]
"""A time of the day, in minutes after midnight."""
Windows = Annotated[tuple[Window, ...], "windows"]
Minutes = Annotated[int, "minutes"]
"""A duration with its unit; zero is allowed."""
PositiveMinutes = Annotated[int, "positive minutes"]
Amount = Annotated[int, "amount"]
"""A whole number, at least 1."""
Pairs = Annotated[tuple[tuple[str, str, int], ...], "pairs"]
"""Two session ids and a number of people, written in the scenario: `[[a, b, 120]]`."""
ChoicesOf = Annotated[AudienceChoices, "choices"]
"""What people want to attend, from a file of their choices."""

Prices = Annotated[tuple[Price, ...], "prices"]
"""Prices by session and by window or room, written in the scenario or in a csv table."""

RULES: dict[str, type[Rule]] = {}
"""Every rule by its name, goals included; filled as the files of this folder are imported."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A tiny expo that shows a rule: a schedule that it accepts, one that it rejects, and the message.

    `scenario` is a scenario file; `accepts` and `rejects` are schedules written `session room HH:MM`, separated by
    commas, with a date before the time where the expo has several days. `says` is the English message. `clashes` is
    the number of clashes of this rule in the rejected schedule, `cost` its cost where the rule is a goal.
    """

    scenario: str
    accepts: str
    rejects: str
    says: str
    clashes: int = 1
    cost: int = 0


@dataclass(frozen=True, kw_only=True)
class Rule:
    """One rule of a scenario, with its parameters.

    `weight` None makes the rule a must; with a number it is a wish, and each clash costs that much. `always` rules hold
    without being named in the file and may be named there once; the others are relations, given as often as needed.
    """

    weight: int | None = None
    source: Source = NOWHERE

    name: ClassVar[str]
    title: ClassVar[Text]
    about: ClassVar[Text]
    usage: ClassVar[str] = ""
    always: ClassVar[bool] = False
    examples: ClassVar[Sequence[Example]] = ()

    def __init_subclass__(cls) -> None:
        name = cls.__module__.rpartition(".")[2]
        if name == __name__.rpartition(".")[2]:
            return
        if name in RULES and RULES[name].__qualname__ != cls.__qualname__:
            raise TypeError(f"{cls.__module__}: a second rule named {name}")
        cls.name = name
        RULES[name] = cls

    def terms(self, expo: Expo) -> Terms:
        """The fields that its requirements take over from the rule."""
        return Terms(expo=expo, rule=self.name, weight=self.weight, source=self.source)

    def unwished(self) -> Self:
        """The rule if it is a must; a wish costs nothing any more."""
        return self if self.weight is None else replace(self, weight=0)

    def requirements(self, expo: Expo) -> Iterator[Requirement]:
        """The atomic demands that the rule places on this expo."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Goal(Rule):
    """A wish that is weighted under `goals:` in the scenario; `default` is its weight where none is given."""

    always: ClassVar[bool] = True
    default: ClassVar[int]

    def unwished(self) -> Self:
        return replace(self, weight=0)

    def terms(self, expo: Expo) -> Terms:
        weight = self.default if self.weight is None else self.weight
        return Terms(expo=expo, rule=self.name, weight=weight, source=self.source)
