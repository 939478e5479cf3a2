"""Handing messages to a mail server (SMTP, RFC 5321), each of them once."""

from __future__ import annotations

import smtplib
import ssl
from collections.abc import Iterable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import Literal

from expo_planner.domain.i18n import Message, Text
from expo_planner.domain.mail_address import is_this_machine
from expo_planner.publishing.clean_text import one_line
from expo_planner.publishing.mail.journal import Journal
from expo_planner.publishing.mail.message import MailMessage

Fate = Literal["sent", "before", "refused", "uncertain", "waiting"]
"""Sent now, or before; refused by the server; perhaps sent, as nobody saw the answer; still to be sent."""
SUBMISSION, SUBMISSION_OVER_TLS, SECONDS = 587, 465, 60.0
CLOSING = 421
"""The answer of a server that closes the connection (RFC 5321 4.2.3)."""
UNREACHABLE = Text("{server} cannot be reached: {why}", "无法连接 {server}：{why}")
NOT_ENCRYPTED = Text(
    "{server} offers no encryption (STARTTLS), and nothing was sent; use its port for TLS, often 465",
    "{server} 不提供加密（STARTTLS），未发送任何邮件，请改用其 TLS 端口，通常为 465",
)
UNTRUSTED = Text("the certificate of {server} is not valid: {why}", "{server} 的证书无效：{why}")
NO_LOGIN = Text("{server} does not accept the user name or password: {why}", "{server} 不接受用户名或密码：{why}")
LOST = Text("the connection to {server} was lost: {why}", "与 {server} 的连接中断：{why}")


@dataclass(frozen=True, slots=True)
class MailServer:
    """A mail server and, where it wants them, user and password. Port 465 is encrypted from the start (RFC 8314)."""

    host: str
    port: int = SUBMISSION
    user: str | None = None
    password: str = ""

    def __str__(self) -> str:
        return f"[{self.host}]:{self.port}" if ":" in self.host else f"{self.host}:{self.port}"


class NoServer(Exception):
    """Raised where a server cannot be used at all: then nothing was sent."""

    def __init__(self, message: Message) -> None:
        super().__init__(message.say("en"))
        self.message = message


@dataclass(frozen=True, slots=True)
class Delivery:
    """What became of each message, in their order, with the server's answer; `lost` says why it stopped, if it did."""

    fates: tuple[tuple[MailMessage, Fate, str], ...]
    lost: Message | None = None


def deliver(
    messages: Iterable[MailMessage],
    server: MailServer,
    sender: str,
    journal: Journal,
    *,
    again: bool = False,
) -> Delivery:
    """Sends what the journal does not have as sent. Raises NoServer, and OSError where the journal cannot be kept.

    A refused message is tried again at the next run. With `again`, so is one whose answer nobody has seen.
    """
    fates: dict[str, tuple[Fate, str]] = {}
    waiting = []
    for message in (messages := tuple(messages)):
        state = journal.states.get(message.id)
        if state == "sent" or (state == "sending" and not again):
            fates[message.id] = ("before" if state == "sent" else "uncertain", "")
        else:
            waiting.append(message)
    lost: Message | None = None
    if waiting:
        with _connected(server) as connection:
            for message in waiting:
                try:
                    fates[message.id] = _send(message, sender, connection, journal)
                except smtplib.SMTPException as error:
                    lost = LOST.fill(server=server, why=_why(error))
                    if journal.states.get(message.id) == "sending":
                        fates[message.id] = ("uncertain", "")
                    break
    return Delivery(tuple((one, *fates.get(one.id, ("waiting", ""))) for one in messages), lost)


def _send(message: MailMessage, sender: str, connection: smtplib.SMTP, journal: Journal) -> tuple[Fate, str]:
    """Sends one message. Until the text is handed over, nothing is in the journal, and nothing was sent."""
    for code, answer in _asked(connection, sender, message.address):
        if code == CLOSING:
            raise smtplib.SMTPServerDisconnected(_legible(answer))
        if code not in (250, 251):
            return _refused(message, code, answer, connection, journal)
    journal.note(message.id, "sending", message.address)
    try:
        code, answer = connection.data(message.content)
    except smtplib.SMTPDataError as error:  # it did not want to hear the text
        code, answer = error.smtp_code, error.smtp_error
    if code != 250:
        return _refused(message, code, answer, connection, journal)
    journal.note(message.id, "sent", message.address, _legible(answer))
    return "sent", _legible(answer)


def _asked(connection: smtplib.SMTP, sender: str, address: str) -> Iterator[tuple[int, bytes | str]]:
    yield connection.mail(sender)
    yield connection.rcpt(address)


def _refused(
    message: MailMessage, code: int, answer: bytes | str, connection: smtplib.SMTP, journal: Journal
) -> tuple[Fate, str]:
    why = f"{code} {_legible(answer)}".strip()
    journal.note(message.id, "refused", message.address, why)
    with suppress(smtplib.SMTPException):  # if the connection is gone, the next message will tell
        connection.rset()
    return "refused", why


@contextmanager
def _connected(server: MailServer) -> Iterator[smtplib.SMTP]:
    """A connection to a server, encrypted unless the server is this machine."""
    try:
        connection = _connect(server)
    except smtplib.SMTPAuthenticationError as error:
        raise NoServer(NO_LOGIN.fill(server=server, why=_why(error))) from None
    except smtplib.SMTPNotSupportedError as error:
        raise NoServer(NO_LOGIN.fill(server=server, why=_why(error))) from None
    except smtplib.SMTPException as error:
        raise NoServer(UNREACHABLE.fill(server=server, why=_why(error))) from None
    except ssl.SSLCertVerificationError as error:
        raise NoServer(UNTRUSTED.fill(server=server, why=error.verify_message)) from None
    except (OSError, UnicodeError) as error:  # no such host, nobody there, no TLS
        raise NoServer(UNREACHABLE.fill(server=server, why=getattr(error, "strerror", None) or error)) from None
    try:
        yield connection
        with suppress(smtplib.SMTPException):
            connection.quit()
    finally:
        connection.close()  # at once, whatever has happened: in the middle of a message there is no farewell


def _connect(server: MailServer) -> smtplib.SMTP:
    if server.port == SUBMISSION_OVER_TLS:
        context = ssl.create_default_context()
        connection: smtplib.SMTP = smtplib.SMTP_SSL(server.host, server.port, timeout=SECONDS, context=context)
    else:
        connection = smtplib.SMTP(server.host, server.port, timeout=SECONDS)
    try:
        connection.ehlo_or_helo_if_needed()
        if server.port != SUBMISSION_OVER_TLS and not is_this_machine(server.host):
            if not connection.has_extn("starttls"):
                raise NoServer(NOT_ENCRYPTED.fill(server=server))
            connection.starttls(context=ssl.create_default_context())
            connection.ehlo()
        if server.user is not None:
            connection.login(server.user, server.password)
    except BaseException:
        connection.close()
        raise
    return connection


def _why(error: smtplib.SMTPException) -> str:
    if isinstance(error, smtplib.SMTPResponseException):
        return f"{error.smtp_code} {_legible(error.smtp_error)}".strip()
    return _legible(str(error))


def _legible(answer: bytes | str) -> str:
    text = answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
    return one_line(text)
