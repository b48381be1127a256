"""All behaviour of the domain, one module an aggregate: plain async functions, the only place where it changes."""
