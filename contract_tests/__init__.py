"""The proof that the generated client keeps the contract."""
