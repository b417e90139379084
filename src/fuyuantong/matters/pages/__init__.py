"""Pages of the heart: each reads the request, calls one query or action, and answers."""
