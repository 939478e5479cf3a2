"""pool: staff and equipment shared by all rooms."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.problems import Source
from expo_planner.rules.requirements import Cumulative, requirement
from expo_planner.rules.rule import Example, Rule

TOO_MUCH = Text(
    "{load} × {pool} in use, {when}; there are only {limit}: {sessions}",
    "{when}需要{pool}共{load}，只有{limit}：{sessions}",
)


@requirement
class PoolLoad(Cumulative):
    """At no instant is more of a pool used than there is."""

    place: Source

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.place,)


@dataclass(frozen=True, kw_only=True)
class Pool(Rule):
    """At no instant is more of a pool used than there is."""

    always = True
    title = Text("shared staff and equipment", "共用人员与设备")
    about = Text(
        "At no time do the sessions use more of a pool (interpreters, cameras) than there is. One clash for each "
        "continuous period over the limit.",
        "任一时刻对同传、摄像等共用资源的占用不超过总数；每段连续超限计一处冲突。",
    )
    usage = "pool"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A, kind: open}]
                pools: {interpreter: 2, camera: 1}
                sessions:
                  - {id: one, title: Part one, duration: 1h, uses: {interpreter: 2}}
                  - {id: two, title: Part two, duration: 30min, uses: {interpreter: 1, camera: 1}, priority: 2}
                """,
            accepts="one A 09:00, two A 10:00",
            rejects="one A 09:00, two A 09:30",
            says="3 × interpreter in use, Thu 6 Jul 09:30–10:00; there are only 2: “Part one”, “Part two”",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[PoolLoad]:
        for pool, limit in expo.pools.items():
            loads = {session.id: session.uses[pool] for session in expo.sessions.values() if session.uses.get(pool)}
            if loads:
                demand = Text("there are only {limit} × {pool}", "{pool}只有{limit}")
                yield PoolLoad(
                    **self.terms(expo),
                    demand=demand.fill(limit=limit, pool=pool),
                    loads=loads,
                    limit=limit,
                    says=TOO_MUCH,
                    facts={"pool": pool},
                    place=expo.at(f"pools.{pool}"),
                )
