"""The pictures of a sweep: SVG for its page, which says how they look. Each is a pure function of rows."""
