"""Sending messages: each once, whatever happens, and only where that is safe."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from conftest import Plan
from mails import publish_both

PASSWORD = "EXPO_PLANNER_SMTP_PASSWORD"


class Box:
    """A mail server that keeps what it accepts; it refuses some addresses, and stops to think at one."""

    def __init__(self) -> None:
        self.received: list[tuple[str, str, bytes]] = []
        self.refused: set[str] = set()
        self.thinks_at, self.thinking, self.done = "", threading.Event(), threading.Event()

    async def handle_RCPT(self, server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address in self.refused:
            return "550 no such person"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:
        [address] = envelope.rcpt_tos
        if address == self.thinks_at:
            self.thinking.set()
            self.done.wait(20)
        self.received.append((envelope.mail_from, address, envelope.content))
        return "250 OK"

    @property
    def addresses(self) -> list[str]:
        return sorted(address.partition("@")[0] for _, address, _ in self.received)


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_both(tmp_path_factory.mktemp("fair"))


@pytest.fixture
def box() -> Box:
    return Box()


@pytest.fixture
def server(box: Box) -> Iterator[str]:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    controller = Controller(box, hostname="127.0.0.1", port=port)
    controller.start()
    yield f"127.0.0.1:{port}"
    box.done.set()
    controller.stop()


def arguments(public: Path, folder: Path, server: str, *more: str) -> list[str]:
    given = ["notify", public, "-o", folder, "--smtp", server, "--sender", "fair@example.org", "--lang", "en", *more]
    return [str(one) for one in given]


def test_what_is_sent_is_what_is_written_and_a_second_run_sends_nothing(
    plan: Plan, public: Path, tmp_path: Path, server: str, box: Box
) -> None:
    ran = plan(*arguments(public, tmp_path, server))
    assert ran.out.endswith("3 sent\n") and ran.code == 1  # Dee has no address
    assert box.addresses == ["ann", "bob", "zhai"]
    assert {sender for sender, _, _ in box.received} == {"fair@example.org"}
    written = {path.read_bytes() for path in tmp_path.glob("*.eml")}
    assert {content for _, _, content in box.received} == written
    ran = plan(*arguments(public, tmp_path, server))
    assert ran.out.endswith("3 already sent earlier\n")
    assert len(box.received) == 3


def test_who_is_refused_is_named_and_the_others_are_told(
    plan: Plan, public: Path, tmp_path: Path, server: str, box: Box
) -> None:
    box.refused = {"ann@example.org"}
    ran = plan(*arguments(public, tmp_path, server))
    assert ran.code == 1 and "2 sent, 1 refused" in ran.out
    assert "<ann@example.org>: 550 no such person" in ran.err
    box.refused = set()
    ran = plan(*arguments(public, tmp_path, server, "--json"))
    states = {one["person"]: one["state"] for one in json.loads(ran.out)["messages"]}
    assert states == {"ann": "sent", "bob": "before", "翟瑞光": "before"}
    assert box.addresses == ["ann", "bob", "zhai"]


def test_a_kill_leaves_one_message_uncertain_and_nobody_is_told_twice(
    plan: Plan, public: Path, tmp_path: Path, server: str, box: Box
) -> None:
    box.thinks_at = "ann@example.org"
    command = [sys.executable, "-m", "expo_planner", *arguments(public, tmp_path, server)]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as running:
        assert box.thinking.wait(20)
        os.kill(running.pid, signal.SIGKILL)
    box.done.set()
    box.thinks_at = ""
    with (tmp_path / "sent.jsonl").open("ab") as journal:
        journal.write(b'{"message": "torn')
    ran = plan(*arguments(public, tmp_path, server))
    assert ran.code == 1 and "1 sent, 1 already sent earlier, 1 uncertain" in ran.out
    assert "uncertain: " in ran.err and "Ann, " in ran.err and "--again" in ran.err
    assert box.addresses == ["ann", "bob", "zhai"]  # the server had it, and nobody saw its answer
    assert "1 sent, 2 already sent earlier" in plan(*arguments(public, tmp_path, server, "--again")).out
    assert "3 already sent earlier" in plan(*arguments(public, tmp_path, server, "--again")).out
    assert box.addresses == ["ann", "ann", "bob", "zhai"]


def test_a_server_that_hangs_up_leaves_the_rest_for_the_next_run(
    plan: Plan, public: Path, tmp_path: Path, server: str, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    async def hang_up(server: Any, session: Any, envelope: Any, address: str, options: Any) -> str:
        if address.startswith("ann"):
            server.transport.close()
        envelope.rcpt_tos.append(address)
        return "250 OK"

    monkeypatch.setattr(box, "handle_RCPT", hang_up)
    ran = plan(*arguments(public, tmp_path, server))
    assert ran.code == 3 and "1 sent, 2 still to be sent" in ran.out
    assert "was lost" in ran.err and "run the command again" in ran.err
    monkeypatch.undo()
    assert "2 sent, 1 already sent earlier" in plan(*arguments(public, tmp_path, server)).out
    assert box.addresses == ["ann", "bob", "zhai"]


@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_server_that_is_not_there_is_told_in_words(plan: Plan, public: Path, tmp_path: Path, language: str) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    ran = plan(*arguments(public, tmp_path, f"127.0.0.1:{port}", "--lang", language))
    assert ran.code == 3 and "Traceback" not in ran.err
    assert {"en": "cannot be reached", "zh": "无法连接"}[language] in ran.err
    assert len(list(tmp_path.glob("*.eml"))) == 3


def test_nothing_leaves_this_machine_unencrypted(
    plan: Plan, public: Path, tmp_path: Path, server: str, box: Box, monkeypatch: pytest.MonkeyPatch
) -> None:
    there = server.rpartition(":")[2]
    monkeypatch.setattr("expo_planner.publishing.mail.delivery.is_this_machine", lambda host: False)
    ran = plan(*arguments(public, tmp_path, f"127.0.0.1:{there}"))
    assert ran.code == 3 and "offers no encryption" in ran.err
    assert not box.received


def test_a_password_is_not_wanted_by_a_server_that_asks_for_none(
    plan: Plan, public: Path, tmp_path: Path, server: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(PASSWORD, "secret word")
    ran = plan(*arguments(public, tmp_path, server, "--user", "me"))
    assert ran.code == 3 and "does not accept the user name or password" in ran.err
    assert "secret word" not in ran.err + ran.out


def test_two_at_once_do_not_send_twice(plan: Plan, public: Path, tmp_path: Path, server: str, box: Box) -> None:
    from expo_planner.publishing.files import hold, let_go

    plan("notify", public, "-o", tmp_path)
    lock = hold(tmp_path / ".sending.lock")
    try:
        ran = plan(*arguments(public, tmp_path, server))
    finally:
        let_go(lock)
    assert ran.code == 2 and "another plan notify is sending" in ran.err
    assert not box.received
