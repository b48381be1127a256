"""The steps from an empty database to today's, made by `tortoise makemigrations` and then read through."""
