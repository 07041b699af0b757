"""Response law: everything the contract allows the server to send reaches the caller."""
