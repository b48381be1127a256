"""Templates of the messages to subscribers, where an installation has its own."""

from tortoise import fields

from models.fields import CreatedAt, UpdatedAt
from models.row import Row


class MessageTemplate(Row):
    """How one kind of message reads, a kind without a row reads as the product has it."""

    kind = fields.CharField(max_length=48, primary_key=True)
    subject = fields.TextField()
    html = fields.TextField()
    text = fields.TextField()
    created_at = CreatedAt()
    updated_at = UpdatedAt()

    class Meta:
        table = "message_template"
