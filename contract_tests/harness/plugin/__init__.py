"""How a run is steered: options, profiles, replay, a contract of the user's own."""
