from tortoise import migrations
from tortoise.migrations import operations as ops
from tortoise import fields

from models.samples import tables


async def create_index(_apps, schema_editor):
    await tables.create_manual_index(schema_editor.client)


async def drop_index(_apps, schema_editor):
    await tables.drop_manual_index(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [('models', '0001_initial')]

    initial = False

    operations = [
        ops.AddField(
            model_name='Maintenance',
            name='planned_until',
            field=fields.BigIntField(null=True),
        ),
        ops.RunPython(create_index, drop_index),
    ]
