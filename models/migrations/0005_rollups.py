from tortoise import migrations
from tortoise.migrations import operations as ops

from models.samples import tables


async def prepare_rollups(_apps, schema_editor):
    await tables.create_versions(schema_editor.client)
    await tables.check_owners_by_statement(schema_editor.client)


async def undo(_apps, schema_editor):
    await tables.check_owners_by_row(schema_editor.client)
    await tables.drop_versions(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0004_check_batches")]

    operations = [ops.RunPython(prepare_rollups, undo)]
