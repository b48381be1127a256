from tortoise import fields, migrations
from tortoise.indexes import Index
from tortoise.migrations import operations as ops

from models.fields import CreatedAt, UpdatedAt


class Migration(migrations.Migration):
    dependencies = [('models', '0006_alert_judgements')]

    initial = False

    operations = [
        ops.CreateModel(
            name='MessageTemplate',
            fields=[
                ('kind', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=48)),
                ('subject', fields.TextField(unique=False)),
                ('html', fields.TextField(unique=False)),
                ('text', fields.TextField(unique=False)),
                ('created_at', CreatedAt()),
                ('updated_at', UpdatedAt()),
            ],
            options={'table': 'message_template', 'app': 'models', 'pk_attr': 'kind', 'table_description': 'How one kind of message reads, a kind without a row reads as the product has it.'},
            bases=['Model'],
        ),
        ops.CreateModel(
            name='SubscriptionLimit',
            fields=[
                ('key', fields.CharField(primary_key=True, unique=True, db_index=True, max_length=80)),
                ('window_start', fields.BigIntField()),
                ('count', fields.BigIntField()),
            ],
            options={'table': 'subscription_limit', 'app': 'models', 'indexes': [Index(fields=['window_start'], name='subscription_limit_by_window')], 'pk_attr': 'key', 'table_description': 'How many requests one key (a hash of an address or of a network, or all of them) made in a window of time.'},
            bases=['Model'],
        ),
    ]
