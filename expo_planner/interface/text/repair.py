"""The report of a repair: the sessions that move, and the people to notify."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.text.explanation import conflict_lines
from expo_planner.interface.text.moves import SUMMARY, move_lines
from expo_planner.interface.text.outcome import WROTE
from expo_planner.interface.text.terminal import tell
from expo_planner.planner.repair import Mended

NOTHING = Text("nothing is broken: the schedule stays as it is", "日程没有受到影响，无须调整")
FEWEST = Text(
    "proven: no repair disturbs fewer people",
    "已证明：不存在影响更小的调整方案",
)
FEWEST_TOLD = Text("proven: no repair notifies fewer people", "已证明：不存在需通知人次更少的调整方案")
NOT_PROVEN = Text(
    "time ran out before it was proven that no repair disturbs fewer people; at least {bound} people must be notified",
    "时间用尽，尚未证明这是影响最小的方案；至少需通知{bound}人次",
)
TOO_LARGE = Text(
    "the expo is too large to prove that no repair disturbs fewer people; at least {bound} people must be notified",
    "展会规模过大，无法证明这是影响最小的方案；至少需通知{bound}人次",
)
STOPPED = Text(
    "stopped before it was proven that no repair disturbs fewer people; at least {bound} people must be notified",
    "已中止，尚未证明这是影响最小的方案；至少需通知{bound}人次",
)
CHANGES_NOT_PROVEN = Text(
    "time ran out before it was proven that no such repair changes less",
    "时间用尽，尚未证明通知人次同样少的方案中没有变动更小的",
)
CHANGES_TOO_LARGE = Text(
    "the expo is too large to prove that no such repair changes less",
    "展会规模过大，无法证明通知人次同样少的方案中没有变动更小的",
)
CHANGES_STOPPED = Text(
    "stopped before it was proven that no such repair changes less",
    "已中止，尚未证明通知人次同样少的方案中没有变动更小的",
)
COSTS_NOT_PROVEN = Text(
    "time ran out before it was proven that no such repair costs less",
    "时间用尽，尚未证明影响同样小的方案中没有代价更低的",
)
COSTS_TOO_LARGE = Text(
    "the expo is too large to prove that no such repair costs less",
    "展会规模过大，无法证明影响同样小的方案中没有代价更低的",
)
COSTS_STOPPED = Text(
    "stopped before it was proven that no such repair costs less",
    "已中止，尚未证明影响同样小的方案中没有代价更低的",
)
IMPOSSIBLE = Text("the schedule cannot be repaired", "日程无法调整")
UNKNOWN_TOO_LARGE = Text(
    "no repair was found; the expo is too large to decide whether one exists. Free fewer sessions with --freeze",
    "未找到调整方案；展会规模过大，无法判断是否存在，可用 --freeze 减少可移动的活动",
)
UNKNOWN = Text(
    "no repair was found in time; whether one exists is unknown. Allow more time with --time-limit",
    "在限定时间内未找到调整方案，是否存在尚不清楚，可用 --time-limit 放宽时间",
)
LEFT_OUT = Text("still not placed: {session}: {why}", "仍未排入：{session}：{why}")
CANNOT_SAVE = Text("{session} cannot be kept: {why}", "{session}无法保住：{why}")
CONFLICT = Text("these requirements cannot all be met:", "下列要求无法同时满足：")
PROOF_OF_FEWEST = (STOPPED, TOO_LARGE, NOT_PROVEN)
PROOF_OF_CHANGES = (CHANGES_STOPPED, CHANGES_TOO_LARGE, CHANGES_NOT_PROVEN)
PROOF_OF_COST = (COSTS_STOPPED, COSTS_TOO_LARGE, COSTS_NOT_PROVEN)


def show_repair(mended: Mended, language: Language, folder: Path, scenario: Path) -> None:
    """Prints a repair and its output folder, or why there is none."""
    for line in _lines(mended, language, scenario):
        tell(line)
    if mended.found:
        tell(WROTE.fill(folder=folder).say(language))


def _lines(mended: Mended, language: Language, scenario: Path) -> Iterator[str]:
    if not mended.found:
        yield from _failure(mended, language, scenario)
        return
    if not mended.moves:
        yield NOTHING.say(language)
    else:
        for move in mended.moves:
            yield from move_lines(mended.scenario.expo, move, language, mended.left_out.get(move.session))
        yield ""
        count = len(mended.moves)
        yield SUMMARY.fill(count=count, told=mended.told).say(language)
        yield from (text.fill(bound=mended.told_bound).say(language) for text in _proofs(mended))
    changed = {move.session for move in mended.moves}
    for name, why in mended.left_out.items():
        if name not in changed:
            yield LEFT_OUT.fill(session=mended.scenario.expo.sessions[name], why=why).say(language)


def _proofs(mended: Mended) -> Iterator[Text]:
    """What is proven of a repair, and what ended the search before the rest was."""
    if mended.fewest:
        yield FEWEST
    elif mended.told == mended.told_bound:
        yield FEWEST_TOLD
    if mended.status != "optimal":
        told_least = PROOF_OF_CHANGES if mended.told == mended.told_bound else PROOF_OF_FEWEST
        yield _why_open(mended, *(PROOF_OF_COST if mended.fewest else told_least))


def _why_open(mended: Mended, stopped: Text, too_large: Text, out_of_time: Text) -> Text:
    """What ended the search before it proved everything."""
    return stopped if mended.interrupted else too_large if mended.too_large else out_of_time


def _failure(mended: Mended, language: Language, scenario: Path) -> Iterator[str]:
    if mended.status != "infeasible":
        yield (UNKNOWN_TOO_LARGE if mended.too_large else UNKNOWN).say(language)
        return
    yield IMPOSSIBLE.say(language)
    for name, why in mended.lost.items():
        yield f"  {CANNOT_SAVE.fill(session=mended.scenario.expo.sessions[name], why=why).say(language)}"
    if mended.conflict is None or not mended.conflict.demands:
        return
    yield CONFLICT.say(language)
    yield from conflict_lines(mended.conflict, language, scenario.parent)
