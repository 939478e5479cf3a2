"""One mail for each person (RFC 5322): a digest as text and as HTML, and calendar parts (iMIP, RFC 6047).

Nothing here reads the clock or a random number: Date is the time of the release, and Message-ID and boundaries come
from the releases and the person, so that equal ledgers give equal bytes.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP
from hashlib import sha256

from expo_planner.domain.expo import Expo
from expo_planner.domain.i18n import Language
from expo_planner.domain.mail_address import ascii_mail_address
from expo_planner.domain.schedule import Schedule
from expo_planner.publishing.agenda import Agenda, make_agenda
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.ledger import Release
from expo_planner.publishing.ledger.feeds import PLAIN
from expo_planner.publishing.mail.concerned import ConcernedPerson
from expo_planner.publishing.mail.digest import DigestWriter
from expo_planner.publishing.mail.invitation import Correspondent, calendar_parts
from expo_planner.publishing.page_template import page_template

POLICY = SMTP.clone(cte_type="7bit")
"""Lines end as in the mail protocol, and every server can carry them."""


@dataclass(frozen=True, slots=True, kw_only=True)
class MailMessage:
    """A message to one person. `id` is its Message-ID, `file` the name of its file, `address` in ASCII."""

    id: str
    file: str
    person: ConcernedPerson
    address: str
    language: Language
    content: bytes


def make_messages(
    people: Iterable[ConcernedPerson], expo: Expo, before: int, release: Release, sender: str
) -> Iterator[MailMessage]:
    """The messages to those of the people who have an address in the expo, from release `before` to `release`.

    `sender` is an address in ASCII: that of the organiser, who can be answered.
    """
    agenda = make_agenda(expo, Schedule())
    writers = {language: DigestWriter(agenda.in_language(language)) for language in ("zh", "en")}
    taken: set[str] = set()
    for person in people:
        known = expo.people.get(person.id)
        address = ascii_mail_address(known.email) if known and known.email else None
        if known is None or address is None:
            continue
        language = known.language or expo.language
        facts = "\n".join([expo.id, str(before), str(release.number), person.id])
        key = sha256(facts.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        name = f"<{key}@{expo.id}.expo-planner>"
        content = _content(person, writers[language], agenda, release, sender, address, name, key)
        file = _file(person.id, taken)
        yield MailMessage(id=name, file=file, person=person, address=address, language=language, content=content)


def _file(person: str, taken: set[str]) -> str:
    """The id of the person, where it can be the name of a file; two of them differ by more than case."""
    digest = sha256(person.encode("utf-8", "surrogatepass")).hexdigest()[:12]
    name = person if PLAIN.fullmatch(person) and person.casefold() not in taken else f"person-{digest}"
    taken.add(name.casefold())
    return f"{name}.eml"


def _content(
    person: ConcernedPerson,
    writer: DigestWriter,
    agenda: Agenda,
    release: Release,
    sender: str,
    address: str,
    name: str,
    key: str,
) -> bytes:
    digest = writer.digest(person)
    organiser = Correspondent(writer.agenda.title, sender)
    attendee = Correspondent(one_line(person.name), address)
    message = EmailMessage(POLICY)
    message["From"] = _header(organiser)
    message["To"] = _header(attendee)
    message["Subject"] = one_line(digest.subject)
    message["Date"] = release.time
    message["Message-ID"] = name
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(digest.text)
    message.add_alternative(page_template("mail.html").render(digest=digest), subtype="html")
    for calendar in calendar_parts(person.concerns, agenda, organiser, attendee, release.time):
        facts = {"method": calendar.method, "component": "VEVENT", "charset": "utf-8"}
        message.add_attachment(
            calendar.content, maintype="text", subtype="calendar", filename=calendar.name, params=facts, cte="base64"
        )
    for number, parent in enumerate(part for part in message.walk() if part.is_multipart()):
        parent.set_boundary(f"=_{number}_{key}")  # neither base64 nor quoted-printable has this
    message["Content-Language"] = digest.language  # set before the parts, it would be that of the first alone
    return message.as_bytes()


def _header(one: Correspondent) -> Address:
    local, _, domain = one.address.rpartition("@")
    return Address(one.name, local, domain)
