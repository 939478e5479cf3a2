"""fair_shares: those who may fill a role do so equally often."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from expo_planner.domain.entities import Person, Room, Waiver
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Text
from expo_planner.domain.roles import role_name
from expo_planner.domain.schedule import Placement, Schedule
from expo_planner.rules.requirements import Breach, Clash, Extra, Requirement, requirement
from expo_planner.rules.rule import Example, Goal

if TYPE_CHECKING:
    from expo_planner.cpsat.board import Board, Expression

OFTEN = Text("{person} is {role} in {count} sessions", "{person}在{count}场活动中担任{role}")


@requirement
class Share(Requirement):
    """Every two of the `members`, the sessions in which a person has a role, count once.

    So the total over all people is least where each has equally many.
    """

    person: Person
    role: Text
    members: tuple[str, ...]

    @property
    def sessions(self) -> tuple[str, ...]:
        return self.members

    def room_key(self, room: Room) -> Hashable:
        return None

    def time_key(self, session: str, placement: Placement) -> Hashable:
        return None

    def broken_by(self, schedule: Schedule) -> Iterator[Clash]:
        placed = tuple(name for name in self.members if name in schedule)
        if len(placed) > 1:
            message = OFTEN.fill(person=self.person.name, role=self.role, count=len(placed))
            pairs = len(placed) * (len(placed) - 1) // 2
            yield self.clash(Breach(message, amount=pairs, people=(self.person.id,)), placed)

    def beside(self, schedule: Mapping[str, Placement], session: str) -> Iterator[Extra]:
        others = sum(name in schedule for name in self.members if name != session)
        yield Extra((self.weight or 0) * others)

    def count(self, board: Board, waivers: tuple[Waiver, ...]) -> Iterator[tuple[Expression, int]]:
        """Numbers whose sum is the number of pairs: n over 2 is (n - 1) + (n - 2) + …"""
        placed = {name: board.placed(name) for name in self.members}
        covering = (waiver.sessions for waiver in waivers if waiver.sessions <= placed.keys())
        unless = board.any_of(*(board.all_of(*(placed[name] for name in names)) for names in covering))
        for limit in range(1, len(placed)):
            yield board.excess(placed.values(), limit, unless=unless), 1


@dataclass(frozen=True, kw_only=True)
class FairShares(Goal):
    """Costs the weight for every two sessions in which one person fills the same role.

    The sum is least if those who may fill a role do so equally often. Sessions that give a person the role in the file
    count, too.
    """

    default = 0
    title = Text("fair shares", "分工均匀")
    about = Text(
        "Costs the weight for every two sessions in which one person fills the same role: least where those who may "
        "fill it do so equally often. Sessions in which the file gives them the role count, too.",
        "同一人每两场担任同一角色，计一次权重；可选派的人担任的场次越均匀，合计越少。方案中已写明由其担任的场次也计入。",
    )
    usage = "fair_shares: 1"
    examples = (
        Example(
            scenario="""
                expo: {id: tiny, title: Tiny, timezone: Asia/Shanghai, days: [2023-07-06], hours: 09:00-11:00, step: 1h, language: en}
                rooms: [{id: A, name: Hall A}]
                sessions:
                  - {id: one, title: Part one, duration: 1h, people: [{role: chair, any_of: [Ann, Bo]}], start: 2023-07-06 09:00, room: A}
                  - {id: two, title: Part two, duration: 1h, people: [{role: chair, any_of: [Ann, Bo]}], start: 2023-07-06 10:00, room: A}
                goals: {fair_shares: 3}
                """,
            accepts="one A 09:00, one/0/Ann A 09:00, two A 10:00, two/0/Bo A 10:00",
            rejects="one A 09:00, one/0/Ann A 09:00, two A 10:00, two/0/Ann A 10:00",
            says="Ann is chair in 2 sessions",
            cost=3,
        ),
    )

    def requirements(self, expo: Expo) -> Iterator[Share]:
        demand = Text("{person} is {role} as often as others", "{person}担任{role}的场次与他人相当")
        members: dict[tuple[Text, str], list[str]] = {}
        for session in expo.sessions.values():
            for person, role in session.roles.items():
                members.setdefault((role_name(role), person), []).append(session.id)
        chosen = {
            (role_name(one.role), person)
            for session in expo.own_sessions.values()
            for one in session.to_fill
            for person in one.candidates
        }
        for (name, person), names in members.items():
            if len(names) > 1 and (name, person) in chosen:
                known = expo.people[person]
                filled = demand.fill(person=known.name, role=name)
                yield Share(**self.terms(expo), demand=filled, goal=True, person=known, role=name, members=tuple(names))
