"""Calls, arguments and response bodies: generated, at boundaries, hostile, in every combination."""
