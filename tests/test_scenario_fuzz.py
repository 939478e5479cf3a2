"""Whatever is written: a title comes out as it went in or is refused, and no text ends in a traceback."""

from __future__ import annotations

import json
import re
import tempfile
from contextlib import suppress
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st
from test_scenario_reading import FAIR, HEAD

from expo_planner.domain.problems import BadInput
from expo_planner.files.read.load import load, loads

ANY_TEXT = st.text(st.characters(codec=None), max_size=40)
WORDS = "expo rooms sessions rules id : - [ ] { } , ' | > # --- 1 24:00 ~ << ? % & * ! 会".split()  # noqa: SIM905
PHRASES = ("\n", "\n  ", "\t", "\ufeff", '"', "&a ", "*a", "start: ", "when: [", HEAD, "sessions:\n  - {id: a, ")
TOKENS = st.lists(st.sampled_from([*WORDS, *PHRASES]), max_size=25).map(" ".join)
VALUES = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | ANY_TEXT
    | st.sampled_from(["a", "1h", "2023-07-06 上午"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from("abc") | ANY_TEXT, inner, max_size=3),
    max_leaves=6,
)
FIELDS = re.findall(r"^    (\w+):", FAIR, re.MULTILINE)


def read(text: str, name: str = "scenario.yaml") -> None:
    """Reads a text; only bad input may come of it, every problem with a place, sayable in both languages."""
    try:
        loads(text, name=name)
    except BadInput as bad:
        assert bad.problems
        for problem in bad.problems:
            assert problem.source.place
            (problem.say("en") + problem.say("zh")).encode("utf-8")


@given(ANY_TEXT)
def test_a_title_comes_out_intact_or_is_refused_with_its_place(title: str) -> None:
    expo = {"id": "t", "title": "T", "timezone": "UTC", "days": "2024-01-01"}
    sessions = [{"id": "a", "duration": "1h", "title": title}]
    text = json.dumps({"expo": expo, "sessions": sessions})
    try:
        assert loads(text, name="s.json").expo.sessions["a"].title == title
    except BadInput as bad:
        assert not title.isprintable() or not title.strip()
        [problem] = bad.problems
        assert problem.field == "sessions[a].title"
        assert problem.source == ("s.json", f"1:{text.index('title', 100) + 8 + 1}")


@given(ANY_TEXT)
def test_any_text_as_yaml_is_read_or_refused(text: str) -> None:
    read(text)


@given(TOKENS)
def test_anything_like_yaml_is_read_or_refused(text: str) -> None:
    read(text)
    read(HEAD + text)


@given(st.data())
def test_json_with_anything_missing_or_added_is_read_or_refused(data: st.DataObject) -> None:
    import yaml

    text = json.dumps(yaml.load(FAIR, Loader=yaml.BaseLoader), ensure_ascii=False)
    start = data.draw(st.integers(0, len(text)))
    end = data.draw(st.integers(start, min(len(text), start + 30)))
    read(text[:start] + data.draw(ANY_TEXT) + text[end:], "scenario.json")


@given(
    st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=4),
    st.sampled_from(["sessions", "rooms", "expo", "rules"]),
)
def test_any_value_of_any_field_is_read_or_refused(fields: dict[str, object], section: str) -> None:
    expo: object = {"id": "t", "title": "T", "timezone": "Europe/Berlin", "days": "2024-03-30..2024-03-31"}
    document = {
        "expo": expo,
        "rooms": [{"id": "A"}],
        "sessions": [{"id": "a", "title": "a", "duration": "1h"}],
        "rules": [],
    }
    if section == "expo":
        document["expo"] = {**document["expo"], **fields}  # type: ignore[dict-item]
    else:
        document[section] = [{"id": "x", **({"title": "x"} if section == "sessions" else {}), **fields}]
    read(json.dumps(document), "scenario.json")


@given(st.text(st.sampled_from(list("0123456789-:.T Z+至～上午hmind")), max_size=30))
def test_any_time_is_read_or_refused(text: str) -> None:
    session = {
        "id": "a",
        "title": "a",
        "duration": text,
        "start": text,
        "when": [text],
        "programme": [{"title": "x", "at": text}],
    }
    expo = {"id": "t", "title": "T", "timezone": "Europe/Berlin", "days": text, "hours": text}
    read(json.dumps({"expo": expo, "sessions": [session]}), "scenario.json")


@given(st.binary(max_size=60) | st.text(st.sampled_from(list('id,name\n"A\r;\0会')), max_size=40).map(str.encode))
def test_any_bytes_as_a_table_are_read_or_refused(content: bytes) -> None:
    with tempfile.TemporaryDirectory() as folder:
        for name in ("rooms.csv", "rooms.xlsx"):
            (Path(folder) / name).write_bytes(content)
            path = Path(folder) / "scenario.yaml"
            path.write_text(f"{HEAD}rooms: {name}\n", encoding="utf-8")
            with suppress(BadInput):
                load(path)
