"""How well a schedule meets what people have chosen.

A person attends as many of the chosen sessions as possible that do not overlap: of what ends first, then of what begins
last, each that overlaps none before it (earliest end first, which is optimal for intervals: Kleinberg and Tardos,
Algorithm Design, 4.1). That decides who sits where, and depends on no order of people or files. A session that takes
place several times is attended once. Travel between rooms is not counted.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice, product
from types import MappingProxyType

from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.expo import Expo
from expo_planner.domain.schedule import Schedule
from expo_planner.rules import Scenario
from expo_planner.rules.audience import Audience

MOST_WAYS = 1_000
"""Ways to choose among the times of repeated sessions that are tried for one person."""


@dataclass(frozen=True)
class Turnout:
    """One session: how many people chose it, how many of them can come, and the seats; None: without limit.

    Who chose a session that takes place several times is counted in `chosen` of each of its times, but comes to one.
    """

    session: str
    chosen: int
    expected: int
    seats: int | None = None

    @property
    def short(self) -> int:
        """How many of those who come find no seat."""
        return 0 if self.seats is None else max(0, self.expected - self.seats)


@dataclass(frozen=True)
class ChoicesMet:
    """What becomes of the choices of `people`; choices are counted one by one, `met` and the three `lost` make up all.

    `content` are the people who can attend all they chose, seats aside. `unplaced` is lost to sessions without a place.
    """

    people: int
    choices: int
    content: int
    unplaced: int
    turnouts: tuple[Turnout, ...] = field(default=())

    @property
    def full(self) -> int:
        """The choices lost to rooms that are full."""
        return sum(one.short for one in self.turnouts)

    @property
    def met(self) -> int:
        """The choices that can be attended, on a seat."""
        return sum(one.expected for one in self.turnouts) - self.full

    @property
    def clashing(self) -> int:
        """The choices lost to others that take place at the same time."""
        return self.choices - self.unplaced - self.full - self.met


def chosen_by_audience(scenario: Scenario) -> AudienceChoices | None:
    """The choices in the files of the scenario's rules `audience`; None where no rule names one."""
    files = [rule.file for rule in scenario.rules if isinstance(rule, Audience) and rule.file.lists]
    counts: Counter[tuple[str, ...]] = Counter()
    for one in files:
        counts.update(dict(one.lists))
    if not files:
        return None
    choices = AudienceChoices(tuple(sorted(counts.items())))
    return choices.of_whole_sessions(scenario.expo.first_time) if scenario.expo.repeated else choices


def choices_met(expo: Expo, choices: AudienceChoices, schedule: Schedule) -> ChoicesMet:
    """How well the schedule meets the choices. Turnouts of sessions that anybody chose are in the order of the file."""
    windows = {name: (place.start, place.end) for name, place in schedule.items()}
    chosen: Counter[str] = Counter()
    expected: Counter[str] = Counter()
    content = unplaced = 0
    for wanted, people in choices.lists:
        attended = most_of(wanted, windows, expo.repeated)
        chosen.update(dict.fromkeys(wanted, people))
        expected.update(dict.fromkeys(attended, people))
        content += people * (len(attended) == len(wanted))
        unplaced += people * sum(windows.keys().isdisjoint(expo.times_of(name)) for name in wanted)
    return ChoicesMet(
        people=sum(people for _, people in choices.lists),
        choices=chosen.total(),
        content=content,
        unplaced=unplaced,
        turnouts=tuple(
            Turnout(name, chosen[expo.first_time(name)], expected[name], _seats(expo, schedule, name))
            for name in expo.sessions
            if expo.first_time(name) in chosen
        ),
    )


def most_of(
    wanted: Iterable[str],
    windows: Mapping[str, tuple[int, int]],
    repeated: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> list[str]:
    """As many of the wanted sessions as one person can attend, in order of time; windows are half-open.

    Of a session that takes place several times, one of its times is attended: of all ways to choose these, up to a
    thousand are tried.
    """
    placed = [[time for time in repeated.get(name, (name,)) if time in windows] for name in wanted]
    ways = islice(product(*(times for times in placed if times)), MOST_WAYS)
    return max((_most_at_once(way, windows) for way in ways), key=len)


def _most_at_once(wanted: Iterable[str], windows: Mapping[str, tuple[int, int]]) -> list[str]:
    attended: list[str] = []
    until: int | None = None
    for name in sorted(wanted, key=lambda one: (windows[one][1], -windows[one][0], one)):
        if until is None or windows[name][0] >= until:
            attended.append(name)
            until = windows[name][1]
    return attended


def _seats(expo: Expo, schedule: Schedule, session: str) -> int | None:
    """The seats of the room that a session has to itself; one inside another shares those of its host."""
    if session not in schedule or expo.sessions[session].host is not None:
        return None
    return expo.rooms[schedule[session].room].capacity
