"""The steps from an empty database to today's, made by `make migrations` and then read through."""

from core.settings import load
from models import database

# What the ORM's own command reads; it only looks at the models, and connects to nothing.
CONFIGURATION = database.configuration(load())
