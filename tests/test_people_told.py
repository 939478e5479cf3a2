"""Nobody is lost in silence: the ledger keeps whom a session names, and `plan diff` tells them when it is gone."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from conftest import Plan

FAIR = """
expo: {id: told, title: Small fair, timezone: Europe/Paris, days: [2027-05-20], hours: 09:00-18:00, language: en}
rooms: [{id: A, name: Hall A}, {id: B, name: Hall B}]
people: [{id: ann, name: Ann Example, role: Chair}]
sessions:
  - {id: stays, title: Stays, duration: 1h, start: 2027-05-20 09:00, room: B, people: [ann, Eve]}
  - {id: empty, title: Empty, duration: 1h, start: 2027-05-20 11:00, room: B}
"""
GONE = """  - {id: gone, title: Gone, duration: 1h, start: 2027-05-20 10:00, room: A, people: [Bob],
     programme: [{for: 20min, title: Talk, people: [ann]}]}
"""


@pytest.fixture
def public(plan: Plan, tmp_path: Path) -> Path:
    (tmp_path / "old.yaml").write_text(FAIR + GONE, encoding="utf-8")
    assert plan("publish", tmp_path / "old.yaml", "-o", tmp_path / "public").code == 0
    return tmp_path / "public"


@pytest.fixture
def new(tmp_path: Path) -> Path:
    path = tmp_path / "new.yaml"
    path.write_text(FAIR, encoding="utf-8")
    return path


def forget(public: Path) -> None:
    """Makes the ledger one of before it knew people."""
    ledger = json.loads((public / "ledger.json").read_text(encoding="utf-8"))
    for session in ledger["sessions"]:
        session.pop("named", None)
    (public / "ledger.json").write_text(json.dumps(ledger), encoding="utf-8")


def test_the_people_of_a_session_that_is_gone_are_named(plan: Plan, public: Path, new: Path) -> None:
    ran = plan("diff", public, new, "--by", "person")
    assert (ran.code, ran.err) == (0, "")
    for person in ("Bob", "Ann Example (Chair)"):
        assert f"{person}\n  “Gone”: cancelled; it was planned for Thu 20 May 10:00–11:00, Hall A\n" in ran.out
    assert "Eve" not in ran.out
    document = json.loads(plan("diff", public, new, "--json").out)
    assert {one["person"]: one["sessions"] for one in document["people"]} == {"Bob": ["gone"], "ann": ["gone"]}
    assert document["people_unknown"] == []


def test_so_are_those_whom_the_scenario_has_forgotten_altogether(plan: Plan, public: Path, new: Path) -> None:
    new.write_text(FAIR.replace("people: [{id: ann", "#").replace("[ann, Eve]", "[Eve]"), encoding="utf-8")
    ran = plan("diff", public, new, "--by", "person")
    ann = ran.out[ran.out.index("\nAnn Example\n") + 1 :].partition("\n\n")[0]
    assert "“Gone”: cancelled" in ann
    assert "“Stays”: no longer taking part" in ann


def test_who_has_left_or_joined_since_the_release_is_told(plan: Plan, public: Path, new: Path) -> None:
    new.write_text(FAIR.replace("[ann, Eve]", "[ann, Zoe]") + GONE, encoding="utf-8")
    ran = plan("diff", public, new, "--by", "person")
    assert "Eve\n  “Stays”: no longer taking part" in ran.out
    assert "Zoe\n  “Stays”: now taking part" in ran.out


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nobody_knows_it_is_said_with_exit_code_1(plan: Plan, public: Path, new: Path, language: str) -> None:
    forget(public)
    ran = plan("diff", public, new, "--by", "person", "--quiet", "--lang", language)
    assert ran.code == 1
    said = {"en": "the people to notify of “Gone” are not known", "zh": "无法得知“Gone”应通知哪些人"}[language]
    assert said in ran.err and "--scenario" in ran.err
    assert json.loads(plan("diff", public, new, "--json").out)["people_unknown"] == ["gone"]
    for view in ("session", "room"):
        assert (ran := plan("diff", public, new, "--by", view)).code == 0
        assert ran.err == ""
    ran = plan("diff", public, new, "--by", "person", "--scenario", new.with_name("old.yaml"), "--lang", "en")
    assert (ran.code, ran.err) == (0, "")
    assert "Bob\n  “Gone”: cancelled" in ran.out


def test_a_session_of_nobody_is_known_to_concern_nobody(plan: Plan, public: Path, new: Path) -> None:
    new.write_text(FAIR[: FAIR.index("  - {id: empty")] + GONE, encoding="utf-8")
    ran = plan("diff", public, new, "--by", "person")
    assert (ran.code, ran.err) == (0, "")


def test_a_ledger_without_people_learns_them_and_nothing_is_released_for_that(
    plan: Plan, public: Path, new: Path
) -> None:
    whole = (public / "ledger.json").read_bytes()
    forget(public)
    ran = plan("publish", new.with_name("old.yaml"), "-o", public)
    assert ran.out == f"no session has changed since release 1; files updated in {public}: 1\n"
    assert (public / "ledger.json").read_bytes() == whole
    ran = plan("publish", new.with_name("old.yaml"), "-o", public)
    assert ran.out == f"nothing has changed since release 1; {public} was not changed\n"


def test_the_ledger_names_nobody_whom_the_pages_do_not_name(plan: Plan, public: Path, new: Path) -> None:
    def named() -> set[str]:
        ledger = json.loads((public / "ledger.json").read_text(encoding="utf-8"))
        return {one.get("name", one["id"]) for session in ledger["sessions"] for one in session.get("named", ())}

    page = (public / "people.html").read_text(encoding="utf-8")
    assert named() == {"Bob", "Eve", "Ann Example"}
    assert all(name in page for name in named())
    assert plan("publish", new, "-o", public).code == 0
    assert named() == {"Eve", "Ann Example"}
    assert "Bob" not in (public / "ledger.json").read_text(encoding="utf-8")
