from tortoise import migrations
from tortoise.migrations import operations as ops

from models.samples import tables


async def create_version_table(_apps, schema_editor):
    await tables.create_versions(schema_editor.client)


async def drop_version_table(_apps, schema_editor):
    await tables.drop_versions(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0001_initial")]

    operations = [ops.RunPython(create_version_table, drop_version_table)]
