"""How a call is made and what is known of it: over Prism, in process, over a socket that fails."""
