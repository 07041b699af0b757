"""Unit tests of `openapi/runtime`, of the features that no single contract uses together."""
