"""What one line of a variant says: a path of the scenario and its new value, or what is lost."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from expo_planner.domain.i18n import Text
from expo_planner.files.edit import plain
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.read.scenario import SCENARIO
from expo_planner.files.schema.nodes import (
    DEEPEST,
    Entries,
    Items,
    Node,
    Quoted,
    Refusal,
    Scalar,
    did_you_mean,
    nearest,
    unexpected,
)
from expo_planner.files.schema.value_parsing import WHOLE
from expo_planner.files.variants.base import BaseScenario
from expo_planner.files.variants.change import Change, NodeEdit, Setting, Step

SECTIONS = tuple(SCENARIO.by_name)
DROP, KEEP = "drop", "keep"
WORDS = ("close", "away", "drop", "seed")
"""What a variant can say besides paths."""
LARGEST_SEED = 2**31 - 1
NO_PATH = Text(
    "{name} is neither a section of the scenario nor one of {words}", "{name}既不是方案的一节，也不是{words}之一"
)
TOO_DEEP = Text("no field is so deep in a scenario", "方案中没有层级这么深的字段")
NO_ENTRY = Text("there is no {name} in {section}", "{section} 中没有{name}")
A_TEXT = Text("a text, or a list of texts", "一段文字，或由文字组成的列表")
A_SEED = Text("a whole number from 0 on", "0或正整数")


@dataclass(frozen=True)
class SettingReader:
    """Reads the changes of a variant. Its methods raise Refusal."""

    base: BaseScenario

    def setting(self, key: Scalar, node: Node) -> Setting:
        """The change that a key and a value stand for."""
        name = key.text.strip()
        if name in WORDS:
            return Setting(name, _shown(node), self._word(name, node))
        path, appends = name.removesuffix("+").rstrip(), name.endswith("+")
        if isinstance(node, Scalar) and node.plain and node.text == KEEP:
            return Setting(path, KEEP, Change())
        dropped = isinstance(node, Scalar) and node.plain and node.text == DROP and not appends
        section, _, rest = path.partition(".")
        if dropped and section in RECORDS and rest in self.names(section):
            return Setting(path, DROP, self.lost(section, [rest]))
        if dropped and section == "rules":
            return Setting(path, DROP, Change(edits=tuple(self._without_rule(key, rest))))
        steps = self.steps(path)
        edit = NodeEdit(steps, key, None if dropped else node, appends)
        return Setting(name, DROP if dropped else _shown(node), Change(edits=(edit,)))

    def lost(self, section: str, names: Iterable[str]) -> Change:
        """The loss of rooms, days, people or sessions."""
        names = tuple(names)
        return {
            "rooms": Change(lost_rooms=names),
            "days": Change(lost_days=names),
            "people": Change(lost_people=names),
            "sessions": Change(dropped=names),
        }[section]

    def steps(self, path: str) -> tuple[Step, ...]:
        """The steps to a path such as `rooms.7A.capacity`; entries of lists are named by their ids."""
        section, _, rest = path.partition(".")
        if rest.count(".") > DEEPEST:
            raise Refusal(TOO_DEEP)
        if section not in SECTIONS:
            raise Refusal(
                NO_PATH.fill(name=Quoted(section), words=[*WORDS]), did_you_mean(nearest(section, [*SECTIONS, *WORDS]))
            )
        if not rest:
            return (section,)
        if section not in RECORDS:
            return (section, *(int(step) if step.isdecimal() else step for step in rest.split(".")))
        name, number = self._entry(section, rest)
        fields = rest[len(name) + 1 :]
        return (section, number, *(fields.split(".") if fields else ()))

    def _entry(self, section: str, rest: str) -> tuple[str, int]:
        """The id with which a path goes on, and the number of the entry that has it; ids may have dots."""
        known = self.base.numbers[section]
        own = [name for name in known if rest == name or rest.startswith(f"{name}.")]
        if own:
            name = max(own, key=len)
            return name, known[name]
        asked = rest.partition(".")[0]
        message = NO_ENTRY.fill(name=Quoted(asked), section=section)
        raise Refusal(message, did_you_mean(nearest(asked, known)))

    def _word(self, name: str, node: Node) -> Change:
        if name == "seed":
            if not isinstance(node, Scalar) or not WHOLE.fullmatch(node.text) or int(node.text) > LARGEST_SEED:
                raise unexpected(A_SEED, node)
            return Change(seed=int(node.text))
        texts = tuple(_texts(node))
        if name == "drop":
            for one in texts:
                self.known("sessions", one)
            return Change(dropped=tuple(one.text for one in texts))
        return Change(closed=texts) if name == "close" else Change(away=texts)

    def known(self, section: str, node: Scalar) -> str:
        """The text of a node, which is the id of something that can be lost."""
        names = self.names(section)
        if node.text not in names:
            message = NO_ENTRY.fill(name=Quoted(node.text), section=section)
            raise Refusal(message, did_you_mean(nearest(node.text, names)), node)
        return node.text

    def names(self, section: str) -> list[str]:
        """What can be lost: rooms by id, days, people, sessions."""
        expo = self.base.expo
        days = [day.isoformat() for day in expo.days]
        return {"rooms": [*expo.rooms], "days": days, "people": [*expo.people], "sessions": [*expo.own_sessions]}[
            section
        ]

    def _without_rule(self, key: Scalar, name: str) -> Iterator[NodeEdit]:
        """The edits that take out all relations of a rule, the last one first."""
        section = self.base.section("rules")
        relations = section.nodes if isinstance(section, Items) else []
        own = [number for number, one in enumerate(relations) if isinstance(one, Entries) and name in one.nodes]
        if not own:
            raise Refusal(NO_ENTRY.fill(name=Quoted(name), section="rules"))
        for number in reversed(own):
            yield NodeEdit(("rules", number), key, None)


def _texts(node: Node) -> Iterator[Scalar]:
    for one in node.nodes if isinstance(node, Items) else [node]:
        if not isinstance(one, Scalar) or one.empty:
            raise unexpected(A_TEXT, one)
        yield one


def _shown(node: Node) -> str:
    """A value as a table shows it."""
    value = plain(node)
    if isinstance(value, str):
        return value
    if isinstance(value, list) and all(isinstance(one, str) for one in value):
        return ", ".join(map(str, value))
    return "" if value is None else json.dumps(value, ensure_ascii=False)
