"""The shape of what the API of meetings takes and says."""
