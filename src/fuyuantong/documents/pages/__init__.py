"""Pages of the room: the book of numbers, letterheads."""
