"""Request law: what arrives on the wire is what the caller passed."""
