"""What a computation proposes for a board, in plain values that pass from one process to another."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Literal

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.schedule import Schedule
from expo_planner.planner.result import Outcome
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.solver.limits import Status

if TYPE_CHECKING:
    from expo_planner.explainer import Conflict, Way

Question = Literal["solve", "explain", "repair"]


@dataclass(frozen=True, slots=True)
class ToldDemand:
    """A demand of a conflict: its rule, its sentence, and its places in the file."""

    rule: str
    message: Text
    where: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class WayOut:
    """A way out: its sentence, its cost, the waivers it needs, and the fields of sessions that it clears."""

    message: Text
    cost: int
    waivers: tuple[FieldChange, ...]
    clears: tuple[tuple[str, str], ...]

    @property
    def applicable(self) -> bool:
        """Whether it can be written into the scenario; another room has to be found first."""
        return bool(self.waivers or self.clears)


@dataclass(frozen=True, kw_only=True)
class PlanProposal:
    """The result of a computation, which people accept in whole or in part.

    `before` is the schedule that it began with, `schedule` what it proposes; without one, `conflicts` and `ways` say
    why. `told_bound` is a lower bound on the people to notify, `proven` whether nothing disturbs less or costs less.
    """

    question: Question
    status: Status
    before: Schedule
    schedule: Schedule | None
    cost: int
    bound: int
    interrupted: bool = False
    told_bound: int = 0
    proven: bool = False
    conflicts: tuple[tuple[ToldDemand, ...], ...] = ()
    ways: tuple[WayOut, ...] = ()
    left_out: Mapping[str, Text] = field(default_factory=dict)


def proposal_of(question: Question, before: Schedule, outcome: Outcome) -> PlanProposal:
    """The proposal in an outcome."""
    return PlanProposal(
        question=question,
        status=outcome.status,
        before=before,
        schedule=outcome.schedule if outcome.found else None,
        cost=outcome.cost,
        bound=outcome.bound,
        interrupted=outcome.interrupted,
        proven=outcome.status == "optimal",
        conflicts=tuple(map(_demands, outcome.conflicts)),
        ways=tuple(map(_way, outcome.ways)),
        left_out={name: both(why) for name, why in outcome.left_out.items()},
    )


def both(message: Message) -> Text:
    """A message in both languages, with all its facts said."""
    return Text(message.say("en"), message.say("zh"))


def _demands(conflict: Conflict) -> tuple[ToldDemand, ...]:
    members = ((conflict.summary,) if conflict.summary else ()) + conflict.members
    return tuple(ToldDemand(one.rule, both(one.message), tuple(map(str, one.sources))) for one in members)


def _way(way: Way) -> WayOut:
    from expo_planner.board.acceptance import accepted

    waivers = tuple(
        accepted(one.rule, one.sessions, by="plan explain", why=message.say("en"))
        for one, message in zip(way.concessions, way.messages, strict=False)
        if not one.fields
    )
    clears = tuple((name, gone) for one in way.concessions for name in one.sessions for gone in one.fields)
    return WayOut(Text(way.say("en"), way.say("zh")), way.cost, waivers, clears)
