"""The state while one scenario is read: its files, its calendar, the names it defines, and the problems so far."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from expo_planner.domain.clock import Clock
from expo_planner.domain.entities import Person
from expo_planner.domain.i18n import Message, Text
from expo_planner.files.schema.nodes import (
    ProblemReport,
    Quoted,
    Refusal,
    Scalar,
    did_you_mean,
    nearest,
    source,
)
from expo_planner.files.schema.time_parsing import Calendar

NOUNS = {
    "room": Text("room", "场地"),
    "session": Text("session", "活动"),
    "category": Text("category", "类别"),
    "tag": Text("tag", "标签"),
    "series": Text("series", "系列"),
    "pool": Text("pool", "资源池"),
    "site": Text("site", "地点"),
    "rule": Text("rule", "规则"),
    "goal": Text("goal", "目标"),
    "person": Text("person", "人员"),
}
"""What can be named elsewhere in the file, and how messages call it."""

LOOKED_THROUGH = 200_000
"""How many names are compared in all before did-you-mean hints are left out; a file of nonsense ends soon."""


@dataclass
class Context:
    """The state of one reading. `known` has the names that a reference may use; a kind without entry is not checked.
    `titles` has the sessions of each title, English ones too.

    `folder` None means that the scenario may name no files. `unwritten` are files, by their resolved paths, whose new
    bytes are not on the disk yet.
    """

    folder: Path | None = None
    allow_outside: bool = False
    unwritten: Mapping[Path, bytes] = field(default_factory=dict)
    report: ProblemReport = field(default_factory=ProblemReport)
    calendar: Calendar = field(default_factory=lambda: Calendar(Clock("UTC", date(2000, 1, 1))))
    known: dict[str, Mapping[str, object]] = field(default_factory=dict)
    groups: dict[str, dict[str, tuple[str, ...]]] = field(default_factory=dict)
    titles: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    people: KnownPeople = field(default_factory=lambda: KnownPeople())
    _files: int = 0
    _compared: int = 0

    def next_order(self) -> int:
        """The place in the order of files of one more file."""
        self._files += 1
        return self._files

    def nearest(self, text: str, names: Iterable[str]) -> str | None:
        """The name that is written most like the text; None where nothing is near, or too much was looked through."""
        options = list(names)
        self._compared += len(options)
        return None if self._compared > LOOKED_THROUGH else nearest(text, options)

    def suggestion(self, text: str, names: Iterable[str]) -> Message | None:
        """Did you mean …? None where nothing is near."""
        return did_you_mean(self.nearest(text, names))

    def reference(self, noun: str, text: str) -> str:
        """The text, if there is a thing of that name; refused with a did-you-mean otherwise."""
        names = self.known.get(noun)
        if names is None or text in names:
            return text
        hint: Message | Text | None = self.suggestion(text, names)
        if hint is None and 0 < len(names) <= 12:
            hint = Text("known: {names}", "现有：{names}").fill(names=[*names])
        raise Refusal(
            Text("there is no {noun} {text}", "没有名为{text}的{noun}").fill(noun=NOUNS[noun], text=Quoted(text)), hint
        )


class KnownPeople:
    """The persons of an expo: those listed, and those whom a session merely names."""

    def __init__(self, listed: Iterable[Person] = ()) -> None:
        self.by_id = {person.id: person for person in listed}
        self._listed = frozenset(self.by_id)
        self._by_name: dict[str, list[str]] = {}
        for person in self.by_id.values():
            self._by_name.setdefault(person.name, []).append(person.id)

    def knows(self, text: str) -> bool:
        """Whether a person of this id or name is listed."""
        return text in self._listed or text in self._by_name

    def named(self, node: Scalar) -> str:
        """The id of the person with this id or name; a person who is not listed exists from here on."""
        if node.text in self.by_id:
            return node.text
        ids = self._by_name.get(node.text, [])
        if len(ids) > 1:
            raise Refusal(
                Text("more than one person is called {name}", "有不止一个人叫{name}").fill(name=Quoted(node.text)),
                Text("give an id instead: {ids}", "请用编号指明：{ids}").fill(ids=ids),
            )
        if ids:
            return ids[0]
        self.by_id[node.text] = Person(id=node.text, name=node.text, source=source(node))
        return node.text
