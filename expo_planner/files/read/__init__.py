"""Scenario files, tables and schedules → expo, rules and schedules, with the place of every mistake."""
