from tortoise import migrations
from tortoise.migrations import operations as ops
from models.enums import MissReason
from models.fields import JsonField
from tortoise import fields
from tortoise.indexes import Index
from tortoise.migrations.constraints import CheckConstraint, UniqueConstraint


# The ORM writes none of the constraints that span several columns when it makes a table.
async def make_batches_unique(_apps, schema_editor):
    await schema_editor.client.execute_script("CREATE UNIQUE INDEX check_batch_once ON check_batch (minute, number)")


async def let_batches_repeat(_apps, schema_editor):
    await schema_editor.client.execute_script("DROP INDEX check_batch_once")


class Migration(migrations.Migration):
    dependencies = [('models', '0003_planned_until')]

    initial = False

    operations = [
        ops.CreateModel(
            name='CheckBatch',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('minute', fields.BigIntField()),
                ('number', fields.BigIntField()),
                ('monitor_ids', JsonField(generated=False, null=False, unique=False)),
                ('monitor_count', fields.IntField()),
                ('worker', fields.CharField(null=True, max_length=255)),
                ('leased_until', fields.FloatField()),
                ('claim_count', fields.IntField(default=0)),
                ('started_at', fields.FloatField(null=True)),
                ('finished_at', fields.FloatField(null=True)),
                ('observed_count', fields.IntField(default=0)),
            ],
            options={'table': 'check_batch', 'app': 'models', 'constraints': [UniqueConstraint(fields=('minute', 'number'), name='check_batch_once')], 'indexes': [Index(fields=['finished_at'], name='check_batch_by_end')], 'pk_attr': 'id', 'table_description': 'The monitors of one batch at one minute, and the worker that checks them.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='MissedMinutes',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('key', fields.CharField(unique=True, max_length=64)),
                ('first_minute', fields.BigIntField()),
                ('last_minute', fields.BigIntField()),
                ('reason', fields.CharEnumField(description='NOBODY_ASKED: NOBODY_ASKED\nNOT_FINISHED: NOT_FINISHED\nCHECK_BROKE: CHECK_BROKE', enum_type=MissReason, max_length=16)),
                ('monitor_ids', JsonField(generated=False, null=False, unique=False)),
            ],
            options={'table': 'missed_minutes', 'app': 'models', 'constraints': [CheckConstraint(check='"reason" IN (\'NOBODY_ASKED\', \'NOT_FINISHED\', \'CHECK_BROKE\')', name='missed_minutes_reason_is_known')], 'indexes': [Index(fields=['last_minute'], name='missed_minutes_by_time')], 'pk_attr': 'id', 'table_description': 'Minutes at which monitors were due and nobody observed them: those from `first_minute` to `last_minute`.'},
            bases=['Model'],
        ),
        ops.RunPython(make_batches_unique, let_batches_repeat),
    ]
