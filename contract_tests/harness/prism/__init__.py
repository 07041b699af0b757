"""Run Prism, and record every byte that passes between the client and Prism."""
