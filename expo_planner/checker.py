"""Judges any schedule: what is broken, and what it costs. Nothing is shown or written that has not passed here."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from expo_planner.requirements import Clash
from expo_planner.rules import Scenario
from expo_planner.schedule import Schedule


@dataclass(frozen=True)
class Report:
    """What the checker found: broken rules in `clashes`, and everything that costs in `costs`.

    Goals and sessions left out stand only in `costs`, broken musts only in `clashes`, broken wishes in both.
    """

    clashes: tuple[Clash, ...]
    costs: tuple[Clash, ...]

    @property
    def cost(self) -> int:
        """What the schedule costs."""
        return sum(clash.cost for clash in self.costs)

    @property
    def errors(self) -> tuple[Clash, ...]:
        """Broken musts that nobody has accepted."""
        return tuple(clash for clash in self.clashes if clash.error)

    @property
    def warnings(self) -> tuple[Clash, ...]:
        """Broken wishes that nobody has accepted."""
        return tuple(clash for clash in self.clashes if clash.weight is not None and clash.waiver is None)

    @property
    def waived(self) -> tuple[Clash, ...]:
        """Clashes that are known and accepted."""
        return tuple(clash for clash in self.clashes if clash.waiver is not None)


def check(scenario: Scenario, schedule: Schedule) -> Report:
    """Every broken rule of a schedule and its whole cost, sorted by severity, time, rule and the order of the file."""
    expo = scenario.expo
    found = [
        clash.judged(expo, expo.waivers)
        for kind, alike in groupby(scenario.requirements, lambda one: type(one))
        for clash in kind.all_broken(tuple(alike), schedule)
    ]
    rank = {name: place for place, name in enumerate(expo.sessions)}

    def order(clash: Clash) -> tuple[int, tuple[int, int], str, list[int], tuple[str, ...]]:
        severity = 0 if clash.error else 1 if clash.waiver is None else 2
        return (severity, clash.window or (0, 0), clash.rule, [rank[name] for name in clash.sessions], clash.people)

    found.sort(key=order)
    return Report(
        clashes=tuple(clash for clash in found if not clash.goal),
        costs=tuple(clash for clash in found if clash.cost),
    )
