from tortoise import migrations
from tortoise.migrations import operations as ops
from models.enums import AlertReason
from tortoise import fields


class Migration(migrations.Migration):
    dependencies = [('models', '0005_rollups')]

    initial = False

    operations = [
        ops.AddField(
            model_name='AlertConfigurationMonitor',
            name='judged_until',
            field=fields.BigIntField(null=True),
        ),
        ops.AddField(
            model_name='AlertConfigurationMonitor',
            name='revision',
            field=fields.IntField(default=0, db_default=0),
        ),
        ops.AddField(
            model_name='Alert',
            name='reason',
            field=fields.CharEnumField(default=AlertReason.CONDITION, db_default='CONDITION', description='CONDITION: CONDITION\nNO_DATA: NO_DATA', enum_type=AlertReason, max_length=16),
        ),
        ops.CreateModel(
            name='AlertWatch',
            fields=[
                ('id', fields.BigIntField(generated=True, primary_key=True, unique=True, db_index=True)),
                ('since', fields.BigIntField()),
                ('looked_at', fields.BigIntField()),
            ],
            options={'table': 'alert_watch', 'app': 'models', 'pk_attr': 'id', 'table_description': 'Since when somebody has looked at the alerts every minute: one row, its times are epoch seconds.'},
            bases=['Model'],
        ),
    ]
