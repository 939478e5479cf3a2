"""The answers of `plan where` and `plan why`: placements, costs, people to notify, and the next step."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.schedule import Placement
from expo_planner.interface.text.clashes import show_clashes
from expo_planner.interface.text.tables import show_table
from expo_planner.interface.text.terminal import tell
from expo_planner.rules.requirements import Clash

if TYPE_CHECKING:
    from expo_planner.planner.result import Offer, Verdict, Whereabouts
    from expo_planner.solver.placements.diagnosis import Nowhere
    from expo_planner.solver.placements.move_search import Displacement

STANDS = Text("{session} is on {place}. It could move to:", "{session}现排在{place}，可改到：")
UNPLACED = Text("{session} is not placed yet. It could go to:", "{session}尚未排定，可排到：")
HEADINGS = (
    Text("when, room", "时间、场地"),
    Text("cost", "代价"),
    Text("notify", "需通知"),
    Text("what changes", "变化"),
)
COSTS, SAVES = (
    Text("{cost}: {message}", "{cost}：{message}"),
    Text("{cost}: no longer: {message}", "{cost}：消除：{message}"),
)
MORE = Text("{message} (and {count} more)", "{message}（另有{count}处）")
MOVES = Text(
    "{session} moves to {after} (from {before}); notify {told}",
    "{session}移到{after}（原{before}），需通知{told}人",
)
WAIVED = Text("waived: {message}", "已豁免：{message}")
SAME_COST = Text("no other session moves, no extra cost", "其他活动不动，代价不增")
SHOWN = Text(
    "placements that move no other session: {staying}; shown: {shown}, least disturbance first",
    "其他活动都不动的位置共{staying}处；以上{shown}处，打扰人数少者在前",
)
TAKE = Text(
    "next: write the start and room of your choice into {source}; then run {command}",
    "下一步：把选定的时间和场地写入 {source}，再运行 {command}",
)
TAKE_ALL = Text(
    "next: write the start and room of your choice into {source}, and those of the sessions that move; then run "
    "{command}",
    "下一步：把选定的时间和场地写入 {source}，需移动的活动一并修改，再运行 {command}",
)
NONE_STANDS = Text(
    "{session} is on {place}; there is no other placement for it: {reason}",
    "{session}现排在{place}，没有别的位置：{reason}",
)
NONE_UNPLACED = Text(
    "{session} is not placed yet, and there is no placement for it: {reason}",
    "{session}尚未排定，也没有可用的位置：{reason}",
)
NEAREST = Text("the nearest possibility is {place}, which would break:", "最接近可行的是{place}，但会违反：")
WIDEN = Text(
    "next: allow it more rooms or times at {source}, or place everything anew with plan solve {scenario} --afresh",
    "下一步：在 {source} 放宽它的时间或场地要求，或用 plan solve {scenario} --afresh 全部重排",
)
GIVE_WAY = Text("next: relax one of these requirements", "下一步：请放宽其中一项要求")
UNPIN = Text("next: remove pinned: true at {source}", "下一步：删去 {source} 处的 pinned: true")
FITS = Text("{session} fits on {place}: it breaks no mandatory rule", "{session}可以排在{place}，不违反任何硬性要求")
STAYS = Text(
    "{session} is on {place} already: it breaks no mandatory rule",
    "{session}现即排在{place}，不违反任何硬性要求",
)
BREAKS = Text(
    "{session} does not fit on {place}; errors: {errors}, warnings: {warnings}, waived: {waived}",
    "{session}不能排在{place}：错误{errors}处，警告{warnings}处，已豁免{waived}处",
)
CHANGE = Text("cost compared with now: {cost}; people to notify: {told}", "与现状相比，代价{cost}，需通知{told}人")
ELSEWHERE = Text(
    "next: {command} lists its possible placements",
    "下一步：{command} 列出它可用的位置",
)
FEW = 2
"""Number of clashes of one rule that are shown; the others are counted."""


def _spot(expo: Expo, placement: Placement) -> list[object]:
    """A time and a room as people read them."""
    return [expo.clock.span(placement.window), expo.rooms[placement.room].name]


def signed(cost: int) -> str:
    """A difference of costs, with its sign."""
    return f"{cost:+}".replace("-", "−") if cost else "0"


def _command(verb: str, scenario: Path, schedule: Path | None, *more: str) -> str:
    """A command to run next, of the same files."""
    return " ".join(["plan", verb, str(scenario), *more, *(("--schedule", str(schedule)) if schedule else ())])


def show_places(expo: Expo, found: Whereabouts, language: Language, scenario: Path, schedule: Path | None) -> None:
    """The places that a session could have, or why there is none, and what to do next."""
    session = expo.sessions[found.session]
    facts: dict[str, object] = {
        "session": session,
        "source": str(session.source.below(scenario.parent)),
        "scenario": scenario,
    }
    if found.now is not None:
        facts["place"] = _spot(expo, found.now)
    if found.nowhere is not None:
        text = NONE_UNPLACED if found.now is None else NONE_STANDS
        tell(text.fill(**facts, reason=found.nowhere.reason).say(language))
        _show_nowhere(expo, found.nowhere, language, scenario.parent)
        step = UNPIN if found.nowhere.pinned else GIVE_WAY if found.nowhere.demands else WIDEN
        tell(step.fill(**facts).say(language))
        return
    tell((UNPLACED if found.now is None else STANDS).fill(**facts).say(language))
    rows = [_row(expo, offer, language) for offer in found.offers]
    show_table(HEADINGS, {1, 2}, rows, language)
    tell(SHOWN.fill(staying=found.staying, shown=len(rows)).say(language))
    moving = any(move.session in expo.own_sessions for offer in found.offers for move in offer.moves)
    facts |= {"source": schedule or facts["source"], "command": _command("check", scenario, schedule)}
    tell((TAKE_ALL if moving else TAKE).fill(**facts).say(language))


def _row(expo: Expo, offer: Offer, language: Language) -> tuple[str, ...]:
    when = expo.clock.span(offer.placement.window).say(language)
    room = expo.rooms[offer.placement.room].name
    moves = [_move(expo, move) for move in offer.moves if move.session in expo.own_sessions]
    waived = [WAIVED.fill(message=clash.message) for clash in offer.waived]
    changes = [message.say(language) for message in (*moves, *waived, *cost_lines(offer.costs, offer.saves))]
    return (f"{when}\n{room}", signed(offer.cost), str(offer.told), "\n".join(changes) or SAME_COST.say(language))


def _move(expo: Expo, move: Displacement) -> Message:
    """Who moves where; a time or a room that stays is not repeated."""
    before, after = _spot(expo, move.before), _spot(expo, move.after)
    shown = [number for number in (0, 1) if move.before[1 - number] != move.after[1 - number]]
    facts = {"before": [before[number] for number in shown], "after": [after[number] for number in shown]}
    return MOVES.fill(session=expo.sessions[move.session], told=move.told, **facts)


def cost_lines(costs: Iterable[Clash], saves: Iterable[Clash]) -> Iterator[Message]:
    """What costs more or less than now, in words; of what was and is, only the difference is told.

    Of a rule that costs in many ways the first is told, and how many more there are.
    """
    by_rule: dict[str, dict[tuple[str, ...], tuple[int, Text, list[Message]]]] = {}
    for text, sign, clashes in ((COSTS, 1, costs), (SAVES, -1, saves)):
        for clash in clashes:
            alike = by_rule.setdefault(clash.rule, {})
            cost, said, messages = alike.get(clash.sessions, (0, text, []))
            messages = [*messages, clash.message] if said is text else messages
            alike[clash.sessions] = (cost + sign * clash.cost, said, messages)
    for rule in sorted(by_rule):
        changes = [change for change in by_rule[rule].values() if change[0]]
        told = changes if len(changes) <= FEW else changes[:1]
        for cost, text, messages in told:
            more = len(messages) - 1
            if len(told) < len(changes):
                cost = sum(each for each, *_ in changes)
                more = sum(len(each) for *_, each in changes) - 1
            message = MORE.fill(message=messages[0], count=more) if more else messages[0]
            yield text.fill(cost=signed(cost), message=message)


def _show_nowhere(expo: Expo, nowhere: Nowhere, language: Language, folder: Path) -> None:
    for demand in nowhere.demands:
        places = ", ".join(str(source.below(folder)) for source in demand.sources)
        tell(f"  {places}: {demand.rule}: {demand.demand.say(language)}")
    if nowhere.nearest is not None:
        tell(NEAREST.fill(place=_spot(expo, nowhere.nearest)).say(language))
        show_clashes(nowhere.clashes, language, folder)


def show_verdict(expo: Expo, verdict: Verdict, language: Language, scenario: Path, schedule: Path | None) -> None:
    """What a placement would break and cost, and what to do next."""
    session, report = expo.sessions[verdict.session], verdict.report
    show_clashes(report.clashes, language, scenario.parent)
    facts = {"session": session, "place": _spot(expo, verdict.placement)}
    if report.errors:
        counts = {"errors": len(report.errors), "warnings": len(report.warnings), "waived": len(report.waived)}
        tell(BREAKS.fill(**facts, **counts).say(language))
    else:
        tell((STAYS if verdict.now == verdict.placement else FITS).fill(**facts).say(language))
    if verdict.now != verdict.placement:
        tell(CHANGE.fill(cost=signed(verdict.cost), told=verdict.told).say(language))
    for message in cost_lines(verdict.costs, verdict.saves):
        tell(f"  {message.say(language)}")
    if report.errors:
        tell(ELSEWHERE.fill(command=_command("where", scenario, schedule, session.id)).say(language))
