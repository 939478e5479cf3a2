"""Scenarios that are written as YAML are read back as the same texts, and look as people write them."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import example, given
from hypothesis import strategies as st

from expo_planner.files.edit import plain
from expo_planner.files.read import sources
from expo_planner.files.schema.context import Context
from expo_planner.files.write.to_yaml import Value, block, item, scalar

CHARACTERS = st.characters(exclude_categories=["Cs"])
TEXTS = st.text(CHARACTERS) | st.text("a1 :#-?,[]{}\"'\n\t|>&*!%@`~\u2028\x85\ufeff是no", max_size=12)
VALUES: st.SearchStrategy[Value] = st.recursive(
    TEXTS, lambda inner: st.lists(inner, max_size=3) | st.dictionaries(TEXTS, inner, max_size=3), max_leaves=8
)


def read(text: str) -> Value:
    context = Context()
    node = sources.parse(text, "scenario.yaml", context)
    context.report.raise_any()
    assert node is not None
    return plain(node)


@example(["0:?", "a::b"])
@given(VALUES)
def test_whatever_is_written_is_read_back(value: Value) -> None:
    assert read("\n".join(block({"field": value}, 0)) + "\n") == {"field": value}


@example(["you? me?", {"a?": "2026-13-01 10:00:00"}, "2026-02-30", "0x_", "0b__", "1:60", "?", "2026-1-2", "=", "<<"])
@given(VALUES)
def test_other_readers_of_yaml_read_it_too(value: Value) -> None:
    """Words, numbers and dates may be such there; every other text is the same."""
    assert _same(value, yaml.safe_load("\n".join(block({"field": value}, 0)) + "\n")["field"])
    assert _same([value], yaml.safe_load("\n".join(item([value], 0)) + "\n")[0])


def _same(value: Value, found: object) -> bool:
    if isinstance(value, dict):
        return isinstance(found, dict) and all(_same(value[key], found[key]) for key in value.keys() & found.keys())
    if isinstance(value, list):
        return isinstance(found, list) and len(found) == len(value) and all(map(_same, value, found))
    return found == value if isinstance(found, str) else found is not None


@given(st.lists(st.dictionaries(TEXTS, VALUES, min_size=1, max_size=3), min_size=1, max_size=3), st.booleans())
def test_records_of_a_list_are_read_back_in_both_styles(records: list[dict[str, Value]], open: bool) -> None:
    lines = [line for record in records for line in item(record, 2, open=open)]
    assert read("sessions:\n" + "\n".join(lines) + "\n") == {"sessions": records}


@pytest.mark.parametrize(
    "text",
    ["7号会议室 A+B厅", "《大连通》", "“车联万物 智慧出行”", "2023-07-06 13:30", "09:00-12:00", "http://a.org/b", "no"],
)
def test_usual_texts_need_no_quotes(text: str) -> None:
    assert scalar(text) == text


@pytest.mark.parametrize("text", ["a: b", "C#", "- a", "[a]", "=1+1", "", " a", "null", "~", "a\nb", '"a"'])
def test_what_could_be_taken_for_anything_else_stands_in_quotes(text: str) -> None:
    assert scalar(text).startswith('"')


def test_short_records_stand_on_one_line_and_long_ones_field_by_field() -> None:
    assert [*item({"id": "7A", "name": "7号会议室 A厅"}, 2)] == ["  - {id: 7A, name: 7号会议室 A厅}"]
    assert [*item({"id": "a", "abstract": "one\n\ntwo"}, 2, open=True)] == [
        "  - id: a",
        "    abstract: |-",
        "      one",
        "",
        "      two",
    ]
