"""What all drawings share: the font, and elements with their attributes."""

from __future__ import annotations

from xml.etree import ElementTree as ET

FONTS = "'PingFang SC', 'Microsoft YaHei', 'Noto Sans CJK SC', 'Source Han Sans SC', system-ui, sans-serif"


def add(parent: ET.Element, tag: str, text: str = "", /, **attributes: str | float) -> ET.Element:
    """A child element; `class_` and `stroke_width` are the attributes class and stroke-width."""
    names = {name.rstrip("_").replace("_", "-"): figure(value) for name, value in attributes.items()}
    element = ET.SubElement(parent, tag, names)
    element.text = text or None
    return element


def figure(value: str | float) -> str:
    return value if isinstance(value, str) else f"{round(value, 2):g}"
