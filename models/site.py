"""Site entries: what an installation says of itself, by a fixed set of keys."""

import json

from tortoise import fields

from models.fields import CreatedAt, UpdatedAt
from models.row import Row


class SiteEntry(Row):
    """The value of one key, a key that was never set has no row."""

    key = fields.CharField(max_length=64, primary_key=True)
    # Not a JSON field: a plain string may be a value here, and looks like a document that was not read yet.
    value = fields.TextField()
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    @property
    def document(self) -> object:
        """The value, any JSON document."""
        return json.loads(self.value)

    class Meta:
        table = "site_entry"
