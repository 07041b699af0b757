"""Failure law: everything else ends in one documented error."""
