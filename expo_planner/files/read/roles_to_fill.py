"""The roles of a session that are to be filled, with those who may fill them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from expo_planner.domain.entities import RoleToFill, Session
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.roles import role_name
from expo_planner.domain.spoken_languages import language_name
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import source
from expo_planner.files.schema.participants import NOBODY
from expo_planner.files.schema.record_types import GivenFields

NOBODY_HAS_IT = Text("nobody under people has the role {role}", "people 中没有人的 role 是{role}")
NAME_THEM = Text(
    "name those who may fill it: any_of: [li, wang], or give them `role: {role}` under people",
    "请写明可选派的人，如 any_of: [li, wang]，或在 people 中写 role: {role}",
)
NOBODY_SPEAKS = Text("none of {names} speaks {languages}", "{names}均不会{languages}")
GIVE_LANGUAGES = Text("give people their `languages` under people", "请在 people 中为人员写上 languages")
TOO_FEW = Text(
    "{count} people are needed, only {there} may fill the role: {names}", "需{count}人，可选派的只有{there}人：{names}"
)
TOO_FEW_HINT = Text("name more people under any_of, or lower count", "请在 any_of 中补充人员，或减小 count")
NO_CANDIDATE = Text("{person} is not one of those who may fill the role", "{person}不在可选派的人之中")
NOT_SPEAKING = Text("{person} does not speak {languages}", "{person}不会{languages}")
TOO_MANY = Text("{there} people fill the role, {count} are needed", "该角色已有{there}人，只需{count}人")
TAKES_PART = Text("{person} takes part in the session already", "{person}已是该活动的人员")
ONLY_ONCE = Text("name a person once in a session", "同一人在一场活动中只写一次")


def roles_to_fill(session: Session, given: GivenFields, context: Context) -> Iterator[RoleToFill]:
    """The roles of a session for which the planner chooses people; what makes no sense is reported."""
    taken = set(session.people)
    for one in given.get("people", NOBODY).to_fill:
        if "role" not in one.values or any(one.spoiled(name) for name in one.nodes):
            continue
        role = _Role(one, context, taken).make()
        taken.update(role.people)
        yield role


class _Role:
    """One role being made of what is given; `taken` are the people whom the session has already."""

    def __init__(self, given: GivenFields, context: Context, taken: set[str]) -> None:
        self.given, self.context, self.taken = given, context, taken
        self.people = context.people.by_id
        self.count: int = given.get("count", 1)
        self.languages: tuple[str, ...] = given.get("languages", ())

    def refuse(self, field: str, message: Message | Text, hint: Message | Text | None = None) -> None:
        self.context.report.add(self.given.at(field), (*self.given.path, field), message, hint)

    def make(self) -> RoleToFill:
        candidates, people = self.candidates(), self.given.get("people", ())
        for person in people:
            if person in self.taken:
                self.refuse("people", TAKES_PART.fill(person=self.names([person])), ONLY_ONCE)
            elif person not in candidates:
                speaks = self.speaks(person)
                text = NO_CANDIDATE if speaks else NOT_SPEAKING
                self.refuse("people", text.fill(person=self.names([person]), languages=self.spoken()))
        if len(people) > self.count:
            self.refuse("people", TOO_MANY.fill(there=len(people), count=self.count))
        return RoleToFill(
            role=self.given.get("role"),
            candidates=tuple(candidates),
            count=self.count,
            languages=self.languages,
            optional=self.given.get("optional"),
            people=tuple(person for person in people if person in candidates),
            source=source(self.given.node),
        )

    def candidates(self) -> list[str]:
        """Those who may fill the role."""
        role = role_name(self.given.get("role"))
        named = self.given.get("any_of")
        if named is None:
            alike = (one for one in self.people.values() if one.role and role_name(one.role) == role)
            named = [one.id for one in alike if one.id not in self.taken]
            if not named:
                self.refuse("role", NOBODY_HAS_IT.fill(role=role), NAME_THEM.fill(role=self.given.get("role")))
                return []
        for person in named:
            if person in self.taken:
                self.refuse("any_of", TAKES_PART.fill(person=self.names([person])), ONLY_ONCE)
        able = [person for person in named if self.speaks(person)]
        field = "any_of" if "any_of" in self.given.nodes else "role"
        if named and not able:
            facts = {"names": self.names(named), "languages": self.spoken()}
            self.refuse("languages", NOBODY_SPEAKS.fill(**facts), GIVE_LANGUAGES)
        elif len(able) < self.count:
            facts = {"count": self.count, "there": len(able), "names": self.names(able)}
            self.refuse(field, TOO_FEW.fill(**facts), TOO_FEW_HINT)
        return able

    def speaks(self, person: str) -> bool:
        """Whether a person speaks all languages of the role."""
        return {*self.languages} <= {*self.people[person].languages}

    def spoken(self) -> list[Text]:
        return [language_name(one) for one in self.languages]

    def names(self, people: Sequence[str]) -> list[str]:
        return [self.people[person].name for person in people]
