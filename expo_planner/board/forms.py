"""Forms for the sessions, rooms and people of a scenario: what each field shows, and what was typed into it means.

Fields show and take the same texts as the cells of a workbook. What is edited is what people wrote, not what it means:
a field that is not touched stays as it stands in the file.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Literal

from expo_planner.board.labels import label_of
from expo_planner.board.scenario_file import ScenarioFile
from expo_planner.domain.entities import Session
from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.problems import BadInput, Source
from expo_planner.files.edit.as_written import RECORDS
from expo_planner.files.schema.field_types import APerson, Choice, Kind, Prose, Reference, Whole, YesNo
from expo_planner.files.schema.nodes import FieldProblem, Quoted, Refusal
from expo_planner.files.schema.participants import AParticipant
from expo_planner.files.schema.record_types import Field, ListOf, MapOf, Record
from expo_planner.files.schema.session_fields import ITEM
from expo_planner.files.schema.time_parsing import Calendar
from expo_planner.files.schema.value_parsing import duration
from expo_planner.files.write.times import length_text, start_text
from expo_planner.files.write.to_yaml import Value
from expo_planner.roundtrip.merge.three_way import FieldChange
from expo_planner.roundtrip.sheets import Fields, entry_of, kind_of, programme_of, shown, typed

Control = Literal["text", "prose", "number", "yesno", "choice", "list"]
MOVED = ("start", "room")
"""The fields of a session that are set by moving it on the board."""
ITEM_FIELDS = tuple(field.name for field in ITEM.fields)
TAKEN_ID = Text("the id {id} is taken; choose another", "编号{id}已被使用，请另选一个")
NO_ID = Text("give it an id", "请填写编号")


@dataclass(frozen=True, slots=True)
class FormField:
    """A field of a form. `suggestions` are ids with the names that people know them by."""

    name: str
    label: Text
    help: Text | Message
    value: str
    control: Control
    choices: tuple[str, ...]
    suggestions: tuple[tuple[str, str], ...]
    required: bool
    rare: bool


@dataclass(frozen=True, slots=True)
class EntryForm:
    """The form of an entry. `programme` has the items of a session, by their fields."""

    section: str
    id: str
    fields: tuple[FormField, ...]
    programme: tuple[Mapping[str, str], ...]


def form_of(file: ScenarioFile, section: str, name: str = "") -> EntryForm:
    """The form of a session, a room or a person, by id; of a new one without. Raises KeyError for another section."""
    record = RECORDS[section]
    fields = file.flat[section].get(name, {})
    expo = file.scenario.expo
    shows = {column: shown(fields.get(column)) for column in record.columns()}
    if section == "sessions" and name in expo.sessions:
        session = expo.sessions[name]
        shows["duration"] = shows["duration"] or _length(session)
        shows["continuous"] = "true" if session.continuous else shows["continuous"]
    return EntryForm(
        section,
        name,
        tuple(
            FormField(
                column,
                label_of(column),
                field.about,
                shows[column],
                _control(field.kind),
                field.kind.words if isinstance(field.kind, Choice) else (),
                tuple(_suggestions(expo, field.kind)),
                field.required,
                field.rare,
            )
            for column, field in _columns(record)
            if section != "sessions" or column not in MOVED
        ),
        tuple({one: shown(item.get(one)) for one in ITEM_FIELDS} for item in programme_of(fields)),
    )


def _columns(record: Record, group: str = "", *, rare: bool = False) -> Iterator[tuple[str, Field]]:
    """The columns of a record with their fields; what is rare as a whole is rare in all its parts."""
    for field in record.fields:
        if isinstance(field.kind, Record):
            yield from _columns(field.kind, f"{field.name}.", rare=field.rare)
        elif not (isinstance(field.kind, ListOf) and isinstance(field.kind.item, Record)):
            yield f"{group}{field.name}", replace(field, rare=field.rare or rare)


def _control(kind: Kind) -> Control:
    controls: dict[type, Control] = {Prose: "prose", Whole: "number", YesNo: "yesno", Choice: "choice", ListOf: "list"}
    return controls.get(type(kind), "text")


def _suggestions(expo: Expo, kind: Kind) -> Iterator[tuple[str, str]]:
    if isinstance(kind, ListOf):
        yield from _suggestions(expo, kind.item)
    elif isinstance(kind, APerson | AParticipant):
        yield from ((person.id, person.name) for person in expo.people.values())
    elif isinstance(kind, MapOf):
        yield from ((pool, pool) for pool in expo.pools)
    elif isinstance(kind, Reference):
        known = {
            "room": [(room.id, room.name) for room in expo.rooms.values()],
            "session": [(session.id, session.title) for session in expo.own_sessions.values()],
            "category": [(category.name, category.name) for category in expo.categories],
        }
        yield from known.get(kind.noun, [])


def _length(session: Session) -> str:
    return "" if session.length is None else length_text(session.length)


def changes_of(
    file: ScenarioFile,
    section: str,
    name: str,
    texts: Mapping[str, str],
    programme: Sequence[Mapping[str, str]] | None = None,
) -> list[FieldChange]:
    """What was typed into the form of an entry, as changes of its fields. Raises BadInput for what cannot be read."""
    old = file.flat[section][name]
    reading = _Reading(file, section, name)
    changes = []
    for field, text in texts.items():
        if section == "sessions" and field == "continuous":
            if (text == "true") == file.scenario.expo.sessions[name].continuous:
                continue
            text = text or "false"  # a long duration is continuous where nothing is said
        if reading.same(text, shown(old.get(field))):
            continue
        if section == "sessions" and field == "duration":
            changes += length_changes(file, name, text)
            continue
        value = reading.value(field, text)
        if value != old.get(field):
            changes.append(FieldChange(section, name, field, old.get(field), value))
    if programme is not None:
        before = old.get("programme")
        items = reading.items(programme, programme_of(old))
        if items != (before or []):
            changes.append(FieldChange(section, name, "programme", before, items or None))
    reading.raise_any()
    return changes


def length_changes(file: ScenarioFile, name: str, text: str) -> list[FieldChange]:
    """A new length of a session, as it would be typed: its duration or, where its start has an end, another end."""
    entry, expo = file.flat["sessions"][name], file.scenario.expo
    session, start, old = expo.sessions[name], entry.get("start"), entry.get("duration")
    if text.strip() == _length(session):
        return []
    reading = _Reading(file, "sessions", name)
    value = reading.value("duration", text)
    reading.raise_any()
    if not isinstance(start, str) or Calendar(expo.clock, expo.parts).start(start).end is None or session.start is None:
        return [FieldChange("sessions", name, "duration", old, value)] if value != old else []
    try:
        end, value = session.start + duration(text), None
    except Refusal:  # in days, say, or wrong: whoever reads the file tells
        end = None
    later = start_text(expo.clock, session.start, end, "至" if "至" in start else "..")
    longer = [FieldChange("sessions", name, "duration", old, value)] if value != old else []
    return [FieldChange("sessions", name, "start", start, later), *longer]


def new_entry(
    file: ScenarioFile, section: str, texts: Mapping[str, str], programme: Sequence[Mapping[str, str]] = ()
) -> FieldChange:
    """What was typed into the form of a new entry. Raises BadInput for what cannot be read, or an id that is taken."""
    name = texts.get("id", "").strip()
    reading = _Reading(file, section, name)
    if not name:
        reading.refuse("id", NO_ID)
    elif name in file.flat[section]:
        reading.refuse("id", TAKEN_ID.fill(id=Quoted(name)))
    fields: Fields = {"id": name}
    for field, text in texts.items():
        value = reading.value(field, text) if field != "id" else None
        if value is not None:
            fields[field] = value
    items = reading.items(programme, [])
    reading.raise_any()
    return FieldChange(section, name, "", None, entry_of({**fields, **({"programme": items} if items else {})}))


def removed(file: ScenarioFile, section: str, name: str) -> FieldChange:
    """The removal of an entry. Raises KeyError where there is none."""
    return FieldChange(section, name, "", entry_of(file.flat[section][name]), None)


class _Reading:
    """Texts of a form → values; what cannot be read is noted with its field."""

    def __init__(self, file: ScenarioFile, section: str, name: str) -> None:
        self.file, self.section, self.name = file, section, name
        self.problems: list[FieldProblem] = []

    def same(self, text: str, before: str) -> bool:
        return text.strip().replace("\r\n", "\n") == before.strip()

    def refuse(self, field: str, message: Message | Text, hint: Message | Text | None = None) -> None:
        path = (self.section, self.name, *field.split("."))
        said = message if isinstance(message, Message) else message.fill()
        name = f"{self.section}[{self.name}].{field}"
        self.problems.append(FieldProblem(Source(self.file.path.name), name, said, hint, path=path))

    def value(self, field: str, text: str) -> Value:
        try:
            return typed(text.replace("\r\n", "\n"), kind_of(self.section, field))
        except Refusal as refusal:
            self.refuse(field, refusal.message, refusal.hint)
            return None

    def items(self, rows: Sequence[Mapping[str, str]], old: Sequence[Mapping[str, Value]]) -> list[Value]:
        """The items of a programme; a row that shows one as it was stands for it."""
        left = [(item, {one: shown(item.get(one)) for one in ITEM_FIELDS}) for item in old]
        items: list[Value] = []
        for row in rows:
            texts = {one: row.get(one, "") for one in ITEM_FIELDS}
            match = next((pair for pair in left if all(self.same(texts[one], pair[1][one]) for one in texts)), None)
            if match is not None:
                left.remove(match)
                items.append(dict(match[0]))
                continue
            item: dict[str, Value] = {}
            for field, text in texts.items():
                try:
                    value = typed(text, kind_of("programme", field))
                except Refusal as refusal:
                    self.refuse("programme", refusal.message, refusal.hint)
                    continue
                if value is not None:
                    item[field] = value
            if item:
                items.append(item)
        return items

    def raise_any(self) -> None:
        if self.problems:
            raise BadInput(self.problems)
