"""Every write of the heart: one function for one verb, inside one unit of work."""
