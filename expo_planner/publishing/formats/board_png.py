"""The board as a picture (`board_svg.png`), for messengers and slides that show no SVG.

Its letters are those of the machine's fonts, so that its bytes differ from machine to machine: it is exported when
asked for, and no part of a release.
"""

from __future__ import annotations

from resvg_py import svg_to_bytes

from expo_planner.publishing.agenda import Agenda
from expo_planner.publishing.formats import board_svg

ZOOM = 2.0
"""Pixels for each unit of the drawing, so that small letters stay sharp."""


def render(agenda: Agenda) -> dict[str, bytes]:
    """`board_svg.png`, on white."""
    drawing = board_svg.render(agenda)["board.svg"].decode()
    return {"board.png": bytes(svg_to_bytes(svg_string=drawing, background="#ffffff", zoom=ZOOM))}
