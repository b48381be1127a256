"""API keys: only a keyed hash of the secret is stored."""

from tortoise import fields

from models.enums import Activity, Scope
from models.fields import CreatedAt, UpdatedAt, one_of
from models.row import Row


class ApiKey(Row):
    """A key that opens the doors as far as its scope reaches."""

    id = fields.BigIntField(primary_key=True)
    name = fields.CharField(max_length=255)
    hashed_key = fields.CharField(max_length=64, unique=True)
    masked_key = fields.CharField(max_length=32)
    scope = fields.CharEnumField(Scope, max_length=16, default=Scope.READ)
    status = fields.CharEnumField(Activity, max_length=16, default=Activity.ACTIVE)
    expires_at = fields.DatetimeField(null=True)
    last_used_at = fields.DatetimeField(null=True)
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    class Meta:
        table = "api_key"
        ordering = ("-id",)
        constraints = (one_of("api_key", "scope", Scope), one_of("api_key", "status", Activity))
