"""Changes made presentable: what one sends to those concerned."""

from __future__ import annotations

from expo_planner.publishing.notices.notice import VIEWS, Entry, Group, Notice, Section, View, make_notice

__all__ = ["VIEWS", "Entry", "Group", "Notice", "Section", "View", "make_notice"]
