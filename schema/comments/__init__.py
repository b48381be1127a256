"""Comments on incidents, in GraphQL."""
