"""Request law: what arrives on the wire is exactly what the caller passed."""
