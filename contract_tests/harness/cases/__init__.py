"""What is tried: calls, bodies, answers and arguments, made from the contract."""
