"""audience: sessions that the same people want to attend."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.choices import AudienceChoices
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements import Disjoint
from expo_planner.rules.rule import ChoicesOf, Example, Pairs, Rule

BOTH_WANTED = Text(
    "{first} and {second} overlap, {when}; {people} people want to attend both",
    "{first}与{second}在{when}重叠，有{people}人两场都想参加",
)
NO_CHOICES = AudienceChoices()


@dataclass(frozen=True, kw_only=True)
class Audience(Rule):
    """Sessions that the same people want to attend do not overlap; this is always a wish.

    Each overlapping pair costs the weight times the number of those people.
    """

    weight: int | None = 1
    pairs: Pairs = ()
    file: ChoicesOf = NO_CHOICES

    title = Text("shared audience", "同一批观众")
    about = Text(
        "Each overlapping pair costs the weight for every person who wants to attend both. List the pairs here, or "
        "name a `file` of choices (csv, xlsx or json) with the columns person and session or sessions.",
        "两场重叠时，每有一位想同时参加的观众，即计一次权重；可直接列出各对活动及人数，或用 file 给出观众选择的文件"
        "（csv、xlsx 或 json），含 person 与 session 或 sessions 两列。",
    )
    usage = "audience: {pairs: [[a, b, 120]], weight: 1}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: one, title: Part one, duration: 1h}
                  - {id: two, title: Part two, duration: 1h, priority: 500}
                rules: [audience: {pairs: [[one, two, 120]], weight: 2}]
                """,
            accepts="one A 09:00, two B 10:00",
            rejects="one A 09:00, two B 09:30",
            says="“Part one” and “Part two” overlap, Thu 6 Jul 09:30–10:00; 120 people want to attend both",
            cost=240,
        ),
    )

    def problems(self) -> Iterator[Text]:
        if not self.pairs and not self.file.lists:
            yield Text("give `pairs` or a `file`", "请给出 pairs 或 file")

    def requirements(self, expo: Expo) -> Iterator[Disjoint]:
        demand = Text("{first} and {second} share an audience", "{first}与{second}面向同一批观众")
        terms = self.terms(expo)
        terms["weight"] = 1 if self.weight is None else self.weight
        for name, other, people in (*self.pairs, *self.file.pairs):
            first, second = expo.sessions[name], expo.sessions[other]
            filled = demand.fill(first=first, second=second)
            yield Disjoint(**terms, demand=filled, first=first, second=second, says=BOTH_WANTED, people=people)
