"""The engine of the contract tests: it knows OpenAPI, and never names this API."""
