"""A small fair before and after, with addresses, for the tests of messages to people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from icalendar import Calendar

from expo_planner import loads, make_agenda, publish
from expo_planner.publishing.release import Choices

FIRST, SECOND = datetime(2024, 9, 1, 8, tzinfo=UTC), datetime(2024, 9, 2, 8, tzinfo=UTC)
NASTY = 'Ann, "A" <x@y.z>; Bcc: \u202eeve@example.org'
BEFORE = f"""
expo: {{id: small, title: 小型展会, title_en: Small fair, timezone: Europe/Berlin, days: 2024-10-26..2024-10-28,
       hours: 08:00-20:00, language: zh, base_url: "https://example.org/small/"}}
rooms: [{{id: A, name: A厅, name_en: Hall A}}, {{id: B, name: B厅, name_en: Hall B}}]
people:
  - {{id: ann, name: '{NASTY}', email: ann@example.org, language: en}}
  - {{id: 翟瑞光, role: 副局长, email: zhai@例子.中国}}
  - {{id: bob, name: Bob, email: bob@example.org, language: en}}
  - {{id: cy, name: Cy, email: cy@example.org}}
  - {{id: dee, name: Dee}}
sessions:
  - {{id: opening, title: 开幕式, title_en: Opening, duration: 1h, start: 2024-10-26 09:00, room: A,
     people: [ann, 翟瑞光], abstract: "Not; here: BEGIN:VEVENT"}}
  - {{id: panel, title: "Panel; [b], <i>", duration: 90min, start: 2024-10-26 11:00, room: A, people: [bob, ann, dee]}}
  - {{id: gone, title: 论坛, duration: 1h, start: 2024-10-26 14:00, room: B, people: [翟瑞光, bob, dee]}}
  - {{id: still, title: Still, duration: 1h, start: 2024-10-26 16:00, room: B, people: [cy]}}
  - {{id: days, title: Days, start: 2024-10-26 10:00 .. 2024-10-28 12:00, room: A2, people: [bob]}}
""".replace("rooms: [", "rooms: [{id: A2}, ")
AFTER = (
    BEFORE.replace("2024-10-26 09:00, room: A", "2024-10-26 10:00, room: B")
    .replace("people: [bob, ann, dee]", "people: [bob, dee]")
    .replace("  - {id: gone, title: 论坛", "  - {id: new, title: 新论坛")
    .replace("2024-10-28 12:00, room", "2024-10-27 12:00, room")
)


def publish_both(folder: Path) -> Path:
    """Publishes the fair before and after, and writes the scenario beside it; the published folder."""
    for text, at in ((BEFORE, FIRST), (AFTER, SECOND)):
        expo = loads(text).expo
        publish(make_agenda(expo, expo.standing), folder / "public", at, None, Choices())
    (folder / "small.yaml").write_text(AFTER, encoding="utf-8")
    return folder / "public"


def read(content: bytes) -> EmailMessage:
    """A message as a mail program reads it."""
    message = message_from_bytes(content, policy=policy.default)
    assert isinstance(message, EmailMessage)
    assert not [part.defects for part in message.walk() if part.defects]
    return message


def calendars(message: EmailMessage) -> Iterator[Any]:
    """The calendar objects in a message; each says its method twice, and has events of one UID."""
    for part in message.iter_attachments():
        assert part.get_content_type() == "text/calendar"
        content = part.get_payload(decode=True)
        assert isinstance(content, bytes)
        calendar: Any = Calendar.from_ical(content)
        assert part.get_param("method") == calendar["METHOD"]
        assert len({event["UID"] for event in calendar.walk("VEVENT")}) == 1
        yield calendar


def said(message: EmailMessage) -> str:
    """The text of a message."""
    body = message.get_body(("plain",))
    assert body is not None
    return str(body.get_content()).replace("\r\n", "\n")
