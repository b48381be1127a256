from tortoise import fields, migrations
from tortoise.migrations import operations as ops


class AddColumn(ops.AddField):
    # On SQLite the stock operation makes the table anew on the way back, which loses its triggers: its constraints.
    async def database_backward(self, app_label, old_state, new_state, state_editor=None):
        if state_editor:
            table = old_state.apps.get_model(f'{app_label}.{self.model_name}')._meta.db_table
            await state_editor.client.execute_script(f'ALTER TABLE "{table}" DROP COLUMN "{self.name}"')


class Migration(migrations.Migration):
    dependencies = [('models', '0009_constraints')]

    initial = False

    operations = [
        AddColumn(
            model_name='Incident',
            name='is_private',
            field=fields.BooleanField(default=False, db_default=False),
        ),
        AddColumn(
            model_name='Maintenance',
            name='is_private',
            field=fields.BooleanField(default=False, db_default=False),
        ),
    ]
