"""An explanation: the conflict, and the ways out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict, Demand
    from expo_planner.planner.result import Outcome

INFEASIBLE = Text("no schedule exists; these requirements cannot all be met:", "不存在可行方案，下列要求无法同时满足：")
SEVERAL = Text("({count} conflicts, independent of each other)", "（共{count}处，互不相干）")
SESSIONS = Text("{count} sessions: {sessions}", "{count}场活动：{sessions}")
MORE_SESSIONS = Text("{count} sessions: {sessions} …", "{count}场活动：{sessions}等")
NOT_MINIMAL = Text("(not proven minimal)", "（未证明为最小矛盾）")
MINIMAL = Text("(dropping any one of them resolves this conflict)", "（去掉其中任何一条即可消除这处矛盾）")
LISTED = 12
"""The most members of an overload that are listed one by one, and the sessions that are named of more."""
PLACES = 3
"""The most places in a file that a line names."""
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
MORE = Text("  {number}. {said}", "  {number}. {said}")
WAY = Text("  {number}. {said} (concerns {cost} people)", "  {number}. {said}（涉及{cost}人次）")
APPLY = Text(
    "to apply number {number}: plan explain {scenario} --apply {number}",
    "采用第{number}条：plan explain {scenario} --apply {number}",
)


def conflict_lines(conflict: Conflict, language: Language, folder: Path) -> Iterator[str]:
    """The members of a conflict, each with its place in the file; of an overload, its sentence and the sessions."""
    if conflict.summary is not None:
        yield f"  {_line(conflict.summary, language, folder)}"
    if conflict.overload is not None and len(conflict.demands) > LISTED:
        placed = [demand for demand in conflict.requirements if demand.gives_place]
        said = [one.expo.sessions[one.sessions[0]] for one in placed[:LISTED]]
        text = SESSIONS if len(said) == len(placed) else MORE_SESSIONS
        yield f"  {text.fill(count=len(placed), sessions=said).say(language)}"
        others = (_line(demand, language, folder) for demand in _relations(conflict))
        yield from (f"  {line}" for line in [*dict.fromkeys(others)][:LISTED])
        yield from (f"  {_line(premise, language, folder)}" for premise in conflict.premises)
    else:
        for demand in conflict.members:
            yield f"  {_line(demand, language, folder)}"
    if not conflict.minimal:
        yield f"  {NOT_MINIMAL.say(language)}"


def _relations(conflict: Conflict) -> Iterator[Demand]:
    """The members that relate sessions to each other, other than by the rooms that the summary counts."""
    for demand, requirement in zip(conflict.demands, conflict.requirements, strict=True):
        if len(requirement.sessions) > 1 and not (requirement.rooms_only or demand.implied):
            yield demand


def _line(demand: Demand, language: Language, folder: Path) -> str:
    places = [str(source.below(folder)) for source in demand.sources]
    if len(places) > PLACES:
        places[PLACES:] = ["…"]
    said = demand.message.say(language)
    return f"{', '.join(places)}: {demand.rule}: {said}" if places else said


def show_conflicts(conflicts: Sequence[Conflict], language: Language, folder: Path) -> None:
    """All conflicts, line by line, with an empty line between two."""
    for number, conflict in enumerate(conflicts):
        if number:
            tell()
        for line in conflict_lines(conflict, language, folder):
            tell(line)


def show_explanation(outcome: Outcome, language: Language, scenario: Path) -> None:
    """Prints why there is no schedule, and the ways out."""
    if outcome.conflict is None:
        tell((EXISTS if outcome.found else NOT_KNOWN).fill(scenario=scenario).say(language))
        return
    tell(INFEASIBLE.say(language))
    if len(outcome.conflicts) > 1:
        tell(SEVERAL.fill(count=len(outcome.conflicts)).say(language))
    show_conflicts(outcome.conflicts, language, scenario.parent)
    if all(conflict.minimal for conflict in outcome.conflicts):
        tell(f"  {MINIMAL.say(language)}")
    tell()
    tell((WAYS_OUT if outcome.ways else NO_WAY).say(language))
    for number, way in enumerate(outcome.ways, 1):
        tell((WAY if way.concessions else MORE).fill(number=number, said=way, cost=way.cost).say(language))
    written = [number for number, way in enumerate(outcome.ways, 1) if way.concessions]
    if written:
        tell(APPLY.fill(scenario=scenario, number=written[0]).say(language))
