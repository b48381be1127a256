"""Questions about how the checks run."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {"jobs": Question(Access.READ, "{ jobs { overdueMonitors } }")}
