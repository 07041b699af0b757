"""Mutation testing: how many faults of the client, the server and the harness are caught."""
