"""What the API says of papers and plans, and what it asks."""
