"""Questions about maintenances and their events; the second maintenance is put aside, and the second event goes on."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "maintenance": Question(Access.PUBLIC, '{ maintenance(id: "1") { title } }'),
    "maintenances": Question(Access.PUBLIC, "{ maintenances { edges { node { title } } } }"),
    "maintenancePreview": Question(
        Access.READ, '{ maintenancePreview(input: {startsAt: "2025-01-05T10:00:00Z", rrule: "FREQ=DAILY"}) }'
    ),
    "maintenanceCreate": Question(
        Access.WRITE,
        """mutation { maintenanceCreate(input: {
          title: "New", startsAt: "2026-01-05T10:00:00Z", rrule: "FREQ=DAILY", duration: 600}) {
          userErrors { message } } }""",
    ),
    "maintenanceUpdate": Question(
        Access.WRITE, 'mutation { maintenanceUpdate(input: {id: "1", title: "New"}) { userErrors { message } } }'
    ),
    "maintenanceDelete": Question(
        Access.WRITE, 'mutation { maintenanceDelete(input: {id: "1"}) { userErrors { message } } }'
    ),
    "maintenanceActivate": Question(
        Access.WRITE, 'mutation { maintenanceActivate(input: {id: "2"}) { userErrors { message } } }'
    ),
    "maintenanceDeactivate": Question(
        Access.WRITE, 'mutation { maintenanceDeactivate(input: {id: "1"}) { userErrors { message } } }'
    ),
    "maintenanceSetMonitors": Question(
        Access.WRITE,
        """mutation { maintenanceSetMonitors(input: {id: "1", monitors: [{tag: "bank", impact: DOWN}]}) {
          userErrors { message } } }""",
    ),
    "maintenanceEvent": Question(Access.PUBLIC, '{ maintenanceEvent(id: "1") { status } }'),
    "maintenanceEvents": Question(Access.PUBLIC, "{ maintenanceEvents { edges { node { status } } } }"),
    "maintenanceEventCreate": Question(
        Access.WRITE,
        """mutation { maintenanceEventCreate(input: {
          maintenanceId: "1", startsAt: "2026-01-05T10:00:00Z", endsAt: "2026-01-05T11:00:00Z"}) {
          userErrors { message } } }""",
    ),
    "maintenanceEventMove": Question(
        Access.WRITE,
        """mutation { maintenanceEventMove(input: {
          id: "1", startsAt: "2026-01-05T10:00:00Z", endsAt: "2026-01-05T11:00:00Z"}) { userErrors { message } } }""",
    ),
    "maintenanceEventComplete": Question(
        Access.WRITE, 'mutation { maintenanceEventComplete(input: {id: "2"}) { userErrors { message } } }'
    ),
    "maintenanceEventCancel": Question(
        Access.WRITE, 'mutation { maintenanceEventCancel(input: {id: "1"}) { userErrors { message } } }'
    ),
    "maintenanceEventDelete": Question(
        Access.WRITE, 'mutation { maintenanceEventDelete(input: {id: "1"}) { userErrors { message } } }'
    ),
}
