"""host: a hosted session takes place in its host's room and within its host's time."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.cpsat.vocabulary import Endpoint
from expo_planner.domain.clock import Window
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Duration, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Clash, Concession, Pairwise, Requirement, requirement
from expo_planner.rules.rule import Example, Rule

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Literal

OTHER_ROOM = Text(
    "{hosted} is in {room}, but its host {host} is in {other}; put them in the same room",
    "{hosted}安排在{room}，而其所属活动{host}在{other}，请安排在同一场地",
)
STARTS_BEFORE = Text(
    "{hosted} starts {early} before its host {host} ({room}, {when})",
    "{hosted}比其所属活动{host}早{early}开始（{room}，{when}）",
)
ENDS_AFTER = Text(
    "{hosted} ends {late} after its host {host} ({room}, {when}); end it earlier or the host later",
    "{hosted}比其所属活动{host}晚{late}结束（{room}，{when}），请提前结束或延长后者",
)
BOTH_ENDS = Text(
    "{hosted} starts {early} before its host {host} and ends {late} after it ({room}, {when})",
    "{hosted}比其所属活动{host}早{early}开始、晚{late}结束（{room}，{when}）",
)
NO_HOST = Text(
    "{hosted} is placed, but its host {host} is not",
    "{hosted}已排定，而其所属活动{host}尚未排定",
)


@requirement
class InsideHost(Pairwise):
    """The hosted session (`first`) has the room of its host (`second`) and lies inside its time."""

    ties = True

    @property
    def implied(self) -> bool:
        """Whether the hosted session is an assignment: who fills a role is there throughout."""
        return self.first.filling is not None

    @property
    def concession(self) -> Concession | None:
        return None if self.implied else super().concession

    def placed_with(self, placed: Set[str]) -> Iterable[str]:
        """The host, where the hosted session is placed."""
        return (self.second.id,) if self.first.id in placed else ()

    def breach(self, first: Placement, second: Placement) -> Breach | None:
        rooms = self.expo.rooms
        early, late = max(second.start - first.start, 0), max(first.end - second.end, 0)
        if first.room != second.room:
            text = OTHER_ROOM
        elif early and late:
            text = BOTH_ENDS
        elif early or late:
            text = STARTS_BEFORE if early else ENDS_AFTER
        else:
            return None
        facts = {
            "hosted": self.first,
            "host": self.second,
            "room": rooms[first.room].name,
            "other": rooms[second.room].name,
            "early": Duration(early),
            "late": Duration(late),
            "when": self.expo.clock.span(first.window),
        }
        return Breach(text.fill(**facts), rooms=tuple(dict.fromkeys((first.room, second.room))))

    def starts_beside(self, session: str, other: Placement) -> Window | None:
        if session == self.first.id:
            return other.window
        length = self.second.length
        return None if length is None else Window(other.end - length, other.start + 1)

    def window(self, first: Placement, second: Placement) -> Window:
        """The hosted session's time."""
        return first.window

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        if self.first.id in schedule and self.second.id not in schedule:
            placement = schedule[self.first.id]
            message = NO_HOST.fill(hosted=self.first, host=self.second)
            yield self.clash(Breach(message, rooms=(placement.room,), window=placement.window), self.sessions)
        yield from super().broken_by(schedule)

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        """Whether the placement holds; a hosted session cannot be placed before its host."""
        alone = session == self.first.id and self.second.id not in schedule
        return not alone and super().admits(schedule, session, placement)

    def restricted(self, schedule: Schedule, free: Set[str]) -> Iterator[Requirement]:
        """The whole demand where the host is free or not placed: then the hosted session may lose its placement."""
        if free.isdisjoint(self.sessions):
            return
        if self.second.id in free or self.second.id not in schedule:
            yield self
        else:
            yield from super().restricted(schedule, free)

    def begins_before(self, board: Board, deadline: int) -> Literal:
        return board.starts_before(self.first.id, deadline)

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.first.at("host"),)

    def post(self, board: Board, when: Literal) -> None:
        hosted, host = self.sessions
        here = board.placed(hosted)
        board.imply(board.all_of(when, here), board.placed(host))
        for room in board.placements(hosted):
            board.imply(board.all_of(when, board.in_room(hosted, room)), board.in_room(host, room))
        board.no_later(Endpoint(host), Endpoint(hosted), when)
        board.no_later(Endpoint(hosted, ends=True), Endpoint(host, ends=True), when)


@dataclass(frozen=True, kw_only=True)
class Host(Rule):
    """A hosted session has its host's room and lies inside its host's time; it takes no room of its own.

    So room_clash, room_open, room_fit, hire, snug_room and spare_room ignore it. The clash names both, the hosted
    session first.
    """

    always = True
    title = Text("hosted sessions stay within their host", "附属活动")
    about = Text(
        "A session with a host (such as a report released at a forum) takes place in the host's room and within its "
        "time.",
        "写有 host 的活动（如在论坛上发布的成果报告）与其所属活动同场地，且不超出其起止时间。",
    )
    usage = "host"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                sessions:
                  - {id: panel, title: Panel, duration: 90min, priority: 3}
                  - {id: report, title: Report, duration: 1h, host: panel, priority: 2}
                """,
            accepts="panel A 09:00, report A 09:30",
            rejects="panel A 09:00, report A 10:00",
            says="“Report” ends 30 min after its host “Panel” (Hall A, Thu 6 Jul 10:00–11:00); end it earlier or the host later",
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[InsideHost]:
        demand = Text("{hosted} takes place within {host}", "{hosted}须在{host}之内进行")
        for session in expo.sessions.values():
            if session.host is not None:
                host = expo.sessions[session.host]
                filled = demand.fill(hosted=session, host=host)
                yield InsideHost(**self.terms(expo), demand=filled, first=session, second=host)
