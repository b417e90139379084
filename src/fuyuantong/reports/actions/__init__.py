"""Every write of the room: one function for one verb, inside one unit of work."""
