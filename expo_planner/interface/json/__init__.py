"""Results as JSON documents, one module for each: the output of `--json`, and schedule.json."""
