"""A file of variants → what is different in each, with the place of every mistake.

variants:
  - {name: without 7C, rooms.7C: drop}
  - {name: longer days, expo.hours: 08:00-20:00}
grids:
  - {name: interpreters, pools.interpreter: [1..6], goals.snug_room: [0, 3]}
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import reduce
from pathlib import Path

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.read import sources
from expo_planner.files.schema.context import Context
from expo_planner.files.schema.nodes import (
    Entries,
    Items,
    Node,
    ProblemReport,
    Quoted,
    Refusal,
    Scalar,
    source,
    unexpected,
)
from expo_planner.files.variants.base import BaseScenario
from expo_planner.files.variants.change import Change, Setting
from expo_planner.files.variants.grids import combined
from expo_planner.files.variants.settings import SettingReader

COMMON = "with"
"""The changes that all variants of a grid have in common."""
MOST_TOLD = 40
"""Problems that are told one by one."""
A_FILE = Text("variants, grids, or both", "variants、grids，或两者")
A_VARIANT = Text("the changes of a variant, by path", "一个变体的各项改动（路径: 值）")
A_LIST = Text("a list, or named entries", "列表，或带名称的条目")
A_NAME = Text("a name", "名称")
NOTHING = Text("the file lists no variants", "文件中没有任何变体")
TWICE = Text("two variants are called {name}", "有两个变体都叫{name}")
IN_VARIANT = Text("{name}: {problem}", "{name}：{problem}")
MORE = Text("and {count} more problems", "另有{count}处问题")


@dataclass(frozen=True)
class Variant:
    """A variant of a scenario: its settings, and the change that they are together. `at` is where it is written.

    `common` are settings that all variants of its grid have; no table shows them.
    """

    name: str
    settings: tuple[Setting, ...]
    grid: str
    at: Source
    common: tuple[Setting, ...] = ()

    @property
    def shown(self) -> dict[str, str]:
        """The settings as a table shows them."""
        return {one.parameter: one.text for one in self.settings}

    @property
    def change(self) -> Change:
        """All its changes."""
        return reduce(Change.__add__, (one.change for one in (*self.common, *self.settings)), Change())


def read_variants(path: Path, base: BaseScenario) -> list[Variant]:
    """The variants in a file, each of which makes a valid scenario. Raises BadInput with all problems."""
    context = Context(folder=path.parent)
    root = sources.parse_file(path, context)
    context.report.raise_any()
    assert root is not None
    variants = list(_Reader(SettingReader(base), context.report).all(root))
    problems = [*context.report.problems, *_twice(variants)]
    for variant in variants:
        problems += _invalid(base, variant)
    if problems:
        raise BadInput(_fewer(sorted(problems, key=_place)))
    return variants


def _place(problem: Problem) -> list[int]:
    """Line and column."""
    return [int(part) for part in problem.source.place.split(":") if part.isdecimal()]


@dataclass(frozen=True)
class _Reader:
    settings: SettingReader
    report: ProblemReport

    def all(self, root: Node) -> Iterator[Variant]:
        """The variants that are listed, then those of grids."""
        if isinstance(root, Items):
            root = Entries({"variants": (Scalar("variants", True, root.at, root.document), root)}, *root[1:])
        known = {"variants": self._variant, "grids": self._grid}
        if not isinstance(root, Entries) or not root.nodes.keys() <= known.keys():
            odd = (
                next((key for name, (key, _) in root.nodes.items() if name not in known), root)
                if isinstance(root, Entries)
                else root
            )
            self.report.refuse(unexpected(A_FILE, odd), odd, "")
            return
        count = 0
        for section, read in known.items():
            if section in root.nodes:
                for number, (name, node) in enumerate(self._entries(root.nodes[section][1], section), start=1):
                    try:
                        for variant in read(name, number, node):
                            count += 1
                            yield variant
                    except Refusal as refusal:
                        self.report.refuse(refusal, node, section)
        if not count and not len(self.report):
            self.report.add(root, "", NOTHING)

    def _entries(self, node: Node, section: str) -> list[tuple[str, Entries]]:
        """The entries of a list, or of a mapping by name; each with its name, empty where it has none."""
        pairs: list[tuple[str, Node]] = []
        if isinstance(node, Items):
            pairs = [("", one) for one in node.nodes]
        elif isinstance(node, Entries):
            pairs = [(name, one) for name, (_, one) in node.nodes.items()]
        else:
            self.report.refuse(unexpected(A_LIST, node), node, section)
        found = []
        for name, one in pairs:
            if isinstance(one, Entries):
                found.append((name, one))
            else:
                self.report.refuse(unexpected(A_VARIANT, one), one, section)
        return found

    def _variant(self, name: str, number: int, node: Entries) -> Iterator[Variant]:
        name, lines = _named(name, node)
        settings = tuple(self._settings(lines, name))
        yield Variant(name or _spelled(settings) or f"variant {number}", settings, "", source(node))

    def _grid(self, name: str, number: int, node: Entries) -> Iterator[Variant]:
        name, lines = _named(name, node)
        grid = name or f"grid {number}"
        common = next((value for key, value in lines if key.text == COMMON), None)
        lines = [pair for pair in lines if pair[0].text != COMMON]
        if not lines or not (common is None or isinstance(common, Entries)):
            raise unexpected(A_VARIANT, node if common is None else common)
        everywhere = tuple(self._settings([] if common is None else common.nodes.values(), grid))
        for settings in combined(lines, self.settings):
            yield Variant(f"{grid}: {_spelled(settings)}", settings, grid, source(node), everywhere)

    def _settings(self, lines: Iterable[tuple[Scalar, Node]], name: str) -> Iterator[Setting]:
        for key, value in lines:
            try:
                yield self.settings.setting(key, value)
            except Refusal as refusal:
                self.report.refuse(refusal, key, name)


def _named(name: str, node: Entries) -> tuple[str, list[tuple[Scalar, Node]]]:
    """The name of an entry, and its other lines."""
    given = node.nodes.get("name")
    if given is not None:
        if not isinstance(given[1], Scalar) or given[1].empty:
            raise unexpected(A_NAME, given[1])
        name = given[1].text
    return name, [pair for key, pair in node.nodes.items() if key != "name"]


def _spelled(settings: Sequence[Setting]) -> str:
    return ", ".join(f"{one.parameter} {one.text}" for one in settings)


def _twice(variants: Sequence[Variant]) -> Iterator[Problem]:
    seen: set[str] = set()
    for variant in variants:
        if variant.name in seen:
            yield Problem(variant.at, "", TWICE.fill(name=Quoted(variant.name)))
        seen.add(variant.name)


def _invalid(base: BaseScenario, variant: Variant) -> Iterator[Problem]:
    """What is wrong with the scenario of a variant, told at the variant's own lines wherever it shows."""
    try:
        base.varied(variant.change)
    except BadInput as bad:
        for problem in bad.problems:
            if problem.source.file == variant.at.file:
                yield problem
            else:
                yield Problem(variant.at, "", IN_VARIANT.fill(name=Quoted(variant.name), problem=_Spoken(problem)))


@dataclass(frozen=True)
class _Spoken:
    """A problem inside the message of another."""

    problem: Problem

    def say(self, language: str) -> str:
        return self.problem.say("zh" if language == "zh" else "en")


def _fewer(problems: Sequence[Problem]) -> list[Problem]:
    """Each problem once: a grid repeats them; the last says how many more there are."""
    once = list({problem.say("en"): problem for problem in problems}.values())
    if len(once) <= MOST_TOLD:
        return once
    more: Message = MORE.fill(count=len(once) - MOST_TOLD)
    return [*once[:MOST_TOLD], Problem(once[-1].source, "", more)]
