"""The report of `plan check --stress`: the single absences that hurt a schedule most, the worst first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.interface.text.tables import show_table
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.planner.stress import Harm

HEADINGS = (
    Text("unavailable", "不可用"),
    Text("when", "时段"),
    Text("sessions", "涉及活动"),
    Text("notify", "需通知"),
    Text("outcome", "后果"),
)
CANNOT = Text("cannot be repaired: {sessions}", "无法调整：{sessions}")
CANNOT_BARE = Text("cannot be repaired", "无法调整")
UNKNOWN = Text("no repair found in time", "限时之内未找到调整方案")
NOT_TRIED = Text("not tried: time ran out", "时间用尽，未能试算")
MOVED = Text("repaired: {sessions} move", "可以调整：变动{sessions}")
NOTHING = Text("repaired without notifying anyone", "无须通知任何人")
SUMMARY = Text(
    "{count} cases in which one room or person is unavailable for a part of a day: {broken} cannot be repaired, {open}"
    " unknown; in the worst of the others, {most} people must be notified",
    "单个场地或单个人员在一个时段不可用，共{count}种情形：{broken}种无法调整，{open}种尚不清楚；其余情形最多需通知"
    "{most}人次",
)
MORE = Text("… and {count} more; list all with --json", "……另有{count}种，全部列表见 --json")
LONGER = Text(
    "next: allow more time with --time-limit to try the others", "下一步：用 --time-limit 放宽时间，可得知其余情形"
)
ROBUST = Text(
    "robustness {score} of 100: when one of these happens, {score}% of the people need not be told, on average",
    "抗变动能力 {score} 分（满分 100）：任一情形发生时，平均有 {score}% 的人无须通知",
)
AT_LEAST = Text(
    "robustness {score} of 100, or more: unknown cases count as beyond repair",
    "抗变动能力至少 {score} 分（满分 100）：尚不清楚的情形按无法调整计",
)
KEPT = Text(
    "wrote {folder}: index.csv, index.json and {count} repairs; when it happens: plan take {folder}/repairs/…",
    "已写入 {folder}：index.csv、index.json 和 {count} 份调整方案；情形发生时：plan take {folder}/repairs/…",
)
NOT_STRESSED = Text(
    "--out keeps the repairs of --stress; add --stress", "--out 用于保存 --stress 的调整方案，请加上 --stress"
)
MEND_FIRST = Text(
    "fix the errors first (plan repair or plan solve --afresh); absences are tried only on a schedule without errors",
    "请先消除错误（plan repair 或 plan solve --afresh）；只有无错误的日程才检查其承受力",
)
SHOWN, NAMED = 20, 3
"""Number of losses shown, and of sessions named for each."""


def show_harms(expo: Expo, harms: Sequence[Harm], robustness: float, language: Language) -> None:
    """A table of the worst, how many there are, and how well the schedule bears them."""
    rows = [_row(expo, harm, language) for harm in harms[:SHOWN]]
    if rows:
        show_table(HEADINGS, {2, 3}, rows, language)
    if len(harms) > SHOWN:
        tell(MORE.fill(count=len(harms) - SHOWN).say(language))
    told = [harm.mended.told for harm in harms if harm.mended is not None and harm.repairable]
    facts = {
        "count": len(harms),
        "broken": sum(harm.repairable is False for harm in harms),
        "open": sum(harm.repairable is None for harm in harms),
        "most": max(told, default=0),
    }
    tell(SUMMARY.fill(**facts).say(language))
    if harms:
        tell((AT_LEAST if facts["open"] else ROBUST).fill(score=robustness).say(language))
    if facts["open"]:
        tell(LONGER.say(language))


def _row(expo: Expo, harm: Harm, language: Language) -> tuple[str, ...]:
    loss, mended = harm.loss, harm.mended
    name = expo.rooms[loss.name].name if loss.kind == "room" else expo.people[loss.name].name
    told = str(mended.told) if mended is not None and harm.repairable else ""
    when = expo.clock.span(loss.window).say(language)
    return name, when, str(len({*map(expo.owner, loss.sessions)})), told, _then(expo, harm).say(language)


def _then(expo: Expo, harm: Harm) -> Text | Message:
    mended = harm.mended
    if mended is None:
        return NOT_TRIED
    if harm.repairable is None:
        return UNKNOWN
    if not harm.repairable:
        lost = [expo.sessions[name] for name in mended.lost][:NAMED]
        return CANNOT.fill(sessions=lost) if lost else CANNOT_BARE
    moved = [expo.sessions[move.session] for move in mended.moves][:NAMED]
    return MOVED.fill(sessions=moved) if moved else NOTHING
