"""How the checks run."""
