"""Questions about incidents and their comments."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "incident": Question(Access.PUBLIC, '{ incident(id: "1") { title } }'),
    "incidents": Question(Access.PUBLIC, "{ incidents { edges { node { title } } } }"),
}
