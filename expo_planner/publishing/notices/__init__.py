"""Notices: changes of a schedule, written for the people concerned."""

from __future__ import annotations

from expo_planner.publishing.notices.notice import VIEWS, Notice, NoticeEntry, NoticeGroup, Section, View, make_notice

__all__ = ["VIEWS", "Notice", "NoticeEntry", "NoticeGroup", "Section", "View", "make_notice"]
