"""The self-tests of the harness: each check and oracle is shown to detect what it must."""
