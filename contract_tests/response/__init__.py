"""Response law: what the contract allows the server to send reaches the caller."""
