"""Plans expos and congresses: rooms, times, people; agenda and calendars."""

__version__ = "0.1.0"
