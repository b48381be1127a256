"""Events of maintenances, in GraphQL."""
