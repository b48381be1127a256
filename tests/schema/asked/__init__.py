"""Every query and mutation as a question, a module an area."""

from tests.schema.asked import (
    alerts,
    api_keys,
    deliveries,
    incidents,
    jobs,
    maintenances,
    monitors,
    pages,
    subscribers,
    triggers,
)
from tests.schema.asked.question import Question

EVERYTHING: dict[str, Question] = {
    **monitors.ASKED,
    **incidents.ASKED,
    **maintenances.ASKED,
    **pages.ASKED,
    **alerts.ASKED,
    **triggers.ASKED,
    **deliveries.ASKED,
    **api_keys.ASKED,
    **jobs.ASKED,
    **subscribers.ASKED,
}
