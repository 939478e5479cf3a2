"""Values → the text of a scenario file, YAML or JSON."""
