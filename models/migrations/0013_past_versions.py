from tortoise import migrations
from tortoise.migrations import operations as ops

from models.samples import tables


async def add(_apps, schema_editor):
    await tables.add_past_versions(schema_editor.client)


async def undo(_apps, schema_editor):
    await tables.drop_past_versions(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0012_manual_counts")]

    operations = [ops.RunPython(add, undo)]
