"""Benchmarks of the client and of the harness, one module per kind of measurement."""
