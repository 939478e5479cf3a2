"""One run of `plan sweep`: solves the base, then every distinct variant that has no result yet."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from hashlib import sha256
from importlib.metadata import version

from expo_planner.domain.i18n import Language, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.schedule import Schedule
from expo_planner.execution.executor import Executor, Failed
from expo_planner.files.read.load import load_schedule
from expo_planner.files.variants.base import BaseScenario
from expo_planner.files.variants.change import Change
from expo_planner.files.variants.read import Variant
from expo_planner.interface.json.sweep import row_of, sweep_document, variant_text
from expo_planner.planner.sweep import SweepEffort, VariantTask
from expo_planner.publishing.sweep.results import SweepResults
from expo_planner.publishing.sweep.row import SweepRow
from expo_planner.solver.limits import Effort

DIED = Text("its worker process died each time, perhaps for want of memory", "其工作进程每次都异常退出，可能是内存不足")
BASE = "base"
"""The name of the scenario as it is, among its variants."""


@dataclass
class SweepRun:
    """The variants of a base, and the rows of those that are solved, by the keys of their results."""

    base: BaseScenario
    variants: Sequence[Variant]
    results: SweepResults
    effort: Effort
    afresh: bool
    language: Language
    _solved: dict[str, SweepRow] = field(default_factory=dict)

    @cached_property
    def keys(self) -> list[str]:
        """For the base, then for each variant: what tells its result from all others, versions and effort included."""
        how = (version("expo-planner"), version("ortools"), self.effort, self.afresh, self.language)
        common = f"{how} {self.base.key(Change())}"
        texts = [f"{common} {self.base.key(change)}" for change in self._changes]
        return [sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:24] for text in texts]

    @property
    def count(self) -> int:
        """How many results there will be."""
        return len(set(self.keys))

    @property
    def done(self) -> int:
        """How many results there are."""
        return len(self._solved)

    def resume(self) -> None:
        """Takes over the results of an earlier run."""
        for key in dict.fromkeys(self.keys):
            document = self.results.find(key)
            if document is not None:
                with suppress(KeyError, TypeError):  # somebody has written into it: it is solved again
                    self._solved[key] = self._row(key, document)

    def solve(self, executor: Executor, watch: Callable[[int], None]) -> None:
        """Solves what has no result yet, and tells after each how many there are. Raises what the executor does."""
        base, *others = dict.fromkeys(self.keys)
        self._solve([base], None, executor, watch)
        self._solve(others, self._base_schedule(base), executor, watch)

    def _solve(
        self, keys: Sequence[str], reference: Schedule | None, executor: Executor, watch: Callable[[int], None]
    ) -> None:
        left = [key for key in keys if key not in self._solved]
        changes = dict(zip(self.keys, self._changes, strict=True))
        tasks = (self._task(changes[key]) for key in left)
        how = SweepEffort(base=reference, effort=self.effort, afresh=self.afresh)
        try:
            for number, found in executor.run(variant_text, (how, self.language), tasks):
                key = left[number]
                if isinstance(found, Failed):
                    why = DIED.say(self.language) if found.died else found.why
                    self._solved[key] = SweepRow(name="", status="failed", because=why)
                else:
                    self.results.keep(key, found)
                    self._solved[key] = self._row(key, json.loads(found))
                watch(self.done)
        finally:
            self.results.write()

    @cached_property
    def _changes(self) -> list[Change]:
        """What is different in the base, which is nothing, and in each variant."""
        return [Change(), *(one.change for one in self.variants)]

    def _task(self, change: Change) -> VariantTask:
        varied = self.base.varied(change)
        return VariantTask(varied.scenario, varied.absent, change.seed)

    def _base_schedule(self, key: str) -> Schedule | None:
        """The schedule that variants go on from, and with which they are compared."""
        row = self._solved[key]
        if row.cost is None or row.schedule is None:
            return None
        return load_schedule(self.results.folder / row.schedule, self.base.scenario)

    def _row(self, key: str, document: JsonDocument) -> SweepRow:
        return row_of(document, name="", schedule=self.results.name(key))

    @property
    def rows(self) -> list[SweepRow]:
        """The rows of all variants that are solved, the base first."""
        found: list[SweepRow] = []
        first: dict[str, str] = {}
        named = [(BASE, "", {}), *((one.name, one.grid, one.shown) for one in self.variants)]
        for key, (name, grid, settings) in zip(self.keys, named, strict=True):
            if key in self._solved:
                row = self._solved[key]
                if key == self.keys[0] and row.cost is not None:
                    row = replace(row, told=0, moved=0)
                found.append(replace(row, name=name, grid=grid, settings=settings, same_as=first.get(key)))
                first.setdefault(key, name)
        return found

    def document(self) -> JsonDocument:
        """The result as a JSON document, sweep.json."""
        effort = {"time_limit": self.effort.time_limit, "seed": self.effort.seed, "afresh": self.afresh}
        return sweep_document(self.base.expo.id, effort, self.rows, len(self.keys))
