"""What an organiser has: an expo, its clock, a schedule, problems with their places, texts in two languages."""
