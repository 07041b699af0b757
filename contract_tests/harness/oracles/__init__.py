"""What is due, computed from the contract and from raw bytes alone."""
