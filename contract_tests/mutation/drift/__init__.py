"""Drifts: an API whose contract has changed in one place, while its client has not."""
