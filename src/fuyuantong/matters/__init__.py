"""The heart: definitions at work. Matters, the obligations in them, their clocks, their trail."""
