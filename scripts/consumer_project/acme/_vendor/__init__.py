"""Other people's packages."""
