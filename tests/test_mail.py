"""Messages to people: one for each whom a release concerns, with what their calendar needs, and to nobody else."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from conftest import Plan
from icalendar import Calendar
from mails import AFTER, BEFORE, NASTY, calendars, publish_both, read, said

from expo_planner import FORMATS, BadInput, export, loads, make_agenda
from expo_planner.domain.mail_address import ascii_mail_address


@pytest.fixture(scope="module")
def public(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return publish_both(tmp_path_factory.mktemp("fair"))


@pytest.fixture
def told(plan: Plan, public: Path, tmp_path: Path) -> Path:
    """The folder of the messages about the second release."""
    ran = plan("notify", public, "-o", tmp_path / "mail", "--sender", "fair@example.org", "--quiet")
    assert ran.code == 1 and "Dee" in ran.err
    return tmp_path / "mail"


def test_each_person_concerned_gets_one_message_in_their_language(told: Path) -> None:
    messages = {path.name: read(path.read_bytes()) for path in told.glob("*.eml")}
    assert len(messages) == 3
    [zhai] = (message for name, message in messages.items() if name.startswith("person-"))
    assert said(zhai).startswith("翟瑞光，您好！\n\n小型展会的日程有变动")
    assert "“开幕式”\n  时间由10月26日（周六）09:00–10:00改为" in said(zhai)
    assert "“论坛”\n  取消，原定10月26日（周六）14:00–15:00，B厅" in said(zhai)
    assert "“新论坛”\n  新参加，10月26日（周六）14:00–15:00，B厅" in said(zhai)
    assert [(one.display_name, one.addr_spec) for one in zhai["To"].addresses] == [
        ("翟瑞光", "zhai@xn--fsqu00a.xn--fiqs8s")
    ]
    ann = messages["ann.eml"]
    assert ann["Subject"] == "Small fair: changes to your sessions"
    assert "“Opening”\n  moved from Sat 26 Oct 09:00–10:00 to" in said(ann) and "from Hall A to Hall B" in said(ann)
    assert "“Panel; [b], <i>”\n  no longer taking part; it was planned for" in said(ann)
    html = ann.get_body(("html",))
    assert html is not None and "Panel; [b], &lt;i&gt;" in html.get_content()


def test_calendars_learn_it_by_uid_and_sequence_of_the_feeds(told: Path, public: Path) -> None:
    feed: Any = Calendar.from_ical((public / "calendars" / "all.ics").read_bytes())
    feeds = {event["UID"]: event for event in feed.walk("VEVENT")}
    methods: dict[str, dict[str, tuple[str, str | None]]] = {}
    for path in told.glob("*.eml"):
        message = read(path.read_bytes())
        [address] = (one.addr_spec for one in message["To"].addresses)
        own = methods.setdefault(address.partition("@")[0], {})
        for calendar in calendars(message):
            [event] = calendar.walk("VEVENT")
            published = feeds[event["UID"]]
            for name in ("SEQUENCE", "DTSTART", "DTEND", "SUMMARY", "LOCATION"):
                assert event[name].to_ical() == published[name].to_ical(), name
            assert event["DTSTAMP"].dt.isoformat() == "2024-09-02T08:00:00+00:00"
            assert event["ORGANIZER"] == "mailto:fair@example.org"
            assert event["ATTENDEE"] == f"mailto:{address}"
            own[event["UID"].partition("@")[0]] = (calendar["METHOD"], event.get("STATUS"))
    assert methods == {
        "ann": {"opening": ("REQUEST", "CONFIRMED"), "panel": ("CANCEL", None)},
        "zhai": {
            "opening": ("REQUEST", "CONFIRMED"),
            "gone": ("CANCEL", "CANCELLED"),
            "new": ("REQUEST", "CONFIRMED"),
        },
        "bob": {
            "gone": ("CANCEL", "CANCELLED"),
            "new": ("REQUEST", "CONFIRMED"),
            "days": ("REQUEST", "CONFIRMED"),
            "days-d2": ("REQUEST", "CONFIRMED"),
            "days-d3": ("CANCEL", "CANCELLED"),
        },
    }


def test_names_cannot_add_headers_or_recipients(told: Path) -> None:
    content = (told / "ann.eml").read_bytes()
    message = read(content)
    assert [(one.display_name, one.addr_spec) for one in message["To"].addresses] == [(NASTY, "ann@example.org")]
    assert message["Bcc"] is None and message["Cc"] is None
    assert content.isascii() and max(map(len, content.splitlines())) <= 998
    [opening, _] = calendars(message)
    [event] = opening.walk("VEVENT")
    assert "eve@example.org" in event["ATTENDEE"].params["CN"] and not event.errors


def test_equal_releases_give_equal_bytes(told: Path, plan: Plan, public: Path, tmp_path: Path) -> None:
    again = tmp_path / "again"
    options = ("--from", "1", "--to", "2", "--scenario", public.parent / "small.yaml", "--sender", "fair@example.org")
    assert plan("notify", public, "-o", again, *options, "--quiet").code == 1
    assert {path.name: path.read_bytes() for path in again.iterdir()} == {
        path.name: path.read_bytes() for path in told.iterdir()
    }


def test_who_has_no_address_is_named_with_what_to_say(plan: Plan, public: Path, tmp_path: Path) -> None:
    ran = plan("notify", public, "-o", tmp_path / "mail", "--lang", "en")
    assert ran.err == (
        "not told, because the scenario has no email for them: 1; phone them:\n"
        "  Dee\n"
        "    “论坛”: cancelled; it was planned for Sat 26 Oct 14:00–15:00, Hall B\n"
        "    “新论坛”: now taking part: Sat 26 Oct 14:00–15:00, Hall B\n"
    )
    assert "give your address with --sender" in ran.out
    document = json.loads(plan("notify", public, "-o", tmp_path / "mail", "--json", "--lang", "en").out)
    assert [one["person"] for one in document["not_told"]] == ["dee"]
    assert {one["state"] for one in document["messages"]} == {"written"}
    assert "cy" not in json.dumps(document)


def test_the_first_release_invites_everybody(plan: Plan, public: Path, tmp_path: Path) -> None:
    plan("notify", public, "--from", "0", "--to", "1", "-o", tmp_path / "mail")
    cy = read((tmp_path / "mail" / "cy.eml").read_bytes())
    assert cy["Subject"] == "小型展会：您的日程"
    assert [calendar["METHOD"] for calendar in calendars(cy)] == ["REQUEST"]
    ann = read((tmp_path / "mail" / "ann.eml").read_bytes())
    assert [event["SEQUENCE"] for calendar in calendars(ann) for event in calendar.walk("VEVENT")] == [0, 0]


def test_a_release_that_is_not_kept_is_refused_with_its_place(plan: Plan, tmp_path: Path) -> None:
    public = publish_both(tmp_path)
    kept = tmp_path / ".public.releases" / "1.json"
    assert kept.parent.stat().st_mode & 0o077 == 0
    kept.rename(tmp_path / "away.json")
    ran = plan("notify", public, "-o", tmp_path / "mail", "--lang", "en")
    assert ran.code == 2 and ran.err.startswith(f"{kept}: release 1 is not kept here")
    assert not (tmp_path / "mail").exists()
    kept.write_bytes(b"{")
    ran = plan("notify", public, "-o", tmp_path / "mail", "--lang", "en")
    assert ran.code == 2 and ran.err.startswith(f"{kept}:")


@pytest.mark.parametrize(
    ("options", "text"),
    [
        (("--from", "2"), "--from names release 2, which is not before release 2"),
        (("--to", "7"), "has no release 7; it has 2"),
        (("--sender", "a@b.c, d@e.f"), "--sender a@b.c, d@e.f is not a mail address"),
        (("--smtp", "localhost:25"), "give your address with --sender"),
        (("--smtp", "a b:25", "--sender", "a@b.c"), "--smtp a b:25 is not a mail server"),
        (("--smtp", "localhost:25", "--sender", "a@b.c", "--user", "me"), "there is no password for me"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_is_written(
    plan: Plan, public: Path, tmp_path: Path, options: tuple[str, ...], text: str
) -> None:
    ran = plan("notify", public, "-o", tmp_path / "mail", "--lang", "en", *options)
    assert ran.code == 2 and text in ran.err
    assert not (tmp_path / "mail").exists()


def test_addresses_are_never_published(public: Path) -> None:
    expo = loads(AFTER).expo
    agenda = make_agenda(expo, expo.standing)
    files = {
        str(path): path.read_bytes()
        for path in (*public.rglob("*"), *public.parent.glob(".public.releases/*"))
        if path.is_file()
    }
    files |= {name: export(agenda, name) for name in FORMATS}
    assert len(files) > 40
    for local in ("ann@", "zhai@", "bob@", "cy@"):
        assert not [name for name, content in files.items() if local.encode() in content]


@pytest.mark.parametrize(
    "address",
    [
        "ann",
        "ann@",
        "@example.org",
        "a@b@c.d",
        "a b@c.d",
        "a@b.c,d@e.f",
        "Ann <a@b.c>",
        "a@[1.2.3.4]",
        "a@1.2.3.4",
        ".a@b.c",
        "a..b@c.d",
        '"a"@b.c',
        "a@b..c",
        "a@-b.c",
        "邮箱@example.org",
        "a@b.c\u202e",
        "a@" + "b" * 64 + ".c",
        "a" * 65 + "@b.c",
    ],
)
def test_one_plain_address_or_none(address: str) -> None:
    assert ascii_mail_address(address) is None
    with pytest.raises(BadInput, match=r"people\[cy\]\.email: .*(is not a mail address|not allowed here)"):
        loads(BEFORE.replace("cy@example.org", json.dumps(address)))


@pytest.mark.parametrize("character", ["\\n", "\\r\\nBcc: eve@example.org", "\\0", "\\t"])
def test_control_characters_are_refused_with_their_place(character: str) -> None:
    with pytest.raises(BadInput, match=r":\d+:\d+: people\[cy\]\.email: .* is not allowed here"):
        loads(BEFORE.replace("cy@example.org", f'"cy@example.org{character}"'))


def test_domains_of_all_scripts_travel_in_ascii() -> None:
    assert ascii_mail_address("o'neil+x@例子.中国") == "o'neil+x@xn--fsqu00a.xn--fiqs8s"
    assert ascii_mail_address("root@localhost") == "root@localhost"
