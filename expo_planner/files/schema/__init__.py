"""What a scenario file may hold: its nodes with their places, the types of its fields, and its JSON Schema."""
