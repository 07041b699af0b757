"""Expected requests and outcomes, computed only from the contract and from recorded bytes."""
