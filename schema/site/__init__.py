"""The site in GraphQL: its entries, typed and raw."""
