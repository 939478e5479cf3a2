"""The domain: an expo, its clock, schedules, problems with their places, and texts in two languages."""
