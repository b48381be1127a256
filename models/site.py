"""Site entries: what an installation says of itself, by a fixed set of keys."""

from tortoise import fields
from tortoise.models import Model

from models.fields import CreatedAt, JsonField, UpdatedAt


class SiteEntry(Model):
    """The value of one key, a key that was never set has no row."""

    key = fields.CharField(max_length=64, primary_key=True)
    value = JsonField(null=True)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    class Meta:
        table = "site_entry"
