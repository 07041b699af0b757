"""Compatibility law: what a newer contract breaks for clients of the old one."""
