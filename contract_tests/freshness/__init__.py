"""Freshness law: the checked-in client is what the generator produces."""
