"""Templates of messages to subscribers."""
