"""What the API asks and answers about registers and their rows."""
