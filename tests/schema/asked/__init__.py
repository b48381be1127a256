"""Every query and mutation as a question, a module an area."""

from tests.schema.asked import api_keys, incidents, maintenances, monitors, pages
from tests.schema.asked.question import Question

EVERYTHING: dict[str, Question] = {
    **monitors.ASKED,
    **incidents.ASKED,
    **maintenances.ASKED,
    **pages.ASKED,
    **api_keys.ASKED,
}
