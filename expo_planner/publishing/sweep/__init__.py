"""What a sweep found, as tables and as a page with pictures."""
