"""What one session may do, whatever the others do: the one place where demands on a single session are folded."""
