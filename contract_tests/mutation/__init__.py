"""How many faults the harness catches: broken clients, drifted servers, blinded checks."""
