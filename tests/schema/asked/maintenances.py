"""Questions about maintenances and their events."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "maintenance": Question(Access.PUBLIC, '{ maintenance(id: "1") { title } }'),
    "maintenances": Question(Access.PUBLIC, "{ maintenances { edges { node { title } } } }"),
}
