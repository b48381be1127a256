"""Monitors in GraphQL."""
