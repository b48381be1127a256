from tortoise import migrations
from tortoise.migrations import operations as ops

from models.samples import three_hours


async def add(_apps, schema_editor):
    await three_hours.add(schema_editor.client)


async def remove(_apps, schema_editor):
    await three_hours.remove(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0010_private")]

    operations = [ops.RunPython(add, remove)]
