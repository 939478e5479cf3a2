"""`plan serve --public`: a published folder over HTTP, as calendar programmes and browsers expect it."""

from __future__ import annotations

import builtins
import gzip
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from http.client import HTTPConnection, HTTPMessage
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from conftest import Plan

from expo_planner.interface.web.file_index import newest
from expo_planner.interface.web.public import matches, takes_gzip

FEED = "\r\n".join(
    [
        "BEGIN:VCALENDAR",
        *(f"LAST-MODIFIED:2023070{day}T080000Z" for day in (1, 4, 2)),
        "SUMMARY:论坛",
        "END:VCALENDAR",
        "",
    ]
).encode()
PAGE = "<!doctype html><title>数交会</title>".encode() * 50


class Answer(NamedTuple):
    status: int
    headers: HTTPMessage
    body: bytes


class Site(NamedTuple):
    """A running `plan serve`, and the folder that it serves."""

    folder: Path
    port: int
    process: subprocess.Popen[str]

    def ask(self, path: str, method: str = "GET", **headers: str) -> Answer:
        """One request; the path goes out as it is, and `If_None_Match` is the header If-None-Match."""
        connection = HTTPConnection("127.0.0.1", self.port, timeout=10)
        try:
            connection.request(method, path, headers={key.replace("_", "-"): value for key, value in headers.items()})
            response = connection.getresponse()
            return Answer(response.status, response.msg, response.read())
        finally:
            connection.close()


def fill(folder: Path) -> None:
    (folder / "calendars").mkdir(parents=True)
    (folder / "rooms" / "7A").mkdir(parents=True)
    files = {
        "index.html": PAGE,
        "rooms/7A/index.html": PAGE,
        "embed.html": PAGE,
        "calendars/all.ics": FEED,
        "calendars/empty.ics": b"BEGIN:VCALENDAR\r\nEND:VCALENDAR\r\n",
        "schedule.json": b"{}",
        "schedule.xml": b"<schedule/>",
        "board.svg": b"<svg/>",
        "board.png": b"\x89PNG",
        "agenda.xlsx": b"PK",
        "odd.unknown": b"?",
        ".secret": b"no",
        ".git/config": b"no",
        "论坛.html": PAGE,
    }
    for name, content in files.items():
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)
    (folder.parent / "outside.txt").write_bytes(b"no")
    (folder / "link.txt").symlink_to(folder.parent / "outside.txt")
    (folder / "inner.html").symlink_to(folder / "index.html")
    (folder / "linked").symlink_to(folder.parent)
    os.mkfifo(folder / "pipe")


def start(folder: Path) -> Site:
    process = subprocess.Popen(
        [sys.executable, "-m", "expo_planner", "serve", "--public", folder, "--port", "0", "--lang", "en"],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    assert process.stdout is not None
    said = process.stdout.readline()
    found = re.search(r"http://127\.0\.0\.1:(\d+)/", said)
    assert found, said + process.communicate()[1]
    return Site(folder, int(found[1]), process)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    folder = tmp_path_factory.mktemp("served") / "public"
    fill(folder)
    running = start(folder)
    yield running
    running.process.kill()
    running.process.communicate()


@pytest.mark.parametrize(
    ("path", "type"),
    [
        ("/", "text/html; charset=utf-8"),
        ("/index.html", "text/html; charset=utf-8"),
        ("/rooms/7A/", "text/html; charset=utf-8"),
        ("/%E8%AE%BA%E5%9D%9B.html", "text/html; charset=utf-8"),
        ("/calendars/all.ics", "text/calendar; charset=utf-8"),
        ("/schedule.json", "application/json"),
        ("/schedule.xml", "application/xml; charset=utf-8"),
        ("/board.svg", "image/svg+xml"),
        ("/board.png", "image/png"),
        ("/agenda.xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
        ("/odd.unknown", "application/octet-stream"),
    ],
)
def test_every_file_has_its_type(site: Site, path: str, type: str) -> None:
    answer = site.ask(path)
    assert (answer.status, answer.headers["Content-Type"]) == (200, type)
    assert answer.headers["X-Content-Type-Options"] == "nosniff"


def test_a_feed_is_shown_in_place_and_dated_by_its_newest_session(site: Site) -> None:
    answer = site.ask("/calendars/all.ics")
    assert answer.body == FEED
    assert answer.headers["Content-Disposition"] == "inline"
    assert answer.headers["Last-Modified"] == "Tue, 04 Jul 2023 08:00:00 GMT"
    assert answer.headers["Cache-Control"] == "no-cache"
    assert site.ask("/index.html").headers["Content-Disposition"] is None


def test_other_files_are_dated_by_themselves(site: Site) -> None:
    for name in ("index.html", "calendars/empty.ics"):
        os.utime(site.folder / name, (1688000000, 1688000000))
        assert site.ask(f"/{name}").headers["Last-Modified"] == "Thu, 29 Jun 2023 00:53:20 GMT"


def test_what_has_not_changed_is_not_sent_again(site: Site) -> None:
    tag = site.ask("/calendars/all.ics").headers["ETag"]
    assert re.fullmatch(r'"[0-9a-f]+"', tag)
    for asked in (tag, f'"x", {tag}', f"W/{tag}", "*"):
        again = site.ask("/calendars/all.ics", If_None_Match=asked)
        assert (again.status, again.body, again.headers["ETag"]) == (304, b"", tag)
        assert again.headers["Last-Modified"]
    assert site.ask("/calendars/all.ics", If_None_Match='"other"').status == 200


def test_what_has_changed_is_sent_whatever_its_date_says(site: Site) -> None:
    path = site.folder / "calendars" / "moving.ics"
    path.write_bytes(FEED)
    first = site.ask("/calendars/moving.ics")
    path.write_bytes(FEED.replace(b"LAST-MODIFIED:20230704T080000Z\r\n", b""))
    headers = {"If_None_Match": first.headers["ETag"], "If_Modified_Since": first.headers["Last-Modified"]}
    assert site.ask("/calendars/moving.ics", **headers).status == 200
    assert site.ask("/calendars/moving.ics", If_Modified_Since=first.headers["Last-Modified"]).status == 200


def test_text_is_packed_for_those_who_ask(site: Site) -> None:
    plain, packed = site.ask("/index.html"), site.ask("/index.html", Accept_Encoding="br, gzip;q=0.5")
    assert plain.headers["Content-Encoding"] is None
    assert packed.headers["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.body) == plain.body == PAGE
    assert plain.headers["Vary"] == packed.headers["Vary"] == "Accept-Encoding"
    assert plain.headers["ETag"] != packed.headers["ETag"]
    assert site.ask("/index.html", Accept_Encoding="gzip", If_None_Match=packed.headers["ETag"]).status == 304
    picture = site.ask("/board.png", Accept_Encoding="gzip")
    assert (picture.headers["Content-Encoding"], picture.headers["Vary"]) == (None, None)


@pytest.mark.parametrize("coding", ["identity", "gzip"])
def test_head_says_what_get_says_without_the_body(site: Site, coding: str) -> None:
    for path in ("/", "/calendars/all.ics", "/nothing"):
        get, head = (site.ask(path, method, Accept_Encoding=coding) for method in ("GET", "HEAD"))
        assert (head.status, head.body) == (get.status, b"")
        assert {**head.headers, "date": ""} == {**get.headers, "date": ""}


def test_a_folder_is_its_index_page_or_nothing(site: Site) -> None:
    assert site.ask("/rooms/7A/").body == PAGE
    moved = site.ask("/rooms/7A?x=1")
    assert (moved.status, moved.headers["Location"]) == (308, "/rooms/7A/")
    assert site.ask("/calendars/").status == 404
    assert site.ask("/calendars").status == 404


@pytest.mark.parametrize(
    "path",
    [
        *("/.secret", "/.git/config", "/calendars/../.secret", "/%2esecret", "/.", "/.."),
        *(
            "/../outside.txt",
            "/%2e%2e/outside.txt",
            "/calendars/../../outside.txt",
            "/calendars%2f..%2f..%2foutside.txt",
        ),
        *(
            "//outside.txt",
            "//index.html",
            "/calendars//all.ics",
            "/index.html/",
            "/index.html/x",
            "/calendars\\all.ics",
        ),
        *("/link.txt", "/inner.html", "/linked/outside.txt", "/linked/", "/linked/public/index.html", "/pipe"),
        *("/index.html%00", "/%00", "/a%0ab", "/C:/index.html", "/%ff", "/" + "x" * 5000, "/nothing"),
    ],
)
def test_nothing_else_is_shown(site: Site, path: str) -> None:
    answer = site.ask(path)
    assert answer.status == 404
    assert answer.body == b"Not found\n"


@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE", "PATCH", "OPTIONS"])
def test_it_can_only_be_read(site: Site, method: str) -> None:
    answer = site.ask("/index.html", method)
    assert (answer.status, answer.headers["Allow"]) == (405, "GET, HEAD")


def test_a_new_release_is_seen_at_once(tmp_path: Path) -> None:
    for release in ("1", "2"):
        (tmp_path / release).mkdir()
        (tmp_path / release / "index.html").write_text(release)
    current = tmp_path / "current"
    current.symlink_to("1")
    running = start(current)
    try:
        assert running.ask("/").body == b"1"
        (tmp_path / "next").symlink_to("2")
        os.replace(tmp_path / "next", current)
        assert running.ask("/").body == b"2"
    finally:
        running.process.kill()
        running.process.communicate()


def test_ctrl_c_ends_it_without_complaint(tmp_path: Path) -> None:
    fill(tmp_path / "public")
    running = start(tmp_path / "public")
    assert running.ask("/").status == 200
    running.process.send_signal(signal.SIGINT)
    out, error = running.process.communicate(timeout=20)
    assert (running.process.returncode, out, error) == (0, "", "")


def test_only_this_machine_is_listened_to(site: Site) -> None:
    with pytest.raises(OSError), socket.create_connection(("127.0.0.2", site.port), timeout=2):
        pass


def test_what_cannot_be_served_is_told(plan: Plan, site: Site, tmp_path: Path) -> None:
    nothing = plan("serve", "--public", tmp_path / "nothing", "--lang", "en")
    assert (nothing.code, nothing.out) == (2, "")
    assert "there is no such folder" in nothing.err
    taken = plan("serve", "--public", tmp_path, "--port", site.port, "--lang", "en")
    assert taken.code == 2
    assert f"port {site.port} is not available" in taken.err
    assert "请用 --port 另选" in plan("serve", "--public", tmp_path, "--port", site.port, "--lang", "zh").err
    assert plan("serve").code == 2


def test_without_the_libraries_it_says_what_to_install(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    really = builtins.__import__

    def without_uvicorn(name: str, *arguments: Any, **options: Any) -> Any:
        if name == "uvicorn":
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)
        return really(name, *arguments, **options)

    monkeypatch.delitem(sys.modules, "expo_planner.interface.web.server", raising=False)
    monkeypatch.setattr(builtins, "__import__", without_uvicorn)
    ran = plan("serve", "--public", tmp_path, "--lang", "en")
    assert ran.code == 2
    assert 'pip install "expo-planner[web]"' in ran.err
    assert "uvicorn" in ran.err


@pytest.mark.parametrize(
    ("accepted", "packed"),
    [
        ("gzip", True),
        ("deflate, gzip;q=1.0, *;q=0.5", True),
        ("GZIP ; q=0.001", True),
        ("*", True),
        ("", False),
        ("br", False),
        ("gzip;q=0", False),
        ("*;q=0", False),
        ("gzip;q=0.000, *", False),
        ("identity", False),
    ],
)
def test_gzip_is_sent_where_it_is_taken(accepted: str, packed: bool) -> None:
    assert takes_gzip(accepted) is packed


@pytest.mark.parametrize("asked", ['"a"', 'W/"a"', '"b", "a"', '"b","a" ', "*", '"x,y", "a"'])
def test_tags_that_match(asked: str) -> None:
    assert matches(asked, '"a"')


@pytest.mark.parametrize("asked", ["", "a", '"b"', '"a,b"', '"a-gzip"'])
def test_tags_that_do_not_match(asked: str) -> None:
    assert not matches(asked, '"a"')


def test_the_newest_change_of_a_calendar() -> None:
    assert newest(FEED) == datetime(2023, 7, 4, 8, tzinfo=UTC)
    assert newest(b"BEGIN:VCALENDAR\r\n") is None
    assert newest(b"LAST-MODIFIED:99999999T999999Z\r\n") is None
    assert newest(b"SUMMARY:x\r\n LAST-MODIFIED:20990101T000000Z\r\n") is None


def test_others_may_frame_the_one_page_that_is_made_for_that(site: Site) -> None:
    for path, policy in (
        ("/", "frame-ancestors 'self'"),
        ("/rooms/7A/", "frame-ancestors 'self'"),
        ("/embed.html", None),
    ):
        assert site.ask(path).headers["Content-Security-Policy"] == policy
