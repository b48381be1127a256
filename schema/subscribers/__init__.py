"""Subscribers and subscriptions."""
