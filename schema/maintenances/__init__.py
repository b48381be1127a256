"""Maintenances in GraphQL."""
