"""An edit of the scenario itself: which fields changed, and the bytes it replaced, so that undo gives them back."""

from __future__ import annotations

from base64 import b64decode, b64encode
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

from expo_planner.board.scenario_file import Files, ScenarioFile
from expo_planner.roundtrip.merge.three_way import FieldChange


@dataclass(frozen=True, slots=True)
class Splice:
    """The bytes that an edit replaced in one file: at an offset, `old` by `new`; and digests of the whole file."""

    at: int
    old: bytes
    new: bytes
    before: str
    after: str

    @property
    def reversed(self) -> Splice:
        return Splice(self.at, self.new, self.old, self.after, self.before)

    def applied(self, content: bytes) -> bytes | None:
        """The file after the splice; None where it is not what it was then."""
        if _digest(content) != self.before:
            return None
        return content[: self.at] + self.new + content[self.at + len(self.old) :]


@dataclass(frozen=True, slots=True)
class Edition:
    """An edit of a scenario: its fields, and the bytes of its files, by their paths from the scenario's folder."""

    fields: tuple[FieldChange, ...]
    splices: Mapping[str, Splice]

    @classmethod
    def between(cls, before: ScenarioFile, after: ScenarioFile, fields: Sequence[FieldChange]) -> Edition:
        """The edit that made one scenario of another."""
        new = after.named()
        changed = {name: (content, new[name]) for name, content in before.named().items() if content != new[name]}
        return cls(tuple(fields), {name: _splice(*pair) for name, pair in changed.items()})

    @property
    def reversed(self) -> Edition:
        """The edit that takes this one back."""
        fields = tuple(replace(one, old=one.new, new=one.old) for one in self.fields[::-1])
        return Edition(fields, {name: splice.reversed for name, splice in self.splices.items()})

    def applied(self, file: ScenarioFile) -> ScenarioFile:
        """The scenario after the edit: the very bytes of then, or, where others edited it since, the fields that are
        still as they were.

        Raises BadInput where it cannot be read then.
        """
        files = self._exactly(file)
        return file.with_bytes(files) if files is not None else edited_where_unchanged(file, self.fields)[0]

    def _exactly(self, file: ScenarioFile) -> Files | None:
        files = dict(file.files)
        paths = {file.name_of(path): path for path in files}
        for name, splice in self.splices.items():
            content = splice.applied(files[paths[name]]) if name in paths else None
            if content is None:
                return None
            files[paths[name]] = content
        return files

    def to_json(self) -> dict[str, Any]:
        """The edit as JSON values."""
        return {
            "fields": [[one.section, one.name, one.field, one.old, one.new] for one in self.fields],
            "splices": {
                name: [
                    splice.at,
                    b64encode(splice.old).decode(),
                    b64encode(splice.new).decode(),
                    splice.before,
                    splice.after,
                ]
                for name, splice in self.splices.items()
            },
        }

    @classmethod
    def from_json(cls, kept: Mapping[str, Any]) -> Edition:
        """An edit that was kept."""
        splices = {
            name: Splice(at, b64decode(old), b64decode(new), before, after)
            for name, (at, old, new, before, after) in kept["splices"].items()
        }
        return cls(tuple(FieldChange(*one) for one in kept["fields"]), splices)


def edited_where_unchanged(
    file: ScenarioFile, changes: Sequence[FieldChange]
) -> tuple[ScenarioFile, tuple[FieldChange, ...], tuple[FieldChange, ...]]:
    """The scenario after those changes that find what they change as it was; these, and those that do not.

    A change that is made there already is neither. Raises BadInput where the scenario cannot be read then.
    """
    made = tuple(change for change in changes if file.now(change) == change.old != change.new)
    lost = tuple(change for change in changes if file.now(change) not in (change.old, change.new))
    return (file.edited(made) if made else file), made, lost


def _splice(old: bytes, new: bytes) -> Splice:
    """The least span of bytes that differs."""
    start = _alike(old, new)
    end = _alike(old[start:][::-1], new[start:][::-1])
    return Splice(start, old[start : len(old) - end], new[start : len(new) - end], _digest(old), _digest(new))


def _alike(one: bytes, other: bytes) -> int:
    """The number of bytes in which two begin alike."""
    return next(
        (at for at, (left, right) in enumerate(zip(one, other, strict=False)) if left != right),
        min(len(one), len(other)),
    )


def _digest(content: bytes) -> str:
    return sha256(content).hexdigest()
