"""Where the Chinese of definitions meets the English of the code."""
