"""Questions about alerts and their configurations; the second configuration is put aside."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "alert": Question(Access.READ, '{ alert(id: "1") { state } }'),
    "alerts": Question(Access.READ, "{ alerts { edges { node { state } } } }"),
    "alertConfiguration": Question(Access.READ, '{ alertConfiguration(id: "1") { name } }'),
    "alertConfigurations": Question(Access.READ, "{ alertConfigurations { edges { node { name } } } }"),
    "alertConfigurationCreate": Question(
        Access.WRITE,
        """mutation { alertConfigurationCreate(input: {name: "New", condition: {status: {status: DOWN}}}) {
          userErrors { message } } }""",
    ),
    "alertConfigurationUpdate": Question(
        Access.WRITE, 'mutation { alertConfigurationUpdate(input: {id: "1", name: "New"}) { userErrors { message } } }'
    ),
    "alertConfigurationDelete": Question(
        Access.WRITE, 'mutation { alertConfigurationDelete(input: {id: "1"}) { userErrors { message } } }'
    ),
    "alertConfigurationActivate": Question(
        Access.WRITE, 'mutation { alertConfigurationActivate(input: {id: "2"}) { userErrors { message } } }'
    ),
    "alertConfigurationDeactivate": Question(
        Access.WRITE, 'mutation { alertConfigurationDeactivate(input: {id: "1"}) { userErrors { message } } }'
    ),
    "alertConfigurationTest": Question(
        Access.READ,
        'mutation { alertConfigurationTest(input: {id: "1"}) { userErrors { message } } }',
        changes_nothing=True,
    ),
}
