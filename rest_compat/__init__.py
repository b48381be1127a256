"""The REST v4 door: routes that translate to resolver calls and back, as the clients of v4 know them."""
