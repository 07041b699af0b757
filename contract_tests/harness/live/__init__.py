"""A few paced calls to the real service."""
