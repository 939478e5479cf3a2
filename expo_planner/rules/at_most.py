"""at_most: a limit on the sessions, or the people, at any one time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.rules.requirements import Cumulative
from expo_planner.rules.rule import Amount, Example, Rule, SessionIds

TOO_MANY_SESSIONS = Text(
    "{load} sessions at once, {when}; the limit is {limit}: {sessions}",
    "{when}有{load}场同时进行，上限为{limit}场：{sessions}",
)
TOO_MANY_PEOPLE = Text(
    "{load} people at once, {when}; the limit is {limit}: {sessions}",
    "{when}同时在场{load}人，上限为{limit}人，涉及：{sessions}",
)


@dataclass(frozen=True, kw_only=True)
class AtMost(Rule):
    """At no instant do more than `count` of the sessions run, or more than `people` attend them."""

    sessions: SessionIds
    count: Amount | None = None
    people: Amount | None = None

    title = Text("limit on what runs at once", "同时上限")
    about = Text(
        "At no time may more than `count` of the sessions run, or more than `people` people attend them. One clash "
        "for each continuous period over the limit, naming every session that runs in it.",
        "任一时刻同时进行的场次不超过 count，或参会人数之和不超过 people；每段连续超限计一处冲突，列出其间所有活动。",
    )
    usage = "at_most: {sessions: {category: 主题论坛}, count: 3}"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A, kind: open}]
                sessions:
                  - {id: one, title: Part one, duration: 1h, attendance: 20, tags: [x]}
                  - {id: two, title: Part two, duration: 1h, attendance: 30, tags: [x], priority: 1}
                  - {id: three, title: Part three, duration: 30min, attendance: 10, tags: [x], priority: 2}
                rules:
                  - at_most: {sessions: {tag: x}, count: 2}
                  - at_most: {sessions: [two, three], people: 35}
                """,
            accepts="one A 09:00, two A 09:30, three A 10:30",
            rejects="one A 09:00, two A 09:00, three A 09:30",
            says="3 sessions at once, Thu 6 Jul 09:30–10:00; the limit is 2: “Part one”, “Part two”, “Part three”",
            clashes=2,
        ),
    )

    def problems(self) -> Iterator[Text]:
        if self.count is None and self.people is None:
            yield Text("give `count`, `people` or both", "请给出 count 或 people，或两者都给")

    def requirements(self, expo: Expo) -> Iterator[Cumulative]:
        titles = [expo.sessions[name] for name in self.sessions]
        if self.count is not None:
            demand = Text("at most {limit} at once of {sessions}", "{sessions}同时最多{limit}场")
            yield Cumulative(
                **self.terms(expo),
                demand=demand.fill(limit=self.count, sessions=titles),
                loads=dict.fromkeys(self.sessions, 1),
                limit=self.count,
                says=TOO_MANY_SESSIONS,
            )
        if self.people is not None:
            demand = Text("at most {limit} people at once in {sessions}", "{sessions}同时最多{limit}人")
            yield Cumulative(
                **self.terms(expo),
                demand=demand.fill(limit=self.people, sessions=titles),
                loads={name: expo.sessions[name].attendance or 0 for name in self.sessions},
                limit=self.people,
                says=TOO_MANY_PEOPLE,
            )
