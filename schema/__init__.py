"""The GraphQL door: types, inputs, queries, mutations and dataloaders over the resolvers."""
