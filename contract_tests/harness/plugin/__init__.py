"""The pytest plugin: options, hooks, fixtures, replay, and clients for other contracts."""
