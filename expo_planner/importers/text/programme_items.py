"""The lines of one item of a programme → its title and the people in it.

Lines that a PDF broke are joined again: an office that has no name yet goes on, and so does a topic.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from expo_planner.domain.i18n import Text
from expo_planner.files.schema.nodes import Quoted
from expo_planner.importers.model import FoundPerson, Guess
from expo_planner.importers.text.speakers import NOBODY, begins_with_office, is_organisation, people, person
from expo_planner.importers.text.spelling import close, even
from expo_planner.importers.text.vocabulary import PARTY_LABELS, PERSON_LABELS, TOPIC_LABELS

LABELS = "|".join(sorted([*PERSON_LABELS, *TOPIC_LABELS, *PARTY_LABELS], key=len, reverse=True))
LABEL = re.compile(f"(?:^|(?<=[ \\t|；;]))({LABELS}) ?[:：] ?", re.IGNORECASE)
HEAD = re.compile("([^:：]{1,20})[:：] ?(.+)", re.DOTALL)
TALK = re.compile("演讲|报告|讲座|分享|发言|授课")
EVERYBODY = re.compile(" ?(?:全体(?:嘉宾|人员|代表)?|主持人|主持)$")
UNDECIDED = re.compile("待定|待确认|另行通知|tbd|tba", re.IGNORECASE)
CUT_SHORT = re.compile("[-—–，,、：:（(《“+&]$")
BEHIND_A_DASH = re.compile("(.*[^ -]) ?(?:-|–|——) ?([^-–—]+)")
NO_TOPIC = Text("the topic is not decided yet", "主题待定")
NO_PERSON = Text("{text} names no person and was left out", "{text}没有人名，未录入")
LONGEST = 2000


@dataclass(slots=True)
class Segment:
    """A part of an item. `kind`: person, topic or party by its label, guest without one; empty where it begins."""

    kind: str
    text: str


@dataclass(frozen=True, slots=True)
class Said:
    """What an item says."""

    title: str
    people: tuple[FoundPerson, ...] = ()
    guesses: tuple[Guess, ...] = ()


@dataclass(slots=True)
class _Title:
    text: str
    people: list[FoundPerson] = field(default_factory=list)
    guesses: list[Guess] = field(default_factory=list)


def said(lines: list[str]) -> Said:
    """The title of an item and the people in it, from all its lines."""
    segments: list[Segment] = []
    for line in lines:
        _take(even(line)[:LONGEST], segments)
    head = next((one.text for one in segments if not one.kind), "")
    topics = [one.text for one in segments if one.kind == "topic"]
    named = [one.text for one in segments if one.kind in ("person", "guest")]
    joint = "; " if "".join(topics).isascii() else "；"
    title = _title(
        head, joint.join(dict.fromkeys(topics)) if topics else None, any(one.kind == "person" for one in segments)
    )
    parties = [one.text for one in segments if one.kind == "party"]
    if parties:
        title.text += f"（{'、'.join(parties)}）"
    for text in named:
        there, guesses = people(text, named=True)
        title.people += there
        title.guesses += guesses
        if not there and not guesses and text and not NOBODY.fullmatch(even(text)):
            title.guesses.append(NO_PERSON.fill(text=Quoted(text)))
    once = {one.name: one for one in reversed(title.people)}
    return Said(
        close(title.text),
        tuple(once[name] for name in dict.fromkeys(one.name for one in title.people)),
        tuple(title.guesses),
    )


def _take(line: str, segments: list[Segment]) -> None:
    """One more line: its labels begin segments, and what stands before them may go on with the last one."""
    matches = list(LABEL.finditer(line))
    before = line[: matches[0].start()].strip() if matches else line
    if before:
        _go_on(before, segments)
    ends = [*(match.start() for match in matches[1:]), len(line)]
    for match, end in zip(matches, ends, strict=False):
        text = line[match.end() : end].strip()
        label = match[1].lower()
        segments.append(
            Segment("person" if label in PERSON_LABELS else "topic" if label in TOPIC_LABELS else "party", text)
        )


def _go_on(line: str, segments: list[Segment]) -> None:
    if not segments:
        segments.append(Segment("", line))
        return
    last = segments[-1]
    body = match[2] if not last.kind and (match := HEAD.fullmatch(last.text)) else last.text
    ended = bool(people(body)[0]) and person(line) is not None and not CUT_SHORT.search(body)
    whole = is_organisation(body) and not begins_with_office(line) and person(line) is not None
    bare = not last.kind and ("：" not in last.text and ":" not in last.text) and person(line) is not None
    if last.kind != "topic" and (ended or ((whole or bare) and not CUT_SHORT.search(body))):
        segments.append(Segment("guest", line))
    else:
        joint = " " if last.text[-1:].isascii() and line[:1].isascii() and last.text[-1:].isalnum() else ""
        last.text += joint + line


def _title(head: str, topic: str | None, named: bool) -> _Title:
    """The title that the beginning of an item gives, and the people whom it names."""
    match = HEAD.fullmatch(head)
    if match is None:
        return _with_topic(EVERYBODY.sub("", head) or head, topic)
    label, body = match[1].strip(), match[2].strip()
    if (dash := BEHIND_A_DASH.fullmatch(body)) and (there := people(dash[2])[0]):
        return _Title(f"{label}：{dash[1].strip()}", [*there])
    there = () if named and topic is None and person(body) is None else people(body)[0]
    if there or NOBODY.fullmatch(body) or (is_organisation(body) and not named):
        title = _with_topic(label, topic)
        title.people += there
        return title
    if topic is not None:
        return _with_topic(head, topic)
    if TALK.search(label):
        return _Title(body)
    return _Title(head)


def _with_topic(label: str, topic: str | None) -> _Title:
    if topic is None or not topic:
        return _Title(label)
    if UNDECIDED.fullmatch(topic):
        return _Title(label, guesses=[NO_TOPIC])
    return _Title(topic if not label or TALK.search(label) else f"{label}：{topic}")
