"""The board: who stands where in the picture, and that it stays valid and readable."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest
from fairs import HOSTILE, example, fair, hostile, placed

from expo_planner.domain.entities import Category, Session
from expo_planner.domain.schedule import Schedule
from expo_planner.publishing.agenda import Agenda, ClashMark, make_agenda
from expo_planner.publishing.formats import export
from expo_planner.publishing.formats.board_svg import render
from expo_planner.publishing.formats.layout import Panel, clusters, lanes, panels, stack
from expo_planner.publishing.formats.text_metrics import width, wrap

GOLDEN = Path(__file__).parent / "golden"
SVG = "{http://www.w3.org/2000/svg}"


def drawn(agenda: Agenda) -> ET.Element:
    return ET.fromstring(render(agenda)["board.svg"])


def texts(element: ET.Element) -> list[str]:
    return [text.text or "" for text in element.iter(f"{SVG}text")]


def tooltips(element: ET.Element) -> list[str]:
    return [title.text or "" for box in element.iter(f"{SVG}svg") for title in box.findall(f"{SVG}title")][1:]


def rows(panel: Panel) -> dict[str | None, list[str]]:
    return {row.room: [piece.id for piece in row.pieces] for row in panel.rows}


def simple(*times: tuple[str, str, str, str], clashes: tuple[ClashMark, ...] = (), **fields: str) -> Agenda:
    """An agenda of one day: session id, room, start and end."""
    sessions = [
        (Session(id=name, title=name, host=fields.get(name)), room, f"2023-07-06T{start}", f"2023-07-06T{end}")
        for name, room, start, end in times
    ]
    return placed(fair(), sessions, clashes)


def test_the_board_is_as_it_was() -> None:
    assert render(example())["board.svg"] == (GOLDEN / "board.svg").read_bytes()


def test_there_is_a_panel_for_each_day_with_its_rooms_in_use() -> None:
    days = panels(example())
    assert [f"{panel.date}" for panel in days] == ["2023-07-06", "2023-07-07", "2023-07-08"]
    assert rows(days[0]) == {"7A": ["standards"], "hall": ["expo"], "hotel": ["heat"]}
    assert rows(days[1]) == {"7A": ["ac"], "7C": ["ac"], "hall": ["expo"], "pier": ["night"]}
    assert rows(days[2]) == {"7A": ["pm"], "7B": ["pm"], "hall": ["expo"], "online": ["ip"]}


def test_a_panel_has_the_whole_hours_in_use() -> None:
    (panel,) = panels(simple(("a", "M", "09:30", "10:10")))
    assert panel.window == (9 * 60, 11 * 60)


def test_a_session_past_midnight_belongs_to_its_first_day() -> None:
    panel = panels(example())[1]
    assert panel.window == (24 * 60 + 9 * 60, 48 * 60 + 60)


def test_a_hosted_session_stands_inside_its_host() -> None:
    (panel,) = panels(simple(("forum", "M", "09:00", "12:00"), ("report", "M", "10:00", "11:00"), report="forum"))
    assert rows(panel) == {"M": ["forum"]}
    assert [piece.id for piece in panel.hosted["forum"]] == ["report"]


@pytest.mark.parametrize("report", [("report", "M", "10:00", "12:10"), ("report", "7A", "10:00", "11:00")])
def test_one_that_leaves_its_host_stands_for_itself(report: tuple[str, str, str, str]) -> None:
    (panel,) = panels(simple(("forum", "M", "09:00", "12:00"), report, report="forum"))
    assert panel.hosted == {}
    assert "report" in rows(panel)[report[1]]


def test_sessions_at_the_same_time_get_lanes() -> None:
    times = (("a", "hall", "09:00", "11:00"), ("b", "hall", "10:00", "12:00"), ("c", "hall", "11:00", "12:00"))
    (panel,) = panels(simple(*times))
    assert [[piece.id for piece in lane] for lane in lanes(panel.rows[0].pieces)] == [["a", "c"], ["b"]]
    assert len(clusters(panel.rows[0].pieces)) == 1


def test_a_session_alone_in_its_time_takes_the_whole_row() -> None:
    times = (("a", "hall", "09:00", "10:00"), ("b", "hall", "09:00", "10:00"), ("c", "hall", "10:00", "11:00"))
    (panel,) = panels(simple(*times))
    heights, boxes = stack(panel.rows, lambda piece: 50, [40])
    assert heights == [100]
    assert [(box.piece.id, box.top, box.height) for box in boxes] == [("a", 0, 50), ("b", 50, 50), ("c", 0, 100)]


def test_a_joined_hall_spans_the_rows_of_its_cells() -> None:
    (panel,) = panels(simple(("a", "7A", "09:00", "10:00"), ("ab", "7AB", "10:00", "11:00")))
    heights, boxes = stack(panel.rows, lambda piece: 100 if piece.id == "ab" else 30, [40, 40])
    assert heights == [40, 60]
    assert [(box.piece.id, box.top, box.height, box.split) for box in boxes] == [
        ("a", 0, 40, False),
        ("ab", 0, 100, False),
    ]


def test_a_joined_hall_of_rooms_apart_stands_in_each_of_them() -> None:
    (panel,) = panels(simple(("b", "7B", "09:00", "10:00"), ("ac", "7AC", "10:00", "11:00")))
    _, boxes = stack(panel.rows, lambda piece: 40, [40, 40, 40])
    assert [(box.piece.id, box.top, box.split) for box in boxes] == [
        ("ac", 0, True),
        ("b", 40, False),
        ("ac", 80, True),
    ]
    board = drawn(simple(("b", "7B", "09:00", "10:00"), ("ac", "7AC", "10:00", "12:00")))
    assert texts(board).count("⇕ 7号会议室 A+C厅") == 2


def test_a_joined_hall_that_clashes_with_a_cell_stands_beside_it() -> None:
    (panel,) = panels(simple(("a", "7A", "09:00", "10:00"), ("ab", "7AB", "09:30", "11:00")))
    _, boxes = stack(panel.rows, lambda piece: 40, [40, 40])
    assert [(box.piece.id, box.top, box.height) for box in boxes] == [("a", 0, 40), ("ab", 40, 40), ("ab", 80, 40)]


def test_no_two_boxes_of_rows_cover_each_other() -> None:
    for panel in panels(example()):
        _, boxes = stack(panel.rows, lambda piece: 50, [40] * len(panel.rows))
        for one in boxes:
            for other in boxes:
                if one is not other and one.piece.window.meets(other.piece.window):
                    assert one.top + one.height <= other.top or other.top + other.height <= one.top


def test_clashes_are_marked_and_explained() -> None:
    rows = (("a", "M", "09:00", "10:00"), ("b", "M", "09:30", "10:30"), ("c", "M", "11:00", "12:00"))
    board = drawn(simple(*rows, clashes=(ClashMark(("a", "b"), "同室同时"),)))
    assert {"⚠ a", "⚠ b", "c", "⚠ 冲突"} <= set(texts(board))
    assert sum("⚠ 同室同时" in tooltip for tooltip in tooltips(board)) == 2
    assert len([box for box in board.iter(f"{SVG}rect") if box.get("class") == "clash"]) == 3


def test_short_sessions_say_as_much_of_their_time_as_fits() -> None:
    board = drawn(simple(("a", "M", "09:00", "09:15"), ("b", "M", "09:20", "09:25"), ("c", "M", "10:00", "11:00")))
    hours = ["09:00", "10:00", "11:00"]
    assert texts(board)[2:] == ["7月6日（周四）", "M层多功能厅", *hours, "09:00", "a", "10:00–11:00", "c"]


def test_categories_have_their_colour_and_the_others_one_each() -> None:
    fills = [rect.get("fill") for rect in drawn(example()).iter(f"{SVG}rect") if rect.get("width") == "14"]
    assert fills[1] == "steelblue"
    assert len(set(fills)) == 3


def test_many_categories_break_the_legend_into_lines() -> None:
    names = [f"一个名字很长的类别{n}" for n in range(12)]
    expo = fair(categories=tuple(Category(name=name) for name in names))
    sessions = [
        (Session(id=f"s{n}", title=name, category=name), "hall", "2023-07-06T09:00", "10:00")
        for n, name in enumerate(names)
    ]
    swatches = [rect for rect in drawn(placed(expo, sessions)).iter(f"{SVG}rect") if rect.get("width") == "14"]
    assert len({rect.get("y") for rect in swatches}) > 1


def test_a_board_without_sessions_is_a_picture_with_a_title() -> None:
    board = drawn(make_agenda(fair(), Schedule()))
    assert texts(board) == ["2023数交会"]
    assert board.get("width") == "648"


def test_hostile_titles_are_text() -> None:
    board = drawn(hostile())
    tags = {element.tag.removeprefix(SVG) for element in board.iter()}
    assert tags == {"svg", "title", "desc", "style", "defs", "pattern", "path", "rect", "text", "g", "line"}
    assert not [name for element in board.iter() for name in element.attrib if name.startswith("on") or "href" in name]
    for name in ("script", "attribute", "formula", "bidi", "long", "emoji", "markdown", "jinja"):
        assert any(tooltip.startswith(HOSTILE[name]) for tooltip in tooltips(board))


def test_the_language_is_that_of_the_expo() -> None:
    board = drawn(example(language="en"))
    assert "Thu 6 Jul" in texts(board)
    assert board.findtext(f"{SVG}desc") == "8 sessions on 3 days: rooms down, time across."


@pytest.mark.parametrize(
    ("text", "room", "lines", "broken"),
    [
        ("", 10, 2, []),
        ("专题展览", 10, 2, ["专题展览"]),
        ("第五届中国智慧供热高峰论坛", 5, 3, ["第五届中国", "智慧供热高", "峰论坛"]),
        ("第五届中国智慧供热高峰论坛", 5, 2, ["第五届中国", "智慧供热…"]),
        ("数字赋能，智慧教育", 4.5, 3, ["数字赋", "能，智慧", "教育"]),
        ("《网络弹性高峰论坛》", 3, 5, ["《网络", "弹性高", "峰论", "坛》"]),
        ("Digital trade forum", 8, 3, ["Digital trade", "forum"]),
        ("Donaudampfschifffahrt", 4, 2, ["Donaud", "ampfs…"]),
        ("中文abc", 2, 3, ["中文", "abc"]),
        ("👨‍👩‍👧👨‍👩‍👧", 3, 2, ["👨‍👩‍👧", "👨‍👩‍👧"]),
        ("中", 0.5, 1, ["中"]),
    ],
)
def test_text_breaks_as_its_language_breaks(text: str, room: float, lines: int, broken: list[str]) -> None:
    assert wrap(text, room, lines) == broken


def test_no_line_is_wider_than_its_room() -> None:
    for text in HOSTILE.values():
        for line in wrap(text, 6, 4):
            assert width(line) <= 6


def test_marks_and_joiners_have_no_width() -> None:
    assert width("e\u0301") == width("e")
    assert width("中") == width("，") == 1
    assert 0.5 < width("é") < 1


def test_rooms_of_an_expo_built_by_hand_need_no_cells() -> None:
    expo = fair()
    bare = {**expo.rooms, "M": replace(expo.rooms["M"], cells=())}
    agenda = placed(replace(expo, rooms=bare), [(Session(id="a", title="A"), "M", "2023-07-06T09:00", "10:00")])
    assert rows(panels(agenda)[0]) == {"M": ["a"]}


def test_the_board_is_a_picture_too() -> None:
    drawing, picture = drawn(example()), export(example(), "png")
    assert picture.startswith(b"\x89PNG\r\n\x1a\n")
    size = [int.from_bytes(picture[at : at + 4], "big") for at in (16, 20)]
    width, height = (float(number) for number in drawing.get("viewBox", "").split()[2:])
    assert size == [round(2 * width), round(2 * height)]
