"""The pages of the room: the library, lists, one row, imports, funds."""
