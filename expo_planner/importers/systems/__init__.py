"""Schedules that other systems export: frab, pretalx, wafer and FOSDEM, Indico, calendars."""
