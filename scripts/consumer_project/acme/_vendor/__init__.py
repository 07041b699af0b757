"""Vendored packages."""
