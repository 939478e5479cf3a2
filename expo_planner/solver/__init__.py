"""Finds schedules and lower bounds: exactly for small models, by large neighbourhood search for larger ones."""
