"""What the API says of the heart, and what it asks."""
