"""prefer_when: sessions are at a time that their organiser prefers."""

from __future__ import annotations

from collections.abc import Hashable, Iterator
from dataclasses import dataclass

from expo_planner.domain.clock import inside, within
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.schedule import Placement
from expo_planner.rules.requirements import Breach, Unary, requirement
from expo_planner.rules.rule import Example, Goal


@requirement
class AtPreferredTime(Unary):
    """The session lies inside one of the windows that it prefers."""

    @property
    def likeness(self) -> Hashable:
        return (self.session.shape, self.session.prefer_when)

    def breach(self, placement: Placement) -> Breach | None:
        if inside(self.session.prefer_when, placement.window):
            return None
        span = self.expo.clock.span
        text = Text(
            "{session} is on {when}; it prefers {windows}",
            "{session}希望安排在{windows}，现为{when}",
        )
        windows = [span(window) for window in self.session.prefer_when]
        return Breach(text.fill(session=self.session, windows=windows, when=span(placement.window)))

    def amounts(self, room: str, starts: tuple[int, ...]) -> list[int]:
        """By windows for a session of fixed length."""
        length = self.session.length
        if length is None:
            return super().amounts(room, starts)
        liked = {start for window in self.session.prefer_when for start in within(starts, (window,), length)}
        return [int(start not in liked) for start in starts]


@dataclass(frozen=True, kw_only=True)
class PreferWhen(Goal):
    """Costs the weight, once, for each session that lies inside none of its preferred windows."""

    default = 10
    title = Text("preferred times", "意向时间")
    about = Text(
        "Costs the weight for each session that has preferred windows but lies inside none of them.",
        "写有意向时段而未排入其中的活动，每场计一次权重。",
    )
    usage = "prefer_when: 10"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-14:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions: [{id: panel, title: Panel, duration: 1h, prefer: {when: ["2023-07-06 10:00-12:00", "2023-07-06 afternoon"]}}]
                goals: {prefer_when: 7}
                """,
            accepts="panel A 13:00",
            rejects="panel A 12:00",
            says="“Panel” is on Thu 6 Jul 12:00–13:00; it prefers Thu 6 Jul 10:00–12:00, Thu 6 Jul 12:30–18:30",
            cost=7,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[AtPreferredTime]:
        demand = Text("{session} is at a preferred time", "{session}排在意向时间")
        for session in expo.sessions.values():
            if session.prefer_when:
                filled = demand.fill(session=session)
                yield AtPreferredTime(**self.terms(expo), demand=filled, session=session, goal=True)
