"""Changes that an assistant proposes: shown as a patch, validated and priced before anything is written."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import unified_diff
from typing import Any

from expo_planner.board.scenario_file import ScenarioFile, digest, write_changed
from expo_planner.checker import Report, beyond, check
from expo_planner.domain.i18n import Language, Message, Text
from expo_planner.domain.plain_text import JsonDocument
from expo_planner.domain.problems import BadInput, Problem, Source
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.edit.patch import texts
from expo_planner.files.schema.nodes import Quoted, did_you_mean, nearest
from expo_planner.files.write.to_yaml import Value
from expo_planner.interface.json.clashes import clash_document
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.rules.requirements import Clash

NO_SECTION = Text("there is no section {name}; choose one of {known}", "没有名为{name}的部分，可选：{known}")
NO_ENTRY = Text("there is no entry {name} in {section}", "{section} 中没有{name}")
NO_FIELD = Text("{section} have no field {name}", "{section} 没有字段{name}")
WHOLE_ENTRY = Text("a new entry is named fields with an id", "新增的一项须为一组字段，并写明 id")
THERE_ALREADY = Text("{section} have an entry {name} already", "{section} 中已有{name}")


class Outdated(RuntimeError):
    """The scenario on the disk is not the one that a proposal was made for."""


@dataclass(frozen=True)
class PatchProposal:
    """A scenario as it is, and as it would be. `key` names it until it is confirmed."""

    before: ScenarioFile
    after: ScenarioFile

    @property
    def key(self) -> str:
        return digest(self.before.files)[:8] + digest(self.after.files)[:8]

    @property
    def patch(self) -> str:
        """What would change in the files, as a unified diff."""
        return "".join(self._lines())

    def _lines(self) -> Iterator[str]:
        new = self.after.named()
        for name, content in self.before.named().items():
            old_lines, new_lines = (text.decode("utf-8-sig").splitlines(keepends=True) for text in (content, new[name]))
            for line in unified_diff(old_lines, new_lines, f"a/{name}", f"b/{name}"):
                yield line if line.endswith("\n") else f"{line}\n\\ No newline at end of file\n"

    def document(self, language: Language) -> JsonDocument:
        """The proposal as people decide on it: what is written, what it costs, and which clashes come and go."""
        old, new = (check(one.scenario, one.scenario.expo.standing) for one in (self.before, self.after))
        placed = [
            len(one.scenario.expo.own_sessions.keys() & one.scenario.expo.standing.keys())
            for one in (self.before, self.after)
        ]
        return {
            "key": self.key,
            "patch": self.patch,
            "cost": {"before": old.cost, "after": new.cost},
            "errors": {"before": len(old.errors), "after": len(new.errors)},
            "arising": _clashes(self.after, beyond(new.clashes, old.clashes), language),
            "mended": _clashes(self.before, beyond(old.clashes, new.clashes), language),
            "placed": {"before": placed[0], "after": placed[1]},
        }

    def write(self) -> list[str]:
        """Writes the files that change, all or none; their names. Raises Outdated and OSError."""
        if self.before.on_disk() != dict(self.before.files):
            raise Outdated
        write_changed(self.after.files, self.before.files)
        old = self.before.named()
        return [name for name, content in self.after.named().items() if content != old.get(name)]


def _clashes(file: ScenarioFile, clashes: Sequence[Clash], language: Language) -> list[JsonDocument]:
    return [clash_document(file.scenario.expo, clash, language) for clash in clashes]


def report_of(file: ScenarioFile) -> Report:
    """The check of what stands in a scenario."""
    return check(file.scenario, file.scenario.expo.standing)


def edited(file: ScenarioFile, changes: Sequence[Mapping[str, Any]]) -> ScenarioFile:
    """The scenario after changes of fields: `section`, `id`, `field`, `value`; a value of null removes a field.

    Fields in fields are named with a dot: `prefer.when`. Without a `field`, an entry is added, or removed where the
    value is null. Raises BadInput with all problems.
    """
    made: list[FieldChange] = []
    problems: list[Problem] = []
    for number, change in enumerate(changes, start=1):
        try:
            made.append(_change(file, change))
        except BadInput as bad:
            problems += [Problem(Source(f"changes[{number}]"), "", one.message, one.hint) for one in bad.problems]
    if problems:
        raise BadInput(problems)
    return file.edited(made)


def _change(file: ScenarioFile, change: Mapping[str, Any]) -> FieldChange:
    section, name, field = (str(change.get(key) or "") for key in ("section", "id", "field"))
    value: Value = texts(change.get("value"))
    if section not in RECORDS:
        raise _refused(NO_SECTION.fill(name=Quoted(section), known=[*RECORDS]))
    entry = file.entry_for(section, name)
    known = file.flat[section]
    if not field and value is not None:
        if not isinstance(value, Mapping) or str(value.get("id") or "") != name or not name:
            raise _refused(WHOLE_ENTRY.fill())
        if name in known:
            raise _refused(THERE_ALREADY.fill(section=section, name=Quoted(name)))
        return FieldChange(section, name, "", None, value)
    if entry not in known:
        raise _refused(NO_ENTRY.fill(section=section, name=Quoted(name)), did_you_mean(nearest(name, known)))
    columns = [*RECORDS[section].columns(), *(["programme"] if section == "sessions" else [])]
    if field and field not in columns:
        raise _refused(NO_FIELD.fill(section=section, name=Quoted(field)), did_you_mean(nearest(field, columns)))
    old = file.now(FieldChange(section, entry, field, None, None))
    return FieldChange(section, entry, field, old, value)


def _refused(message: Message, hint: Message | None = None) -> BadInput:
    return BadInput([Problem(Source(""), "", message, hint)])
