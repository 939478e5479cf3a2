"""What is computed about a board, and what it proposes, as documents; times in ticks."""

from __future__ import annotations

from expo_planner.board.computation import Computation, closures
from expo_planner.board.messages import what_edited
from expo_planner.board.proposal import PlanProposal
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.planner.diff import Changes, compare, moves_between
from expo_planner.publishing.notices.sentences import Sentences

NOTICE = Text("{title}: {what}", "{title}：{what}")
RUNNING = Text("computing", "正在计算")
FAILED = Text("it ended without a result; ask again, or allow more time", "未得到结果，请重试或放宽时间")
OPTIMAL = Text("proven to be the best schedule", "已证明这是最优日程")
FEASIBLE = Text("a schedule, at most {percent} % above the best possible cost", "找到日程，代价至多比最优高{percent}%")
LEAST = Text("proven: no repair disturbs fewer people", "已证明：不存在影响更小的调整方案")
NOT_LEAST = Text(
    "not proven to be the least; at least {bound} people must be notified", "尚未证明影响最小；至少需通知{bound}人次"
)
POSSIBLE = Text("a schedule exists: nothing is in the way", "存在可行日程，没有冲突")
IMPOSSIBLE = Text("no schedule meets all requirements", "没有日程能满足全部要求")
UNKNOWN = Text(
    "none was found in time; whether one exists is unknown. Allow more time",
    "在限定时间内未找到，是否存在尚不清楚，请放宽时间",
)


def computation_document(computation: Computation, file: ScenarioFile, language: Language) -> JsonDocument:
    """A computation as it stands; `result` is null until it is done. `file` is what accepting a repair edits."""
    progress, proposal = computation.progress, computation.proposal
    cost = progress.cost if progress else None
    text = {"running": RUNNING, "failed": FAILED}.get(computation.state)
    return {
        "number": computation.number,
        "kind": computation.request.question,
        "by": computation.by,
        "state": computation.state,
        "time_limit": computation.request.time_limit,
        "progress": {
            "seconds": round(progress.seconds, 1),
            "cost": cost,
            "bound": progress.bound,
            "unplaced": progress.unplaced,
            "gap": None if cost is None else _gap(cost, progress.bound),
        }
        if progress
        else None,
        "message": text.say(language) if text else _said(proposal, language) if proposal else "",
        "result": proposal_document(computation, proposal, file, language) if proposal else None,
    }


def _gap(cost: int, bound: int) -> float:
    return round((cost - bound) / cost, 4) if cost > bound else 0.0


def _said(proposal: PlanProposal, language: Language) -> str:
    """How it ended, in a sentence."""
    if proposal.status == "infeasible":
        return IMPOSSIBLE.say(language)
    if proposal.schedule is None:
        return UNKNOWN.say(language)
    if proposal.question == "explain":
        return POSSIBLE.say(language)
    if proposal.question == "repair":
        return (LEAST.fill() if proposal.proven else NOT_LEAST.fill(bound=proposal.told_bound)).say(language)
    if proposal.proven:
        return OPTIMAL.say(language)
    gap = (proposal.cost - proposal.bound) / proposal.bound if proposal.bound else None
    return FEASIBLE.fill(percent="?" if gap is None else f"{100 * gap:.1f}").say(language)


def proposal_document(
    computation: Computation, proposal: PlanProposal, file: ScenarioFile, language: Language
) -> JsonDocument:
    """What is proposed: moves, each with its sentence and the people to notify, or conflicts and ways out."""
    expo, schedule = computation.expo, proposal.schedule or proposal.before
    changes = compare(expo, proposal.before, expo, schedule)
    told = {move.session: move.told for move in moves_between(expo, proposal.before, schedule)}
    return {
        "status": proposal.status,
        "interrupted": proposal.interrupted,
        "cost": None if proposal.schedule is None else proposal.cost,
        "bound": proposal.bound,
        "gap": None if proposal.schedule is None else _gap(proposal.cost, proposal.bound),
        "moves": [
            {
                **one,
                "told": told.get(one["session"], 0),
                "before": _place(proposal.before, one["session"]),
                "after": _place(proposal.schedule, one["session"]),
            }
            for one in moves_document(changes, language)
        ],
        "told": sum(told.values()),
        "told_bound": proposal.told_bound,
        "proven": proposal.proven,
        "left_out": [{"session": name, "message": why.say(language)} for name, why in proposal.left_out.items()],
        "conflicts": [
            [
                {"rule": demand.rule, "message": demand.message.say(language), "where": list(demand.where)}
                for demand in conflict
            ]
            for conflict in proposal.conflicts
        ],
        "ways": [
            {
                "number": number,
                "message": way.message.say(language),
                "cost": way.cost,
                "applicable": way.applicable,
            }
            for number, way in enumerate(proposal.ways, 1)
        ],
        "notice": notice_document(changes, language),
        "fields": [
            what_edited(expo, expo, [one]).say(language)
            for one in closures(file, computation.request.disruption)
            if proposal.schedule is not None
        ],
    }


def moves_document(changes: Changes, language: Language) -> list[JsonDocument]:
    """The sessions that change, each with its sentence and the people to notify."""
    sentences = Sentences(changes, language)
    return [
        {"session": change.id, "message": sentences.joined(sentences.session(change)), "told": change.told}
        for change in changes.sessions
    ]


def notice_document(changes: Changes, language: Language) -> list[JsonDocument]:
    """For each person who knows of a schedule, what changes for them."""
    sentences = Sentences(changes, language)
    said = {
        change.id: NOTICE.fill(title=sentences.heading(change), what=sentences.joined(sentences.session(change)))
        for change in changes.sessions
    }
    concerned = {
        person: [change for change in theirs if change.old is not None] for person, theirs in changes.by_person.items()
    }
    return [
        {"person": changes.person(person).name, "sessions": [said[change.id].say(language) for change in theirs]}
        for person, theirs in concerned.items()
        if theirs
    ]


def _place(schedule: Schedule | None, name: str) -> JsonDocument | None:
    place: Placement | None = None if schedule is None else schedule.get(name)
    return None if place is None else {"room": place.room, "start": place.start, "end": place.end}
