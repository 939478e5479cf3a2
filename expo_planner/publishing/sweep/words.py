"""The words of a sweep's tables, page and pictures, in both languages."""

from __future__ import annotations

from collections.abc import Mapping

from expo_planner.domain.i18n import Spoken, Text
from expo_planner.publishing.sweep.row import SweepStatus
from expo_planner.rules import RULES

HEADINGS: Mapping[str, Text] = {
    "name": Text("Variant", "变体"),
    "grid": Text("Grid", "组"),
    "status": Text("Result", "结果"),
    "cost": Text("Cost", "代价"),
    "bound": Text("Bound", "下界"),
    "gap": Text("Gap", "差距"),
    "unplaced": Text("Left out", "未排"),
    "clashes": Text("Clashes", "冲突"),
    "told": Text("People to notify", "须通知人次"),
    "moved": Text("Sessions moved", "变动场次"),
    "hire": Text("Room hire", "场租"),
    "because": Text("Why", "原因"),
    "same_as": Text("Same as", "等同于"),
    "schedule": Text("Schedule", "日程文件"),
}
UNPLACED_MUST = Text("Left out: must", "未排：必须排定")
UNPLACED_PRIORITY = Text("Left out: priority {priority}", "未排：优先级 {priority}")
COST_OF = Text("Cost: {goal}", "代价：{goal}")

STATUS: Mapping[SweepStatus, Text] = {
    "optimal": Text("proven best", "已证最优"),
    "feasible": Text("best found, not proven", "可行，未证最优"),
    "infeasible": Text("no schedule holds all", "无法全部排定"),
    "unknown": Text("none found in time", "限时内未找到"),
    "failed": Text("failed", "未能试算"),
}
COMPLETE = Text("every must session placed", "必须排定的均已排定")
INCOMPLETE = Text("not every must session placed", "必须排定的未全部排定")

COST, HIRE = HEADINGS["cost"], HEADINGS["hire"]
AS_IS = Text("as it is", "原方案")
UNCHANGED = Text("unchanged", "不变")

NOTHING = Text("Nothing was compared.", "没有可比较的变体。")
COMPARED = Text(
    "Variants compared with the scenario as it is: {count}. Placing every session that must be placed: {complete}.",
    "共试算{count}个变体，与原方案比较；其中{complete}个可排定所有必须排定的活动。",
)
LOWEST_COST = Text("Lowest cost: {cost}, by {name}.", "代价最低的是{name}，为{cost}。")
LOWEST_COST_OF_SEVERAL = Text(
    "Lowest cost: {cost}, by {name} and {more} more.", "代价最低的是{name}，为{cost}，另有{more}个变体与之相同。"
)
NONE_BETTER = Text("None of them costs less than the scenario as it is.", "没有代价低于原方案的变体。")
BASE_COST = Text("As it is, the scenario costs {cost}.", "原方案代价为{cost}。")
BASE_INCOMPLETE = Text(
    "As it is, not all sessions that must be placed can be.", "按原方案，必须排定的活动未能全部排定。"
)

PICTURES = Text("Pictures", "图示")
TABLE = Text("All variants", "全部变体")
VALUES_TITLE = Text("Cost by {parameter} ({grid})", "{parameter}与代价（{grid}）")
CURVE = Text("The cost of each value.", "各取值的代价。")
BEST_OVER_OTHERS = Text(
    "The lowest cost of each value, whatever the values of the other parameters.",
    "各取值的最低代价，其他参数可任意取值。",
)
BASE_LINE = Text("The dashed line is the scenario as it is.", "虚线为原方案。")
NOT_ALL_ON_CURVE = Text("Crosses stand for values without a cost: {marks}.", "叉号表示没有代价的取值：{marks}。")
NOT_ALL_ON_MAP = Text("Dashed cells have no cost: {marks}.", "虚线框表示没有代价：{marks}。")
MARK_LEFT_OUT = Text("−2 is two must sessions left out", "−2 即 2 场必须排定的活动未排")
MARK_UNKNOWN = Text("? is no schedule found in time", "? 即限时内未找到")
MARK_FAILED = Text("! has failed", "! 即未能试算")
MARK_INFEASIBLE = Text("✕ is no schedule", "✕ 即无法排定")
ONLY_CHEAPEST = Text("The best {shown} of {count} values are shown.", "共{count}个取值，仅示最好的{shown}个。")
BY_THEMSELVES = Text("Variants listed by themselves", "单列的变体")
EACH_ITSELF = Text("The cost of each variant.", "各变体的代价。")
MAP_TITLE = Text("Cost by {down} and {across} ({grid})", "{down}、{across}与代价（{grid}）")
MAP = Text(
    "Each cell is the cost of a value of {down} with one of {across}; framed: the lowest.",
    "每格为{down}与{across}各取一值时的代价，粗框为最低。",
)
FRONT_TITLE = Text("Cost and room hire", "代价与场租")
FRONT = Text(
    "Each point places every session that must be placed. The line joins the best trade-offs: along it, a lower cost"
    " always takes more hire.",
    "每点为一个可排定所有必须排定活动的变体。折线上是最好的取舍：沿线要降低代价，就要多付场租。",
)
LOWEST_AT = Text("The lowest is {cost}, at {value}.", "最低为{cost}，取值{value}。")
RANGE = Text("Costs are from {low} to {high}.", "代价从{low}到{high}。")
INCOMPLETE_VALUES = Text("Without a cost: {count}.", "没有代价的有{count}个。")
FRONT_BASE = Text("The diamond is the scenario as it is.", "菱形为原方案。")
FRONT_POINTS = Text("Points on the line: {count}, among them {points}.", "折线上有{count}个点，其中有{points}。")
FRONT_POINT = Text("{name}: hire {hire}, cost {cost}", "{name}：场租{hire}，代价{cost}")
POINT = Text("{value}: cost {cost}", "{value}：代价{cost}")
POINT_APART = Text("{value}: {why}", "{value}：{why}")
CELL = Text("{down}, {across}: cost {cost}", "{down}，{across}：代价{cost}")
CELL_APART = Text("{down}, {across}: {why}", "{down}，{across}：{why}")
LEFT_OUT = Text("must sessions left out: {count}", "{count}场必须排定的活动未排")

SEARCH = Text("Search", "搜索")
SEARCH_HINT = Text("Name, value, reason", "名称、取值、原因")
RESULTS = Text("Results", "结果")
EVERYTHING = Text("all", "全部")
SHOWN = Text("{shown} of {found} shown", "共{found}行，显示{shown}行")
NO_MATCH = Text("No variant matches.", "没有符合条件的变体。")
MORE = Text("Show 500 more", "再显示500行")


def goal_title(name: str) -> Spoken:
    """A goal as people know it."""
    return RULES[name].title if name in RULES else Text(name, name)
