"""Samples in GraphQL."""
