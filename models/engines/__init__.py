"""The ORM's way to the databases, where its own way is not enough."""
