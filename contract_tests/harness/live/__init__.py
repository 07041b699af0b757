"""Call the real service a few times, or Prism once as a demonstration."""
