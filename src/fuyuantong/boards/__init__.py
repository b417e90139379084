"""指标看板: boards that an office composes of indicators without code; a wall screen, A4, a file."""
