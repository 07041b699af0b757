"""Measures how many contracts of a folder the generator and the harness can handle."""
