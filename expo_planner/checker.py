"""Checks any schedule: the rules it breaks and its cost. Every schedule passes here before it is shown or written."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass
from itertools import groupby

from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.requirements import Clash, Requirement


@dataclass(frozen=True)
class Report:
    """The result of a check: broken rules in `clashes`, and everything that has a cost in `costs`.

    Goals and sessions left out are only in `costs`, broken musts only in `clashes`, broken wishes in both.
    """

    clashes: tuple[Clash, ...]
    costs: tuple[Clash, ...]

    @property
    def cost(self) -> int:
        """The cost of the schedule."""
        return sum(clash.cost for clash in self.costs)

    @property
    def errors(self) -> tuple[Clash, ...]:
        """Broken musts that no waiver covers."""
        return tuple(clash for clash in self.clashes if clash.error)

    @property
    def warnings(self) -> tuple[Clash, ...]:
        """Broken wishes that no waiver covers."""
        return tuple(clash for clash in self.clashes if clash.weight is not None and clash.waiver is None)

    @property
    def waived(self) -> tuple[Clash, ...]:
        """Clashes that a waiver covers."""
        return tuple(clash for clash in self.clashes if clash.waiver is not None)


def check(scenario: Scenario, schedule: Schedule) -> Report:
    """Every broken rule of a schedule and its total cost, sorted by severity, time, rule and the order of the file."""
    return judge(scenario.expo, scenario.requirements, schedule)


def judge(expo: Expo, requirements: Iterable[Requirement], schedule: Schedule) -> Report:
    """The result of a check against the given requirements only."""
    return report_of(expo, clashes_with(expo, requirements, schedule))


def clashes_with(expo: Expo, requirements: Iterable[Requirement], schedule: Schedule) -> Iterator[Clash]:
    """What breaks the given requirements, in their order, with the waivers that cover it."""
    for kind, alike in groupby(requirements, lambda one: type(one)):
        for clash in kind.all_broken(tuple(alike), schedule):
            yield clash.judged(expo, expo.waivers)


def report_of(expo: Expo, found: Iterable[Clash]) -> Report:
    """The report of clashes and costs that were found, sorted by severity, time, rule and the order of the file."""
    found = [*found]
    if not found:
        return Report((), ())
    rank = {name: place for place, name in enumerate(expo.sessions)}

    def order(clash: Clash) -> tuple[int, tuple[int, int], str, list[int], tuple[str, ...]]:
        severity = 0 if clash.error else 1 if clash.waiver is None else 2
        return (severity, clash.window or (0, 0), clash.rule, [rank[name] for name in clash.sessions], clash.people)

    ordered = sorted(found, key=order)
    return Report(
        clashes=tuple(clash for clash in ordered if not clash.goal),
        costs=tuple(clash for clash in ordered if clash.cost),
    )


def beyond(clashes: Iterable[Clash], known: Iterable[Clash], *, wherever: bool = False) -> tuple[Clash, ...]:
    """The clashes that are not among the known ones, in their order.

    With `wherever`, a clash between the same sessions is the same one at another time or in another room, too.
    """
    identify = _trouble if wherever else _identity
    left = Counter(map(identify, known))
    new = []
    for clash in clashes:
        identity = identify(clash)
        if left[identity]:
            left[identity] -= 1
        else:
            new.append(clash)
    return tuple(new)


def _identity(clash: Clash) -> Hashable:
    """The identity of a clash: everything except the figures in its message."""
    return (*_trouble(clash), clash.rooms, clash.window, clash.amount)


def _trouble(clash: Clash) -> tuple[Hashable, ...]:
    """What a clash is about, wherever and whenever: its demand, the sessions and people, and whether it is waived."""
    return (
        clash.rule,
        clash.sources,
        clash.sessions,
        clash.people,
        clash.weight,
        clash.waiver is None,
        clash.message.text,
    )
