"""What the clock keeps of a minute: its batches, each leased to one worker at a time, and what was missed."""

from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import UniqueConstraint

from models.enums import MissReason
from models.fields import JsonField, one_of
from models.row import Row


class CheckBatch(Row):
    """The monitors of one batch at one minute, and the worker that checks them.

    Who runs it holds a lease until `leased_until`; before somebody does, that is how long the queue has for bringing
    it to a worker. `monitor_ids` is a list. Minutes are epoch seconds, instants too, with their fraction.
    """

    id = fields.BigIntField(primary_key=True)
    minute = fields.BigIntField()
    number = fields.BigIntField()
    monitor_ids = JsonField()
    monitor_count = fields.IntField()
    worker = fields.CharField(max_length=255, null=True)
    leased_until = fields.FloatField()
    claim_count = fields.IntField(default=0)
    started_at = fields.FloatField(null=True)
    finished_at = fields.FloatField(null=True)
    observed_count = fields.IntField(default=0)

    class Meta:
        table = "check_batch"
        constraints = (UniqueConstraint(fields=("minute", "number"), name="check_batch_once"),)
        indexes = (Index(fields=("finished_at",), name="check_batch_by_end"),)


class MissedMinutes(Row):
    """Minutes at which monitors were due and nobody observed them: those from `first_minute` to `last_minute`.

    `key` says who found it missing ("gap:1736121660", "batch:1736121660:3"), so that writing it twice is one row.
    """

    id = fields.BigIntField(primary_key=True)
    key = fields.CharField(max_length=64, unique=True)
    first_minute = fields.BigIntField()
    last_minute = fields.BigIntField()
    reason = fields.CharEnumField(MissReason, max_length=16)
    monitor_ids = JsonField()

    class Meta:
        table = "missed_minutes"
        constraints = (one_of("missed_minutes", "reason", MissReason),)
        indexes = (Index(fields=("last_minute",), name="missed_minutes_by_time"),)
