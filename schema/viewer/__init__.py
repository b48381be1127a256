"""The one who asks, in GraphQL."""
