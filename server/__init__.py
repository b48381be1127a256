"""Puts the house together: the application, its processes and the heliograph command."""
