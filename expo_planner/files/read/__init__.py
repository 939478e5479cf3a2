"""Scenario files, tables and schedules → expo, rules and schedules, with a place for every mistake."""
