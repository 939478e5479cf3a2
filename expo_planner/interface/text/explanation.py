"""An explanation: the conflict, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict
    from expo_planner.planner.result import Outcome

INFEASIBLE = Text("no schedule exists; these requirements cannot all be met:", "不存在可行方案，下列要求无法同时满足：")
NOT_MINIMAL = Text("(not proven minimal)", "（未证明为最小矛盾）")
MINIMAL = Text("(dropping any one of them resolves this conflict)", "（去掉其中任何一条即可消除这处矛盾）")
EXISTS = Text(
    "a schedule exists; to find a good one: plan solve {scenario}",
    "存在可行方案，求解请用：plan solve {scenario}",
)
NOT_KNOWN = Text(
    "time ran out; whether a schedule exists is unknown. Allow more time with --time-limit",
    "时间用尽，尚不清楚是否存在可行方案，可用 --time-limit 放宽时间",
)
WAYS_OUT = Text(
    "ways out, cheapest first; each was verified by finding a schedule with it:",
    "化解办法（代价从低到高，每条均已试排成功）：",
)
NO_WAY = Text(
    "no way out was found in time; allow more time with --time-limit",
    "限时之内未找到化解办法，可用 --time-limit 放宽时间",
)
WAY = Text("  {number}. {said} (concerns {cost} people)", "  {number}. {said}（涉及{cost}人次）")
APPLY = Text("to apply the first: plan explain {scenario} --apply 1", "采用第1条：plan explain {scenario} --apply 1")


def conflict_lines(conflict: Conflict, language: Language, folder: Path) -> Iterator[str]:
    """The members of a conflict, each with its place in the file, if it has one there."""
    for demand in conflict.demands:
        places = ", ".join(str(source.below(folder)) for source in demand.sources)
        yield (
            f"  {places}: {demand.rule}: {demand.message.say(language)}"
            if places
            else f"  {demand.message.say(language)}"
        )
    if not conflict.minimal:
        yield f"  {NOT_MINIMAL.say(language)}"


def show_conflict(conflict: Conflict, language: Language, folder: Path) -> None:
    """A conflict, line by line."""
    for line in conflict_lines(conflict, language, folder):
        tell(line)


def show_explanation(outcome: Outcome, language: Language, scenario: Path) -> None:
    """Prints why there is no schedule, and the ways out."""
    if outcome.conflict is None:
        tell((EXISTS if outcome.found else NOT_KNOWN).fill(scenario=scenario).say(language))
        return
    tell(INFEASIBLE.say(language))
    show_conflict(outcome.conflict, language, scenario.parent)
    if outcome.conflict.minimal:
        tell(f"  {MINIMAL.say(language)}")
    tell()
    tell((WAYS_OUT if outcome.ways else NO_WAY).say(language))
    for number, way in enumerate(outcome.ways, 1):
        tell(WAY.fill(number=number, said=way, cost=way.cost).say(language))
    if outcome.ways:
        tell(APPLY.fill(scenario=scenario).say(language))
