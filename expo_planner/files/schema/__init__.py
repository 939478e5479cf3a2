"""The format of scenario files: nodes with their places, types of fields, and the JSON Schema."""
