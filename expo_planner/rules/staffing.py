"""staffing: where a session is placed, its roles are filled from their lists."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator, Set
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from expo_planner.domain.entities import RoleToFill, Room, Session, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import Source
from expo_planner.domain.roles import role_name
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.domain.spoken_languages import language_name
from expo_planner.domain.staffing import assignment_id
from expo_planner.rules.requirements import Breach, Clash, Concession, Requirement, Terms, requirement
from expo_planner.rules.rule import Example, Rule
from expo_planner.rules.together import SameStart

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression, Literal

NEEDS = Text("{session} needs {count} of {names} as {role}", "{session}需要{names}中的{count}人担任{role}")
NEEDS_FOR = Text(
    "{session} needs {count} of {names} as {role} for {languages}",
    "{session}需要{names}中的{count}人担任{role}（{languages}）",
)
NEEDS_ALL = Text("{session} needs {names} as {role}", "{session}需要{names}担任{role}")
NEEDS_ALL_FOR = Text(
    "{session} needs {names} as {role} for {languages}", "{session}需要{names}担任{role}（{languages}）"
)
LACKS = Text(
    "{session} has {there} of the {count} people it needs as {role}; {names} may fill the role",
    "{session}的{role}需{count}人，现有{there}人，可由{names}担任",
)
TOO_MANY = Text(
    "{session} has {there} people as {role}, {count} are needed; take one of {names} out",
    "{session}的{role}只需{count}人，现有{there}人，请从{names}中减去",
)
DO_WITHOUT = Text("hold {session} with fewer people as {role}", "减少{session}的{role}人数")
ALL_ALONG = Text("who fills a role is in {session} from its start", "担任角色者自{session}开始即在场")


@requirement
class RoleFilled(Requirement):
    """A role of a session: as many of its assignments are placed as people are needed, where the session is placed."""

    session: Session
    role: RoleToFill
    assignments: tuple[str, ...]

    @property
    def sessions(self) -> tuple[str, ...]:
        return (self.session.id, *self.assignments)

    @property
    def concession(self) -> Concession:
        return Concession(self.rule, (self.session.id,))

    @classmethod
    def way_out(cls, alike: Iterable[RoleFilled], schedule: Schedule) -> Message:
        first = next(iter(alike))
        return DO_WITHOUT.fill(session=first.session, role=role_name(first.role.role))

    @property
    def sources(self) -> tuple[Source, ...]:
        return (self.role.source,)

    def room_key(self, room: Room) -> Hashable:
        return None

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return None

    def placed_in(self, schedule: Schedule) -> tuple[str, ...]:
        """The assignments that are placed."""
        return tuple(name for name in self.assignments if name in schedule)

    def names(self, assignments: Iterable[str]) -> list[str]:
        """The names of the people whose assignments these are."""
        expo = self.expo
        return [expo.people[expo.sessions[name].people[0]].name for name in assignments]

    def told(self, text: Text, schedule: Schedule, names: Iterable[str], amount: int) -> Breach:
        """The breach by so many too few or too many."""
        there, role = len(self.placed_in(schedule)), role_name(self.role.role)
        facts = {"session": self.session, "role": role, "count": self.role.count, "there": there}
        place = schedule[self.session.id]
        return Breach(text.fill(**facts, names=self.names(names)), amount=amount, window=place.window)

    def excused(self, board: Board, waivers: tuple[Waiver, ...], *others: str) -> Literal:
        """Whether the session is not placed, or a waiver covers the clash, which names it and those `others` placed."""
        here, excuses = self.session.id, []
        for waiver in waivers:
            if waiver.sessions <= {here, *others}:
                deadline = self.deadline(waiver)
                early = board.true if deadline is None else board.starts_before(here, deadline)
                excuses.append(board.all_of(early, *(board.placed(name) for name in waiver.sessions - {here})))
        return board.any_of(board.negation(board.placed(here)), *excuses)


Kind = TypeVar("Kind", bound=RoleFilled)


@requirement
class EnoughPeople(RoleFilled):
    """No one is missing in a role of a placed session."""

    pending = True

    def placed_with(self, placed: Set[str]) -> Iterable[str]:
        return self.assignments if self.weight is None and self.session.id in placed else ()

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        missing = self.role.count - len(self.placed_in(schedule))
        if self.session.id in schedule and missing > 0:
            yield self.clash(self.told(LACKS, schedule, self.assignments, missing), (self.session.id,))

    def admits(self, schedule: Schedule, session: str, placement: Placement) -> bool:
        return True

    def post(self, board: Board, when: Literal) -> None:
        there = [board.placed(name) for name in self.assignments]
        board.enforce(board.model.add(sum(there) >= self.role.count), when, board.placed(self.session.id))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        absent = [board.negation(board.placed(name)) for name in self.assignments]
        yield board.excess(absent, len(absent) - self.role.count, unless=self.excused(board, waivers)), 1


@requirement
class NoMorePeople(RoleFilled):
    """No more people fill a role than are needed."""

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        placed = self.placed_in(schedule)
        if self.session.id in schedule and len(placed) > self.role.count:
            amount = len(placed) - self.role.count
            yield self.clash(self.told(TOO_MANY, schedule, placed, amount), (self.session.id, *placed))

    def post(self, board: Board, when: Literal) -> None:
        there = [board.placed(name) for name in self.assignments]
        board.enforce(board.model.add(sum(there) <= self.role.count), when, board.placed(self.session.id))

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        there = [board.placed(name) for name in self.assignments]
        unless = self.excused(board, waivers, *self.assignments)
        yield board.excess(there, self.role.count, unless=unless), 1


@dataclass(frozen=True, kw_only=True)
class Staffing(Rule):
    """Where a session is placed, as many people fill each of its roles as are needed, no more.

    With `optional`, a role costs that for each who is missing. One clash for each role.
    """

    always = True
    title = Text("roles are filled", "角色有人担任")
    about = Text(
        "A session's `people` may name a role and those who may fill it: `{role: interpreter, any_of: [li, wang]}`. "
        "Where the session is placed, `count` of them fill the role and are needed for the whole session. With "
        "`optional`, each who is missing costs that. One clash for each role.",
        "活动的 people 中可写明角色及可选派的人：{role: 翻译, any_of: [li, wang]}。活动排定时，须由其中 count 人全程担任；"
        "写有 optional 的，每缺一人计该代价。每个角色计一处冲突。",
    )
    usage = "staffing"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
                people: [{id: li, name: Li, role: interpreter}]
                sessions:
                  - {id: panel, title: Panel, duration: 1h, rooms: [A], people: [{role: interpreter}]}
                  - {id: talk, title: Talk, duration: 1h, rooms: [B], people: [{role: interpreter}], priority: 3}
                """,
            accepts="panel A 09:00, panel/0/li A 09:00, talk B 10:00, talk/0/li B 10:00",
            rejects="panel A 09:00, panel/0/li A 09:00, talk B 09:00",
            says="“Talk” has 0 of the 1 people it needs as interpreter; Li may fill the role",
        ),
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-10:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - id: panel
                    title: Panel
                    duration: 1h
                    people: [{role: chair, any_of: [Ann, Bo, Cy], count: 2, optional: 4}]
                """,
            accepts="panel A 09:00, panel/0/Ann A 09:00, panel/0/Cy A 09:00",
            rejects="panel A 09:00, panel/0/Bo A 09:00",
            says="“Panel” has 1 of the 2 people it needs as chair; Ann, Bo, Cy may fill the role",
            cost=4,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Requirement]:
        for session in expo.own_sessions.values():
            for number, role in enumerate(session.to_fill):
                yield from self._of(expo, session, number, role)

    def _of(self, expo: Expo, session: Session, number: int, role: RoleToFill) -> Iterator[Requirement]:
        names = [expo.people[person].name for person in role.candidates]
        facts = {"session": session, "names": names, "count": role.count, "role": role_name(role.role)}
        languages = [language_name(one) for one in role.languages]
        some, all_ = (NEEDS_FOR, NEEDS_ALL_FOR) if languages else (NEEDS, NEEDS_ALL)
        demand = (all_ if len(names) == role.count else some).fill(**facts, languages=languages)
        assignments = tuple(assignment_id(session.id, number, person) for person in role.candidates)
        terms = self.terms(expo)
        own = terms.copy()
        if role.optional is not None:
            own["weight"] = role.optional

        def demanded(kind: type[Kind], terms: Terms) -> Kind:
            return kind(**terms, demand=demand, session=session, role=role, assignments=assignments)

        yield demanded(EnoughPeople, own)
        if len(assignments) > role.count:
            yield demanded(NoMorePeople, terms)
        if session.days is not None:
            for name in assignments:
                along = ALL_ALONG.fill(session=session)
                yield SameStart(**terms, demand=along, first=expo.sessions[name], second=session)
