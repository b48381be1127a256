from tortoise import migrations
from tortoise.migrations import operations as ops

from models.samples import layout


async def make_room(_apps, schema_editor):
    await layout.make_room(schema_editor.client)


async def undo(_apps, schema_editor):
    await layout.take_room(schema_editor.client)


class Migration(migrations.Migration):
    dependencies = [("models", "0013_past_versions")]

    operations = [ops.RunPython(make_room, undo)]
