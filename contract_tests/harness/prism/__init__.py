"""A real Prism, and the relay before it that records every byte."""
