"""The command `notify`: what has changed between two releases, as mail to the people concerned."""

from __future__ import annotations

import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expo_planner.domain.i18n import Language, Text
from expo_planner.interface.cli.shared import (
    BAD_INPUT,
    CANNOT_WRITE,
    CLASHES,
    CLEAN,
    NO_ANSWER,
    NO_FILE,
    Json,
    Lang,
    Outside,
    Quiet,
    app,
    checked_language,
    fail,
    language_of,
    load_scenario,
    refusing,
    write_files,
)
from expo_planner.interface.text.terminal import tell

if TYPE_CHECKING:
    from expo_planner.publishing.ledger import Ledger
    from expo_planner.publishing.mail import MailMessage
    from expo_planner.publishing.mail.delivery import Delivery, MailServer

PASSWORD = "EXPO_PLANNER_SMTP_PASSWORD"
NO_SENDER = "organiser@expo-planner.invalid"
"""Stands where the address of the organiser will be; no mail can be sent there (RFC 2606)."""
NO_RELEASE = Text(
    "{path} has no release {given}; it has {count}, see plan releases {path}",
    "{path} 中没有名为或编号为{given}的发布，共有{count}次，见 plan releases {path}",
)
NOTHING_PUBLISHED = Text("{path} has no release yet", "{path} 中还没有发布")
BACKWARD = Text(
    "--from names release {first}, which is not before release {last}",
    "--from 所指的第{first}次发布不早于第{last}次",
)
NO_SCENARIO = Text(
    "the addresses are in the scenario, and none of the expo {expo} is in this folder, in scenarios/ or beside {path}; "
    "name it with --scenario",
    "邮箱写在方案中，但当前文件夹、scenarios/ 和 {path} 旁都没有展会 {expo} 的方案，请用 --scenario 指明",
)
SEVERAL = Text(
    "more than one scenario is of the expo {expo}: {paths}; name one with --scenario",
    "展会 {expo} 的方案不止一个：{paths}；请用 --scenario 指明",
)
OTHER_EXPO = Text(
    "{path} is published by the expo {found}, but {scenario} is of {expo}",
    "{path} 由展会 {found} 发布，而 {scenario} 属于 {expo}",
)
NO_ADDRESS = Text(
    "--sender {given} is not a mail address; write one such as fair@example.org",
    "--sender {given} 不是邮箱地址，请写成 fair@example.org 的形式",
)
NEEDS_SENDER = Text(
    "to send, give your address with --sender: it is in every message, and answers go there",
    "发送须用 --sender 给出您的邮箱：它会写在每封邮件中，回复也寄到该处",
)
NO_SERVER = Text(
    "--smtp {given} is not a mail server; write HOST:PORT, such as mail.example.org:587",
    "--smtp {given} 不是邮件服务器，请写成 主机:端口，如 mail.example.org:587",
)
NO_PASSWORD = Text(
    "there is no password for {user}; put it into the variable {variable}, or into a file for --password-file",
    "没有 {user} 的密码，请写入环境变量 {variable}，或写入文件并用 --password-file 指明",
)
BUSY = Text(
    "another plan notify is sending from {path}; try again when it has finished",
    "另一个 plan notify 正在发送 {path} 中的邮件，请待其完成后再试",
)


@app.command()
def notify(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="The published folder.")],
    first: Annotated[
        str | None,
        typer.Option(
            "--from", metavar="N", help="Release that people know, by number or name; the one before if not given."
        ),
    ] = None,
    last: Annotated[
        str | None, typer.Option("--to", metavar="M", help="Release to tell of; the last one if not given.")
    ] = None,
    scenario: Annotated[
        Path | None,
        typer.Option(
            "--scenario",
            metavar="FILE",
            help="Scenario with the addresses; if not given, the one of this expo in this folder, in scenarios/ or "
            "beside DIR.",
        ),
    ] = None,
    out: Annotated[
        Path | None,
        typer.Option("--out", "-o", metavar="DIR", help="Folder for the messages; out/<expo id>/mail if not given."),
    ] = None,
    sender: Annotated[
        str | None, typer.Option("--sender", metavar="ADDRESS", help="Your address; needed to send.")
    ] = None,
    smtp: Annotated[
        str | None,
        typer.Option("--smtp", metavar="HOST:PORT", help="Mail server to send through; nothing is sent without."),
    ] = None,
    user: Annotated[str | None, typer.Option("--user", metavar="NAME", help="User name for the mail server.")] = None,
    password_file: Annotated[
        Path | None,
        typer.Option("--password-file", metavar="FILE", help=f"File with the password; if not given, ${PASSWORD}."),
    ] = None,
    again: Annotated[
        bool, typer.Option("--again", help="Also send the messages of which it is not known whether they were sent.")
    ] = False,
    json: Json = False,
    quiet: Quiet = False,
    lang: Lang = None,
    allow_outside: Outside = False,
) -> None:
    """Write a message with calendar entries for each person concerned by a release and, with --smtp, send it."""
    from expo_planner.domain.mail_address import ascii_mail_address
    from expo_planner.domain.plain_text import dump
    from expo_planner.interface.json.notify import notify_document
    from expo_planner.interface.text.notify import Notified, show_notified
    from expo_planner.publishing.ledger import load_ledger
    from expo_planner.publishing.mail import make_messages, who_is_concerned
    from expo_planner.publishing.past_releases import load_release

    language = language_of(checked_language(lang))
    with refusing(folder / "ledger.json", language):
        published = load_ledger(folder / "ledger.json")
    path = scenario or _scenario(published.expo, folder, language)
    loaded = load_scenario(path, lang, allow_outside=allow_outside)
    language, expo = language_of(lang, loaded), loaded.expo
    if expo.id != published.expo:
        fail(BAD_INPUT, OTHER_EXPO, language, path=folder, found=published.expo, scenario=path, expo=expo.id)
    address = NO_SENDER if sender is None else ascii_mail_address(sender)
    if address is None:
        fail(BAD_INPUT, NO_ADDRESS, language, given=sender)
    server = None if smtp is None else _server(smtp, user, password_file, language)
    if server is not None and sender is None:
        fail(BAD_INPUT, NEEDS_SENDER, language)
    old, new = _numbers(published, first, last, folder, language)
    with refusing(folder, language, below=False):
        before, after = (load_release(folder, number, published) for number in (old, new))
    concerned = who_is_concerned(before, after, expo.clock)
    release = after.releases[new - 1]
    messages = tuple(make_messages(concerned.people, expo, old, release, address))
    target = out or Path("out", expo.id, "mail", f"{old}-{new}")
    if messages:
        write_files({message.file: message.content for message in messages}, target, language)
    delivery = None
    if server is not None and messages:
        delivery = _sent(messages, server, address, target, language, again=again)
    notified = Notified(expo, old, new, concerned, messages, target, delivery, sender=sender is not None)
    if json:
        sys.stdout.write(dump(notify_document(notified, language)))
    show_notified(notified, language, quiet=quiet or json)
    if delivery is not None and delivery.lost is not None:
        raise typer.Exit(NO_ANSWER)
    raise typer.Exit(CLEAN if notified.complete else CLASHES)


def _scenario(expo: str, folder: Path, language: Language) -> Path:
    """The scenario of an expo, where there is exactly one nearby."""
    from expo_planner.files.read.find_scenario import scenarios_of

    nearby = dict.fromkeys((Path("."), Path("scenarios"), folder.parent))
    paths = list({path.resolve(): path for path in scenarios_of(expo, nearby)}.values())
    if not paths:
        fail(BAD_INPUT, NO_SCENARIO, language, expo=expo, path=folder)
    if len(paths) > 1:
        fail(BAD_INPUT, SEVERAL, language, expo=expo, paths=[str(path) for path in paths])
    return paths[0]


def _numbers(ledger: Ledger, first: str | None, last: str | None, folder: Path, language: Language) -> tuple[int, int]:
    """The numbers of the two releases; 0 is what was before the first."""
    if ledger.last is None:
        fail(BAD_INPUT, NOTHING_PUBLISHED, language, path=folder)
    found = {}
    for given in (first, last):
        release = None if given is None else ledger.find(given)
        if release is None and given not in (None, "0"):
            fail(BAD_INPUT, NO_RELEASE, language, path=folder, given=given, count=len(ledger.releases))
        found[given] = release.number if release else 0
    new = ledger.last.number if last is None else found[last]
    old = new - 1 if first is None else found[first]
    if not 0 <= old < new:
        fail(BAD_INPUT, BACKWARD, language, first=old, last=new)
    return old, new


def _server(given: str, user: str | None, password_file: Path | None, language: Language) -> MailServer:
    """The server that `--smtp` names, with the password, which is never on the command line."""
    from expo_planner.publishing.mail.delivery import SUBMISSION, MailServer

    host, colon, digits = given.rpartition(":") if not given.endswith("]") else (given, "", "")
    if not colon:
        host, digits = given, str(SUBMISSION)
    host = host.removeprefix("[").removesuffix("]") if host.startswith("[") else host
    plain = host.isprintable() and not set(host) & set(" /@[]")
    if not (host and plain and digits.isascii() and digits.isdigit() and 0 < int(digits) < 65536):
        fail(BAD_INPUT, NO_SERVER, language, given=given)
    password = os.environ.get(PASSWORD, "")
    if password_file is not None:
        try:
            password = password_file.read_text(encoding="utf-8").rstrip("\r\n")
        except (OSError, UnicodeDecodeError) as error:
            why = error.strerror or error if isinstance(error, OSError) else "UTF-8"
            fail(BAD_INPUT, NO_FILE, language, path=password_file, why=why)
    if user is not None and not password:
        fail(BAD_INPUT, NO_PASSWORD, language, user=user, variable=PASSWORD)
    return MailServer(host, int(digits), user, password)


def _sent(
    messages: tuple[MailMessage, ...],
    server: MailServer,
    sender: str,
    folder: Path,
    language: Language,
    *,
    again: bool,
) -> Delivery:
    from expo_planner.publishing.mail.delivery import NoServer, deliver
    from expo_planner.publishing.mail.journal import Journal

    try:
        with _alone(folder, language), Journal(folder) as journal:
            return deliver(messages, server, sender, journal, again=again)
    except NoServer as error:
        tell(error.message.say(language), error=True)
        raise typer.Exit(NO_ANSWER) from None
    except OSError as error:
        fail(BAD_INPUT, CANNOT_WRITE, language, path=folder, why=error.strerror or error)


@contextmanager
def _alone(folder: Path, language: Language) -> Iterator[None]:
    """Two that send the same messages at once would send them twice."""
    from expo_planner.publishing.files import hold, let_go

    try:
        lock = hold(folder / ".sending.lock", wait=False)
    except TimeoutError:
        fail(BAD_INPUT, BUSY, language, path=folder)
    try:
        yield
    finally:
        let_go(lock)
