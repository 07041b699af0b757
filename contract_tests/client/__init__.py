"""The client's own promises, beyond the laws: one module for each."""
