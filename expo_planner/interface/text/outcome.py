"""The outcome of a search: its status, the cost, the sessions left out, and the output folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.clashes import clash_line
from expo_planner.interface.text.explanation import INFEASIBLE, show_conflict
from expo_planner.interface.text.tables import print_styled
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from rich.table import Table

    from expo_planner.planner.result import Outcome

STATUS = {
    "optimal": Text("optimal: no schedule costs less", "最优：不存在代价更低的方案"),
    "feasible": Text("feasible: time ran out before it was proven optimal", "可行：时间用尽，尚未证明最优"),
    "infeasible": INFEASIBLE,
    "unknown": Text(
        "no schedule was found in time; whether one exists is unknown. Allow more time with --time-limit",
        "在限定时间内未找到方案，是否存在尚不清楚，可用 --time-limit 放宽时间",
    ),
}
STOPPED = {
    "feasible": Text("stopped: the best schedule so far", "已中止：以下为目前最好的方案"),
    "unknown": Text("stopped before a schedule was found", "已中止，尚未找到方案"),
}
FIGURES = Text(
    "cost {cost}, bound {bound}, gap {gap}, {seconds} s", "代价 {cost}，下界 {bound}，差距 {gap}，用时 {seconds} 秒"
)
PLACED = Text("{placed} of {all} sessions placed", "{all}场活动已排定{placed}场")
LEFT_OUT = Text("left out: {session}: {why}", "未能排入：{session}：{why}")
WROTE = Text(
    "wrote {folder}: agenda.html, board.svg, calendars/ and more",
    "已写入 {folder}：agenda.html、board.svg、calendars/ 等",
)
ASK = Text("ways out: plan explain {scenario}", "化解办法：plan explain {scenario}")
HEADINGS = (Text("cost by rule", "代价来源"), Text("times", "次数"), Text("cost", "代价"))


def show_outcome(expo: Expo, outcome: Outcome, language: Language, folder: Path, scenario: Path) -> None:
    """How a search ended: what was found, what it costs and where it stands."""
    ended = STOPPED if outcome.interrupted else STATUS
    tell(ended[outcome.status].say(language))
    if outcome.conflict is not None:
        show_conflict(outcome.conflict, language, scenario.parent)
        tell(ASK.fill(scenario=scenario).say(language))
    if not outcome.found:
        return
    facts = {
        "cost": outcome.cost,
        "bound": outcome.bound,
        "gap": f"{outcome.gap:.1%}",
        "seconds": f"{outcome.seconds:.1f}",
    }
    tell(FIGURES.fill(**facts).say(language))
    tell(PLACED.fill(all=len(expo.sessions), placed=len(outcome.schedule)).say(language))
    for name, why in outcome.left_out.items():
        tell(LEFT_OUT.fill(session=expo.sessions[name], why=why).say(language))
    if outcome.report.costs:
        print_styled(_cost_table(outcome.report, language))
    for clash in outcome.report.clashes:
        tell(clash_line(clash, language, scenario.parent))
    tell(WROTE.fill(folder=folder).say(language))


def _cost_table(report: Report, language: Language) -> Table:
    from rich.box import SIMPLE
    from rich.table import Table

    from expo_planner.rules import RULES

    table = Table(box=SIMPLE, pad_edge=False)
    for column, heading in enumerate(HEADINGS):
        table.add_column(heading.say(language), justify="right" if column else "left")
    times = Counter(clash.rule for clash in report.costs)
    costs = Counter[str]()
    for clash in report.costs:
        costs[clash.rule] += clash.cost
    for rule, cost in sorted(costs.items(), key=lambda item: (-item[1], item[0])):
        table.add_row(f"{rule}  {RULES[rule].title.say(language)}", str(times[rule]), str(cost))
    return table
