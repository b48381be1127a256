from tortoise import migrations
from tortoise.migrations import operations as ops

from models.samples import manual_counts, tables


async def count(_apps, schema_editor):
    await manual_counts.add(schema_editor.client)
    await tables.drop_manual_index(schema_editor.client)


async def undo(_apps, schema_editor):
    await tables.create_manual_index(schema_editor.client)
    await manual_counts.remove(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0011_three_hours")]

    operations = [ops.RunPython(count, undo)]
