"""Questions about pages and the site."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "page": Question(Access.PUBLIC, "{ page { title } }"),
    "pages": Question(Access.PUBLIC, "{ pages { path } }"),
}
