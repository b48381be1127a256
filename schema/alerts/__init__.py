"""Alerts in GraphQL."""
