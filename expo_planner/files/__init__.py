"""Scenario files: their fields (`schema`), and how they are read, written and edited in place."""
