"""交接: merged, divided, renamed and abolished units, people who change their post, and their work."""
