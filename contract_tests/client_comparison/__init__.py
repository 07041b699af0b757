"""Verifies clients of several generators against the same contracts, and compares the results."""
