"""Pages in GraphQL."""
