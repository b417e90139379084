"""The trail: append-only, hash-chained per stream, sealed every minute into signed, chained roots."""
