"""Questions about API keys; "QXBpS2V5OjE=" is the first one, and the fourth is inactive."""

from core.principal import Access
from tests.schema.asked.question import Question

ASKED = {
    "apiKeys": Question(Access.ADMIN, "{ apiKeys { edges { node { name } } } }"),
    "apiKey": Question(Access.ADMIN, '{ apiKey(id: "1") { name } }'),
    "apiKeyCreate": Question(
        Access.ADMIN, 'mutation { apiKeyCreate(input: {name: "new"}) { userErrors { message } } }'
    ),
    "apiKeyRename": Question(
        Access.ADMIN, 'mutation { apiKeyRename(input: {id: "QXBpS2V5OjE=", name: "new"}) { userErrors { message } } }'
    ),
    "apiKeySetScope": Question(
        Access.ADMIN,
        'mutation { apiKeySetScope(input: {id: "QXBpS2V5OjE=", scope: ADMIN}) { userErrors { message } } }',
    ),
    "apiKeyActivate": Question(
        Access.ADMIN, 'mutation { apiKeyActivate(input: {id: "4"}) { userErrors { message } } }'
    ),
    "apiKeyDeactivate": Question(
        Access.ADMIN, 'mutation { apiKeyDeactivate(input: {id: "QXBpS2V5OjE="}) { userErrors { message } } }'
    ),
    "apiKeyDelete": Question(
        Access.ADMIN, 'mutation { apiKeyDelete(input: {id: "QXBpS2V5OjE="}) { userErrors { message } } }'
    ),
}
