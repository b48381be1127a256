"""How often subscriptions were asked for: counted in one statement, the same in both dialects."""

from tortoise import fields
from tortoise.indexes import Index

from models.database import is_postgres, writer
from models.row import Row

_COUNT = """
INSERT INTO subscription_limit (key, window_start, count) VALUES ($1, $2, 1)
ON CONFLICT (key) DO UPDATE SET
    count = CASE WHEN subscription_limit.window_start = excluded.window_start
                 THEN subscription_limit.count + 1 ELSE 1 END,
    window_start = excluded.window_start
RETURNING count
"""


class SubscriptionLimit(Row):
    """How many requests one key (a hash of an address or of a network, or all of them) made in a window of time."""

    key = fields.CharField(max_length=80, primary_key=True)
    window_start = fields.BigIntField()
    count = fields.BigIntField()

    class Meta:
        table = "subscription_limit"
        indexes = (Index(fields=("window_start",), name="subscription_limit_by_window"),)


async def count(key: str, window_start: int) -> int:
    """Count one more request of `key`; returns the how manieth it is of the window. Two at once count as two."""
    connection = writer()
    statement = _COUNT if is_postgres(connection) else _COUNT.replace("$", "?")
    (row,) = await connection.execute_query_dict(statement, [key, window_start])
    number: int = row["count"]
    return number
