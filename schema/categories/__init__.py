"""Categories, and the overall status of sets of monitors, in GraphQL."""
