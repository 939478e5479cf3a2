"""What a rule is: parameters, sentences, an example, and the requirements that it makes of an expo.

A rule is one file in this folder, named as the rule is named in a scenario file. Its class derives from `Rule` (or
`Goal`), its dataclass fields are its parameters, typed with the names below so that the reader of scenario files
decodes and checks them, and `plan schema` and `plan rules` describe them. Nothing else needs to know the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Annotated, ClassVar

from expo_planner.domain.expo import NOWHERE, Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.rules.requirements import Requirement, Terms

SessionId = Annotated[str, "session"]
SessionIds = Annotated[tuple[str, ...], "sessions"]
"""A list of ids, or `{tag: …}`, `{category: …}`, `{series: …}`; ids in the order written, else of the file."""
RoomIds = Annotated[tuple[str, ...], "rooms"]
Minutes = Annotated[int, "minutes"]
"""A duration with its unit; zero is allowed."""
PositiveMinutes = Annotated[int, "positive minutes"]
Amount = Annotated[int, "amount"]
"""A whole number from 1."""
Pairs = Annotated[tuple[tuple[str, str, int], ...], "pairs"]
"""Two session ids and a number of people, in place: `[[a, b, 120]]`."""
Interests = Annotated[tuple[tuple[str, str, int], ...], "interests"]
"""The same, counted from a csv file of `person,session` rows."""

RULES: dict[str, type[Rule]] = {}
"""Every rule by its name, goals included; filled as the files of this folder are imported."""


@dataclass(frozen=True, kw_only=True)
class Example:
    """A tiny expo that shows a rule: a schedule that it accepts, one that it rejects, and what it then says.

    `scenario` is a scenario file; `accepts` and `rejects` are schedules written `session room HH:MM`, separated by
    commas, with a date before the time where the expo has several days. `says` is the English message. `clashes` is
    how many clashes the rejected schedule has by this rule, `cost` what it costs where the rule is a goal.
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

    `weight` None is a must; a number makes each of its clashes cost that much. `always` rules hold without being
    named in the file and are named there at most once; the others are relations, given as often as needed.
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
        """What its requirements take over from it."""
        return Terms(expo=expo, rule=self.name, weight=self.weight, source=self.source)

    def requirements(self, expo: Expo) -> Iterator[Requirement]:
        """The atomic demands that the rule makes of this expo."""
        raise NotImplementedError


@dataclass(frozen=True, kw_only=True)
class Goal(Rule):
    """A wish that is weighed under `goals:` of the scenario; `default` is its weight where none is given there."""

    always: ClassVar[bool] = True
    default: ClassVar[int]

    def terms(self, expo: Expo) -> Terms:
        weight = self.default if self.weight is None else self.weight
        return Terms(expo=expo, rule=self.name, weight=weight, source=self.source)
