"""The rows of the linear program, by kind: room time, limits on parallel sessions, links, few rooms or days."""
