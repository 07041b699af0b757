"""A shop that vendors the client: the project of `nox -s consumer`."""
