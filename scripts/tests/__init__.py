"""Tests of the generator and of the client's runtime; they need no harness."""
