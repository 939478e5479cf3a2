"""The curve of cost against people to notify (`curve.svg`), one point for each number of moves."""

from __future__ import annotations

from collections.abc import Sequence
from xml.etree import ElementTree as ET

from expo_planner.domain.i18n import Language, Text
from expo_planner.publishing.formats.svg import FONTS, add
from expo_planner.publishing.formats.text_metrics import wrap

STYLE = f"""
text {{ font-family: {FONTS}; font-size: 12px; fill: #1f2328; }}
.title {{ font-size: 18px; font-weight: 600; }}
.small {{ font-size: 11px; fill: #57606a; }}
.line {{ stroke: #d8dee4; stroke-width: 1; }}
.curve {{ stroke: #2f6fab; stroke-width: 2; fill: none; }}
.point {{ fill: #2f6fab; }}
"""
COST = Text("cost", "代价")
TOLD = Text("people to notify", "需通知人次")
MOVES = Text("up to {most}", "至多{most}场")
AS_IS = Text("as it is", "现状")
POINT = Text(
    "up to {most} moves: cost {cost}, {told} people to notify", "移动至多{most}场：代价{cost}，需通知{told}人次"
)
SUMMARY = Text(
    "What moving sessions brings: cost down, people to notify across.", "移动活动的效果：纵轴为代价，横轴为需通知人次。"
)
WIDTH, HEIGHT, LEFT, TOP, RIGHT, BOTTOM = 720, 420, 72, 64, 40, 56
TICKS = 5


def render(title: str, cost_before: int, points: Sequence[tuple[int, int, int]], language: Language) -> bytes:
    """The drawing; `points` are (people to notify, cost, most moves), in ascending order of moves."""
    whole = [(0, cost_before, 0), *points]
    most_told = max(told for told, _, _ in whole) or 1
    top, bottom = max(cost for _, cost, _ in whole), min(cost for _, cost, _ in whole)
    low = max(bottom - max((top - bottom) // 5, 1), 0)
    high = max(top, low + 1)
    root = ET.Element(
        "svg", xmlns="http://www.w3.org/2000/svg", role="img", viewBox=f"0 0 {WIDTH} {HEIGHT}", width=str(WIDTH)
    )
    root.set("height", str(HEIGHT))
    root.set("aria-labelledby", "title summary")
    add(root, "title", title, id="title")
    add(root, "desc", SUMMARY.say(language), id="summary")
    add(root, "style", STYLE)
    add(root, "rect", width="100%", height="100%", fill="#ffffff")
    add(root, "text", wrap(title, (WIDTH - 2 * RIGHT) / 18, 1)[0], x=RIGHT, y=36, class_="title")

    def x(told: int) -> float:
        return LEFT + (WIDTH - LEFT - RIGHT) * told / most_told

    def y(cost: int) -> float:
        return TOP + (HEIGHT - TOP - BOTTOM) * (high - cost) / (high - low)

    for cost in _ticks(low, high):
        add(root, "line", x1=LEFT, x2=WIDTH - RIGHT, y1=y(cost), y2=y(cost), class_="line")
        add(root, "text", str(cost), x=LEFT - 8, y=y(cost) + 4, text_anchor="end", class_="small")
    for told in _ticks(0, most_told):
        add(root, "text", str(told), x=x(told), y=HEIGHT - BOTTOM + 18, text_anchor="middle", class_="small")
    add(root, "text", COST.say(language), x=LEFT - 8, y=TOP - 10, text_anchor="end")
    add(root, "text", TOLD.say(language), x=WIDTH - RIGHT, y=HEIGHT - 14, text_anchor="end")
    path = " ".join(
        f"{'L' if place else 'M'}{x(told):.1f},{y(cost):.1f}" for place, (told, cost, _) in enumerate(whole)
    )
    add(root, "path", d=path, class_="curve")
    seen: set[tuple[int, int]] = set()
    for told, cost, most in whole:
        point = add(root, "circle", cx=x(told), cy=y(cost), r=4, class_="point")
        label = AS_IS.say(language) if not most else POINT.fill(most=most, cost=cost, told=told).say(language)
        add(point, "title", label)
        if (told, cost) not in seen:
            seen.add((told, cost))
            near_edge = x(told) > WIDTH - RIGHT - 60
            side = {"x": x(told) - 8, "text_anchor": "end"} if near_edge else {"x": x(told) + 8}
            add(
                root,
                "text",
                AS_IS.say(language) if not most else MOVES.fill(most=most).say(language),
                y=y(cost) - 8,
                **side,
            )
    ET.indent(root)
    drawing: bytes = ET.tostring(root, encoding="utf-8", xml_declaration=True)
    return drawing + b"\n"


def _ticks(low: int, high: int) -> list[int]:
    """A few round numbers from low to high."""
    step = 1
    while (high - low) / step > TICKS:
        step = step * 5 // 2 if str(step).startswith("2") else step * 2
    return list(range(-(-low // step) * step, high + 1, step))
