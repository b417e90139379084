"""The pages of the room: sign-in, one's own account, the directory, people."""
