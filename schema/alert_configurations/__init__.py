"""Alert configurations in GraphQL."""
