"""The outcome of a search: its status, the cost, the sessions left out, and the output folder."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.checker import Report
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.clashes import clash_line
from expo_planner.interface.text.explanation import INFEASIBLE, show_conflicts
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
AS_PLACED = Text(
    "as placed in the file: no session was free to move; plan solve --afresh moves all that are not pinned",
    "与文件中的安排一致：没有可移动的活动；plan solve --afresh 可移动所有未固定的活动",
)
OPTIMAL_BESIDE = Text(
    "optimal: no schedule costs less while the sessions that the file places stay where they are",
    "最优：在文件中已排定的活动保持不动的前提下，不存在代价更低的方案",
)
FITTING = Text(
    "{placed} of {asked} sessions that must be placed fit, at most {most} can: plan solve {scenario} --what-fits",
    "必须排定的{asked}场活动可排下{placed}场，至多{most}场：plan solve {scenario} --what-fits",
)
ALL_THAT_FIT = Text(
    "{most} of {asked} sessions that must be placed can be: plan solve {scenario} --what-fits",
    "必须排定的{asked}场活动只能排下{most}场：plan solve {scenario} --what-fits",
)
STOPPED = {
    "feasible": Text("stopped: the best schedule so far", "已中止：以下为目前最好的方案"),
    "unknown": Text("stopped before a schedule was found", "已中止，尚未找到方案"),
}
FIGURES = Text(
    "cost {cost}, bound {bound}, gap {gap}, {seconds} s", "代价 {cost}，下界 {bound}，差距 {gap}，用时 {seconds} 秒"
)
FREE_BOUND = Text(
    "bound with all sessions free to move, except pinned ones: {bound}", "除固定者外全部活动均可移动时的下界：{bound}"
)
FEWEST = Text("as few as possible, which is proven", "已证明未排场次为最少")
AT_MOST = Text("at most {most} of the {asked} that must be placed can be", "必须排定的{asked}场活动至多可排{most}场")
FREE_BOUND = Text(
    "bound with all sessions free to move, except pinned ones: {bound}", "除固定者外全部活动均可移动时的下界：{bound}"
)
FEWEST = Text("as few as possible, which is proven", "已证明未排场次为最少")
AT_MOST = Text("at most {most} of the {asked} that must be placed can be", "必须排定的{asked}场活动至多可排{most}场")
PLACED = Text("{placed} of {all} sessions placed", "{all}场活动已排定{placed}场")
LEFT_OUT = Text("left out: {session}: {why}", "未能排入：{session}：{why}")
WROTE = Text(
    "wrote {folder}: agenda.html, board.svg, calendars/ and more",
    "已写入 {folder}：agenda.html、board.svg、calendars/ 等",
)
SOLVE = Text("next: plan solve {scenario}", "下一步：plan solve {scenario}")
ASK = Text("ways out: plan explain {scenario}", "化解办法：plan explain {scenario}")
HEADINGS = (Text("cost by rule", "代价来源"), Text("times", "次数"), Text("cost", "代价"))


def show_outcome(expo: Expo, outcome: Outcome, language: Language, folder: Path, scenario: Path) -> None:
    """How a search ended: what was found, what it costs and where it stands."""
    tell(_ended(expo, outcome).say(language))
    if outcome.conflicts:
        show_conflicts(outcome.conflicts, language, scenario.parent)
        tell(ASK.fill(scenario=scenario).say(language))
    if outcome.fits is not None and not outcome.found:
        text = ALL_THAT_FIT if outcome.fits.placed == outcome.fits.most else FITTING
        facts = {"asked": outcome.fits.asked, "placed": outcome.fits.placed, "most": outcome.fits.most}
        tell(text.fill(**facts, scenario=scenario).say(language))
    if not outcome.found:
        return
    figures = {
        "cost": outcome.cost,
        "bound": outcome.bound,
        "gap": f"{outcome.gap:.1%}",
        "seconds": f"{outcome.seconds:.1f}",
    }
    tell(FIGURES.fill(**figures).say(language))
    if outcome.free_bound is not None:
        tell(FREE_BOUND.fill(bound=outcome.free_bound).say(language))
    placed = sum(name in outcome.schedule for name in expo.own_sessions)
    tell(PLACED.fill(all=len(expo.own_sessions), placed=placed).say(language))
    if outcome.fits is not None and outcome.fits.placed < outcome.fits.asked:
        proven = outcome.fits.placed == outcome.fits.most
        tell((FEWEST if proven else AT_MOST).fill(most=outcome.fits.most, asked=outcome.fits.asked).say(language))
    for name, why in outcome.left_out.items():
        tell(LEFT_OUT.fill(session=expo.sessions[name], why=why).say(language))
    if outcome.report.costs:
        print_styled(_cost_table(outcome.report, language))
    for clash in outcome.report.clashes:
        tell(clash_line(clash, language, scenario.parent))
    tell(WROTE.fill(folder=folder).say(language))


def _ended(expo: Expo, outcome: Outcome) -> Text:
    """How the search ended, and what an optimum is the optimum of."""
    if outcome.interrupted:
        return STOPPED[outcome.status]
    if outcome.status == "optimal" and not outcome.movable:
        return AS_PLACED
    if outcome.status == "optimal" and any(name in expo.standing for name in expo.own_sessions):
        return OPTIMAL_BESIDE if outcome.movable < len(expo.own_sessions) else STATUS["optimal"]
    return STATUS[outcome.status]


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
