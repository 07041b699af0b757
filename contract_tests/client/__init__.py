"""Tests of what this client promises beyond the laws. They import its public API only."""
