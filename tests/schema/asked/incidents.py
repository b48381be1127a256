"""Questions about incidents and their comments."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "incident": Question(Access.PUBLIC, '{ incident(id: "1") { title } }'),
    "incidents": Question(Access.PUBLIC, "{ incidents { edges { node { title } } } }"),
    "incidentCreate": Question(
        Access.WRITE,
        """mutation { incidentCreate(input: {title: "Bank broke", monitors: [{tag: "bank", impact: DOWN}]}) {
          userErrors { message } } }""",
    ),
    "incidentUpdate": Question(
        Access.WRITE, 'mutation { incidentUpdate(input: {id: "1", title: "New"}) { userErrors { message } } }'
    ),
    "incidentDelete": Question(
        Access.WRITE, 'mutation { incidentDelete(input: {id: "1"}) { userErrors { message } } }'
    ),
    "incidentResolve": Question(
        Access.WRITE, 'mutation { incidentResolve(input: {id: "1"}) { userErrors { message } } }'
    ),
    "incidentMonitorAdd": Question(
        Access.WRITE, 'mutation { incidentMonitorAdd(input: {id: "1", tag: "bank"}) { userErrors { message } } }'
    ),
    "incidentMonitorSetImpact": Question(
        Access.WRITE,
        """mutation { incidentMonitorSetImpact(input: {id: "1", tag: "shop", impact: DEGRADED}) {
          userErrors { message } } }""",
    ),
    "incidentMonitorRemove": Question(
        Access.WRITE, 'mutation { incidentMonitorRemove(input: {id: "1", tag: "shop"}) { userErrors { message } } }'
    ),
    "incidentCommentAdd": Question(
        Access.WRITE,
        """mutation { incidentCommentAdd(input: {incidentId: "1", comment: "Mended", state: MONITORING}) {
          userErrors { message } } }""",
    ),
    "incidentCommentUpdate": Question(
        Access.WRITE, 'mutation { incidentCommentUpdate(input: {id: "1", comment: "New"}) { userErrors { message } } }'
    ),
    "incidentCommentDelete": Question(
        Access.WRITE, 'mutation { incidentCommentDelete(input: {id: "1"}) { userErrors { message } } }'
    ),
}
