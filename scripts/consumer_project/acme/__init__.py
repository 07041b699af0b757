"""A shop that vendors the client: the throw-away project of `nox -s consumer`."""
